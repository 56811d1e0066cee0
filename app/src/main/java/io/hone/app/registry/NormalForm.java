package io.hone.app.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

/** The text that schemas share which differ only in an order that says nothing. */
final class NormalForm {
  private static final ObjectMapper SORTED =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private NormalForm() {}

  static String of(Schema schema) {
    try {
      JsonNode json = SORTED.readTree(schema.toString());
      sortAliases(json);
      // Only maps are sorted, not trees.
      return parse(SORTED.writeValueAsString(SORTED.treeToValue(json, Object.class))).toString();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a schema does not print itself as JSON", e);
    }
  }

  /** A schema as it was accepted once, perhaps by rules less strict than today's. */
  static Schema parse(String text) {
    return new Schema.Parser(NameValidator.NO_VALIDATION).setValidateDefaults(false).parse(text);
  }

  /** Goes where schemas are and not into values, which may hold the same names. */
  private static void sortAliases(JsonNode schema) {
    if (schema instanceof ArrayNode union) {
      union.forEach(NormalForm::sortAliases);
    }
    if (schema instanceof ObjectNode object) {
      if (object.get("aliases") instanceof ArrayNode aliases) {
        List<String> sorted =
            StreamSupport.stream(aliases.spliterator(), false)
                .map(JsonNode::asText)
                .sorted()
                .toList();
        aliases.removeAll();
        sorted.forEach(aliases::add);
      }
      switch (object.path("type").asText("")) {
        case "record", "error" -> sortAliases(object.path("fields"));
        case "array" -> sortAliases(object.path("items"));
        case "map" -> sortAliases(object.path("values"));
        default -> sortAliases(object.path("type"));
      }
    }
  }
}
