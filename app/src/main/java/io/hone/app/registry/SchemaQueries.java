package io.hone.app.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.stream.Stream;

/** What is asked about schemas by their ids. */
final class SchemaQueries {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final ObjectMapper READER = new ObjectMapper();

  private SchemaQueries() {}

  static JsonNode types() {
    return JSON.arrayNode().add("AVRO");
  }

  static JsonNode list(SchemaLedger ledger, RegistryRequest request) {
    String prefix = request.query().getOrDefault("subjectPrefix", "");
    ArrayNode found = JSON.arrayNode();
    for (String subject : ledger.subjects().tailSet(prefix, true)) {
      if (!subject.startsWith(prefix)) {
        break;
      }
      List<SchemaVersion> seen =
          request.flag("deleted") ? ledger.all(subject) : ledger.live(subject);
      boolean last = request.flag("latestOnly") && !seen.isEmpty();
      (last ? List.of(seen.getLast()) : seen).forEach(v -> found.add(v.json()));
    }
    return found;
  }

  static JsonNode byId(SchemaLedger ledger, RegistryRequest request) {
    return JSON.objectNode().put("schema", text(ledger, request));
  }

  static JsonNode schemaById(SchemaLedger ledger, RegistryRequest request) {
    return tree(text(ledger, request));
  }

  static JsonNode subjectsOf(SchemaLedger ledger, RegistryRequest request) {
    ArrayNode subjects = JSON.arrayNode();
    uses(ledger, request).map(SchemaVersion::subject).distinct().forEach(subjects::add);
    return subjects;
  }

  static JsonNode versionsOf(SchemaLedger ledger, RegistryRequest request) {
    ArrayNode versions = JSON.arrayNode();
    uses(ledger, request)
        .forEach(v -> versions.addObject().put("subject", v.subject()).put("version", v.version()));
    return versions;
  }

  static JsonNode tree(String schema) {
    try {
      return READER.readTree(schema);
    } catch (JsonProcessingException e) {
      throw RegistryError.internal("a schema in the store is not JSON");
    }
  }

  private static Stream<SchemaVersion> uses(SchemaLedger ledger, RegistryRequest request) {
    text(ledger, request);
    int id = id(request);
    boolean deleted = request.flag("deleted");
    return ledger.versions().filter(v -> v.id() == id && (deleted || !v.deleted()));
  }

  private static String text(SchemaLedger ledger, RegistryRequest request) {
    int id = id(request);
    return ledger.text(id).orElseThrow(() -> RegistryError.schemaNotFound(id));
  }

  private static int id(RegistryRequest request) {
    try {
      return Integer.parseInt(request.segment(2));
    } catch (NumberFormatException e) {
      throw RegistryError.notFound();
    }
  }
}
