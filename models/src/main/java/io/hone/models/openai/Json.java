package io.hone.models.openai;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Bytes to trees and back. Jackson's own messages quote what they read, so that none of them leaves
 * this class.
 */
final class Json {
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** Empty if a text has half a surrogate pair, which Jackson alone would let pass. */
  static Optional<byte[]> write(ObjectNode node) {
    try {
      ByteBuffer bytes =
          StandardCharsets.UTF_8
              .newEncoder()
              .encode(CharBuffer.wrap(MAPPER.writeValueAsString(node)));
      byte[] exact = new byte[bytes.remaining()];
      bytes.get(exact);
      return Optional.of(exact);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Empty if this is not one whole JSON value. */
  static Optional<JsonNode> read(byte[] text) {
    try {
      JsonNode node = MAPPER.readTree(text);
      return node == null || node.isMissingNode() ? Optional.empty() : Optional.of(node);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
