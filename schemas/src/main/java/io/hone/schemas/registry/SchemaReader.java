package io.hone.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

/** Makes an Avro schema of a registry's answer, with the schemas that it refers to. */
final class SchemaReader {
  private static final int MOST_REFERENCES = 200;

  private final BiFunction<String, Integer, JsonNode> versions;

  /**
   * @param versions fetches a version of a subject
   */
  SchemaReader(BiFunction<String, Integer, JsonNode> versions) {
    this.versions = versions;
  }

  /**
   * The schema in the answer.
   *
   * @throws RegistryException of kind UNREADABLE when there is none, or it is no Avro
   */
  Schema read(JsonNode answer) {
    // Others' schemas are taken as they are: older writers allowed names that Avro now refuses.
    Schema.Parser parser =
        new Schema.Parser(NameValidator.NO_VALIDATION).setValidateDefaults(false);
    try {
      references(answer, parser, new HashSet<>());
      return parser.parse(text(answer));
    } catch (RegistryException e) {
      throw e;
    } catch (RuntimeException e) {
      throw RegistryFailure.unreadable(
          "a schema that is no Avro: " + e.getMessage(), Optional.of(e));
    }
  }

  private void references(JsonNode answer, Schema.Parser parser, Set<String> seen) {
    for (JsonNode reference : answer.path("references")) {
      if (!seen.add(reference.path("name").asText())) continue;
      if (seen.size() > MOST_REFERENCES) {
        throw RegistryFailure.unreadable(
            "more than " + MOST_REFERENCES + " references", Optional.empty());
      }
      JsonNode found =
          versions.apply(reference.path("subject").asText(), reference.path("version").asInt());
      references(found, parser, seen);
      parser.parse(text(found));
    }
  }

  private static String text(JsonNode answer) {
    String type = answer.path("schemaType").asText("AVRO");
    if (!type.equals("AVRO")) {
      throw RegistryFailure.unreadable("a schema of type " + type, Optional.empty());
    }
    if (!answer.path("schema").isTextual()) {
      throw RegistryFailure.unreadable("no schema in it", Optional.empty());
    }
    return answer.path("schema").asText();
  }
}
