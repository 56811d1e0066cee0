package io.hone.app.registry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One version of a subject.
 *
 * @param schema the Avro schema as JSON text
 * @param deleted softly deleted: hidden, but its id still resolves
 */
record SchemaVersion(String subject, int version, int id, String schema, boolean deleted) {

  SchemaVersion asDeleted() {
    return new SchemaVersion(subject, version, id, schema, true);
  }

  /** As the REST API shows it. */
  ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("subject", subject)
        .put("version", version)
        .put("id", id)
        .put("schema", schema);
  }
}
