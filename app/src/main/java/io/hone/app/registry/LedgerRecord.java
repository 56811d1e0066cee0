package io.hone.app.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One record of the topic {@code _schemas}, in Confluent's format and property order: compaction
 * compares keys byte by byte, so a key of ours must equal Confluent's.
 *
 * @param key its {@code keytype} says what the record is about
 * @param value null for a tombstone
 * @param highestId the highest id given out so far, which schemas and their tombstones carry in a
 *     header because compaction removes the record that held it; 0 if the record does not say
 */
record LedgerRecord(JsonNode key, @Nullable JsonNode value, int highestId) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static LedgerRecord schema(SchemaVersion v, int highestId) {
    return new LedgerRecord(
        schemaKey(v), v.json().put("deleted", v.deleted()), Math.max(highestId, v.id()));
  }

  static LedgerRecord schemaGone(SchemaVersion v, int highestId) {
    return new LedgerRecord(schemaKey(v), null, highestId);
  }

  /** All versions of the subject up to this one are softly deleted. */
  static LedgerRecord subjectDeleted(String subject, int upTo) {
    return new LedgerRecord(
        key("DELETE_SUBJECT").put("subject", subject).put("magic", 0),
        object().put("subject", subject).put("version", upTo),
        0);
  }

  /**
   * @param subject empty for the global level
   */
  static LedgerRecord level(String subject, Level level) {
    return new LedgerRecord(levelKey(subject), object().put("compatibilityLevel", level.name()), 0);
  }

  /**
   * @param subject empty for the global level
   */
  static LedgerRecord levelCleared(String subject) {
    return new LedgerRecord(levelKey(subject), null, 0);
  }

  /** Says nothing; Confluent's registry writes the same to find the end of the topic. */
  static LedgerRecord noop() {
    return new LedgerRecord(key("NOOP").put("magic", 0), null, 0);
  }

  /**
   * @throws IOException if key or value are not JSON
   */
  static LedgerRecord parse(byte[] key, byte @Nullable [] value, int highestId) throws IOException {
    return new LedgerRecord(
        JSON.readTree(key), value == null ? null : JSON.readTree(value), highestId);
  }

  byte[] keyBytes() {
    return bytes(key);
  }

  byte @Nullable [] valueBytes() {
    return value == null ? null : bytes(value);
  }

  private static byte[] bytes(JsonNode json) {
    try {
      return JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree cannot be written as JSON", e);
    }
  }

  private static ObjectNode schemaKey(SchemaVersion v) {
    return key("SCHEMA").put("subject", v.subject()).put("version", v.version()).put("magic", 1);
  }

  private static ObjectNode levelKey(String subject) {
    ObjectNode key = key("CONFIG");
    return (subject.isEmpty() ? key : key.put("subject", subject)).put("magic", 0);
  }

  private static ObjectNode key(String type) {
    return object().put("keytype", type);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
