package io.hone.models.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hone.models.ModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The header of a safetensors file: 8 bytes of length, then JSON. Every claim is checked against
 * the file: lengths, types, shape times element size, and that the tensors cover the data without
 * gap or overlap, as the reference implementation demands.
 *
 * @param dataStart where the tensors' bytes begin in the file
 */
record SafetensorsHeader(long dataStart, Map<String, Entry> tensors, Map<String, String> metadata) {
  /** The reference implementation's limit. */
  private static final long LONGEST = 100_000_000;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** A tensor; its bytes are {@code [begin, end)} counted from {@link #dataStart}. */
  record Entry(Dtype dtype, List<Long> shape, long begin, long end) {
    long[] sizes() {
      return shape.stream().mapToLong(Long::longValue).toArray();
    }
  }

  static SafetensorsHeader read(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    ByteBuffer prefix = ByteBuffer.allocate((int) Math.min(8, size)).order(ByteOrder.LITTLE_ENDIAN);
    readFully(channel, prefix, 0);
    refusePickle(file, prefix);
    if (size < 8) {
      throw refused(file, "has " + size + " bytes, too few even for the header's length");
    }
    long length = prefix.getLong(0);
    if (length < 2 || length > LONGEST) {
      throw refused(
          file,
          "claims a header of "
              + Long.toUnsignedString(length)
              + " bytes; 2 to "
              + LONGEST
              + " are possible");
    }
    if (length > size - 8) {
      throw refused(
          file,
          "claims a header of "
              + length
              + " bytes but has only "
              + (size - 8)
              + " after its length");
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) length);
    readFully(channel, bytes, 8);
    JsonNode root = parse(file, bytes);
    Map<String, String> metadata = new LinkedHashMap<>();
    Map<String, Entry> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      if (field.getKey().equals("__metadata__")) {
        readMetadata(file, field.getValue(), metadata);
      } else {
        tensors.put(field.getKey(), entry(file, field.getKey(), field.getValue()));
      }
    }
    checkCover(file, tensors, size - 8 - length);
    return new SafetensorsHeader(8 + length, tensors, metadata);
  }

  private static void readFully(FileChannel channel, ByteBuffer into, long from)
      throws IOException {
    while (into.hasRemaining()) {
      if (channel.read(into, from + into.position()) < 0) {
        throw new IOException("it ended while it was read");
      }
    }
    into.flip();
  }

  private static void refusePickle(Path file, ByteBuffer prefix) {
    boolean zip = prefix.limit() >= 4 && prefix.getInt(0) == 0x04034b50; // "PK\3\4"
    // Protocol 2 and later: PROTO, its number, then an opcode; a length never looks like this,
    // because its upper bytes are zero.
    boolean pickle =
        prefix.limit() == 8
            && prefix.get(0) == (byte) 0x80
            && prefix.get(1) >= 2
            && prefix.get(1) <= 5
            && prefix.get(7) != 0;
    if (zip || pickle) {
      throw ModelException.permanent(
          "File "
              + file
              + " is a "
              + (zip ? "zip archive, as PyTorch writes its pickles" : "Python pickle")
              + "; pickles can run code and are never read: convert it to safetensors.");
    }
  }

  private static JsonNode parse(Path file, ByteBuffer bytes) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw refused(file, "has a header that is not UTF-8");
    }
    if (!text.startsWith("{")) {
      throw refused(file, "has a header that does not begin with {");
    }
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw refused(file, "has a header that is not JSON: " + e.getOriginalMessage());
    }
  }

  private static void readMetadata(Path file, JsonNode node, Map<String, String> into) {
    for (Map.Entry<String, JsonNode> field : object(file, "__metadata__", node).properties()) {
      if (!field.getValue().isTextual()) {
        throw refused(file, "has metadata \"" + field.getKey() + "\" that is not a text");
      }
      into.put(field.getKey(), field.getValue().textValue());
    }
  }

  private static JsonNode object(Path file, String name, JsonNode node) {
    if (!node.isObject()) {
      throw refused(
          file, "describes \"" + name + "\" by " + node.getNodeType() + ", not an object");
    }
    return node;
  }

  private static Entry entry(Path file, String name, JsonNode node) {
    object(file, name, node);
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!List.of("dtype", "shape", "data_offsets").contains(field.getKey())) {
        throw refused(file, "gives tensor \"" + name + "\" a field \"" + field.getKey() + "\"");
      }
    }
    Dtype dtype = dtype(file, name, node.path("dtype"));
    List<Long> shape = numbers(file, name, "shape", node.path("shape"));
    List<Long> offsets = numbers(file, name, "data_offsets", node.path("data_offsets"));
    if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
      throw refused(file, "gives tensor \"" + name + "\" the data_offsets " + offsets);
    }
    long bytes = dtype.bytes();
    try {
      for (long dimension : shape) {
        bytes = Math.multiplyExact(bytes, dimension);
      }
    } catch (ArithmeticException e) {
      throw refused(
          file,
          "gives tensor \"" + name + "\" the shape " + shape + ", more bytes than 64 bits count");
    }
    if (bytes != offsets.get(1) - offsets.get(0)) {
      throw refused(
          file,
          String.format(
              Locale.ROOT,
              "gives tensor \"%s\" of type %s and shape %s, %d bytes, the data_offsets %s",
              name,
              dtype,
              shape,
              bytes,
              offsets));
    }
    return new Entry(dtype, shape, offsets.get(0), offsets.get(1));
  }

  private static Dtype dtype(Path file, String name, JsonNode node) {
    for (Dtype dtype : Dtype.values()) {
      if (node.isTextual() && dtype.name().equals(node.textValue())) {
        return dtype;
      }
    }
    throw refused(file, "gives tensor \"" + name + "\" the dtype " + shown(node));
  }

  private static String shown(JsonNode node) {
    String text = node.isMissingNode() ? "(none)" : node.toString();
    return text.length() > 80 ? text.substring(0, 80) + "..." : text;
  }

  private static List<Long> numbers(Path file, String name, String field, JsonNode node) {
    List<Long> numbers = new ArrayList<>();
    boolean good = node.isArray() && node.size() <= 32;
    for (JsonNode number : node) {
      good = good && number.isIntegralNumber() && number.canConvertToLong() && number.asLong() >= 0;
      numbers.add(number.asLong());
    }
    if (!good) {
      throw refused(file, "gives tensor \"" + name + "\" the " + field + " " + shown(node));
    }
    return List.copyOf(numbers);
  }

  private static void checkCover(Path file, Map<String, Entry> tensors, long size) {
    long covered = 0;
    String before = "the header";
    List<Map.Entry<String, Entry>> inOrder = new ArrayList<>(tensors.entrySet());
    inOrder.sort(
        Comparator.comparingLong((Map.Entry<String, Entry> e) -> e.getValue().begin())
            .thenComparingLong(e -> e.getValue().end()));
    for (Map.Entry<String, Entry> tensor : inOrder) {
      long begin = tensor.getValue().begin();
      if (begin != covered) {
        throw refused(
            file,
            String.format(
                Locale.ROOT,
                "has tensor \"%s\" at offset %d, %s %s, which ends at %d",
                tensor.getKey(),
                begin,
                begin < covered ? "overlapping" : "leaving a gap after",
                before,
                covered));
      }
      covered = tensor.getValue().end();
      before = '"' + tensor.getKey() + '"';
    }
    if (covered != size) {
      throw refused(
          file,
          "describes "
              + covered
              + " bytes of tensors but holds "
              + size
              + " (truncated or altered)");
    }
  }

  private static ModelException refused(Path file, String what) {
    return ModelException.permanent(
        "File "
            + file
            + " is no valid safetensors file: it "
            + what
            + "; fetch or write it again.");
  }
}
