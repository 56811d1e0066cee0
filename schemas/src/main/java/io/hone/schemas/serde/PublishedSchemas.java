package io.hone.schemas.serde;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Schemas as other languages should see them: without {@code avro.java.string}, which tells only
 * Avro's Java code something.
 */
final class PublishedSchemas {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST = 1_000;

  private final Map<Schema, Schema> known = new ConcurrentHashMap<>();

  Schema of(Schema schema) {
    Schema found = known.get(schema);
    if (found != null) return found;
    Schema made = withoutJavaProperties(schema);
    if (known.size() >= MOST) known.clear();
    known.put(schema, made);
    return made;
  }

  private static Schema withoutJavaProperties(Schema schema) {
    try {
      JsonNode json = JSON.readTree(schema.toString());
      strip(json);
      return new Schema.Parser(NameValidator.NO_VALIDATION)
          .setValidateDefaults(false)
          .parse(json.toString());
    } catch (JsonProcessingException e) {
      throw new SerializationException("schema " + schema.getFullName() + " is not JSON", e);
    }
  }

  private static void strip(JsonNode json) {
    if (json instanceof ObjectNode object) object.remove(GenericData.STRING_PROP);
    json.forEach(PublishedSchemas::strip);
  }
}
