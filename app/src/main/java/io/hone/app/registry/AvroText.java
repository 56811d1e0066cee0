package io.hone.app.registry;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

/** Avro schemas as clients send them and as the ledger keeps them. */
final class AvroText {
  private AvroText() {}

  /**
   * The schema in the body of a request.
   *
   * @throws RegistryError 42201 if it is not an Avro schema that stands alone
   */
  static Schema sent(JsonNode body) {
    String type = body.path("schemaType").asText("AVRO");
    if (!type.equals("AVRO")) {
      throw RegistryError.invalidSchema(
          "Schema type %s is not supported by the embedded registry, only AVRO".formatted(type));
    }
    if (!body.path("references").isEmpty()) {
      throw RegistryError.invalidSchema(
          "References are not supported by the embedded registry: send one schema with every type in it");
    }
    String text = body.path("schema").asText("");
    if (text.isBlank()) {
      throw RegistryError.invalidSchema("Empty schema");
    }
    try {
      return new Schema.Parser(NameValidator.UTF_VALIDATOR).parse(text);
    } catch (AvroRuntimeException e) {
      throw RegistryError.invalidSchema(
          "Input schema is an invalid Avro schema: " + e.getMessage());
    }
  }

  /** A schema that was accepted once, perhaps by rules less strict than today's. */
  static Schema kept(SchemaVersion v) {
    try {
      return NormalForm.parse(v.schema());
    } catch (AvroRuntimeException e) {
      throw RegistryError.invalidSchema(
          "Version %d of subject '%s' is not an Avro schema that stands alone: %s"
              .formatted(v.version(), v.subject(), e.getMessage()));
    }
  }

  /**
   * The text that stands for the schema. Parsing already forgets white space and the order of
   * Avro's own attributes; a normal text forgets the order of everybody else's and of aliases, as
   * Confluent's code does.
   */
  static String text(Schema schema, boolean normal) {
    return normal ? NormalForm.of(schema) : schema.toString();
  }

  /** Whether a version that was accepted earlier is the schema of this text. */
  static boolean is(SchemaVersion version, String text, boolean normal) {
    return version.schema().equals(text) || (normal && text(kept(version), true).equals(text));
  }
}
