package io.hone.models.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hone.models.ModelException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** A JSON object of a file, read field by field; whatever does not fit is refused by name. */
final class JsonFields {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** The largest indexes of shards have a few million. */
  private static final int MOST = 1 << 26;

  private final String place;
  private final JsonNode node;

  private JsonFields(String place, JsonNode node) {
    this.place = place;
    this.node = node;
  }

  static JsonFields read(Path file) {
    try {
      JsonNode node = JSON.readTree(BoundedFile.read(file, MOST));
      if (!node.isObject()) {
        throw ModelException.permanent("File " + file + " holds no JSON object.");
      }
      return new JsonFields(file.toString(), node);
    } catch (JsonProcessingException e) {
      throw ModelException.permanent(
          "File " + file + " is not JSON: " + e.getOriginalMessage() + ".", e);
    } catch (IOException e) {
      throw ModelException.permanent(
          "File "
              + file
              + " cannot be read ("
              + e
              + "); is this a model folder in Hugging Face's form?",
          e);
    }
  }

  /** An inner object; {@link #isEmpty} if it is missing or null. */
  JsonFields object(String name) {
    JsonNode inner = node.path(name);
    if (inner.isMissingNode() || inner.isNull()) {
      return new JsonFields(place + ", " + name, JSON.createObjectNode());
    }
    if (!inner.isObject()) {
      throw refused(name, "an object");
    }
    return new JsonFields(place + ", " + name, inner);
  }

  boolean isEmpty() {
    return node.isEmpty();
  }

  /** Whether there is a value other than null. */
  boolean has(String name) {
    return node.hasNonNull(name);
  }

  boolean is(String name, Predicate<JsonNode> kind) {
    return kind.test(node.path(name));
  }

  Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  int integer(String name, int smallest, int largest) {
    JsonNode value = node.path(name);
    if (!value.canConvertToExactIntegral()
        || !value.canConvertToLong()
        || value.asLong() < smallest
        || value.asLong() > largest) {
      throw refused(name, "a whole number from " + smallest + " to " + largest);
    }
    return value.asInt();
  }

  long longInteger(String name) {
    JsonNode value = node.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < 0) {
      throw refused(name, "a whole number");
    }
    return value.asLong();
  }

  double number(String name, double above) {
    JsonNode value = node.path(name);
    if (!value.isNumber() || !Double.isFinite(value.asDouble()) || !(value.asDouble() > above)) {
      throw refused(name, "a number above " + above);
    }
    return value.asDouble();
  }

  double number(String name, double above, double otherwise) {
    return has(name) ? number(name, above) : otherwise;
  }

  boolean flag(String name, boolean otherwise) {
    if (!has(name)) {
      return otherwise;
    }
    if (!node.path(name).isBoolean()) {
      throw refused(name, "true or false");
    }
    return node.path(name).booleanValue();
  }

  String text(String name) {
    if (!node.path(name).isTextual()) {
      throw refused(name, "a text");
    }
    return node.path(name).textValue();
  }

  String text(String name, String otherwise) {
    return has(name) ? text(name) : otherwise;
  }

  /** A list of texts; empty if missing or null. */
  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    if (has(name)) {
      if (!node.path(name).isArray()) {
        throw refused(name, "a list of texts");
      }
      for (JsonNode item : node.path(name)) {
        if (!item.isTextual()) {
          throw refused(name, "a list of texts");
        }
        texts.add(item.textValue());
      }
    }
    return texts;
  }

  /** A whole number or a list of them; empty if missing or null. */
  List<Integer> integers(String name, int smallest, int largest) {
    List<Integer> numbers = new ArrayList<>();
    if (has(name)) {
      JsonNode value = node.path(name);
      for (JsonNode item : value.isArray() ? value : List.of(value)) {
        if (!item.canConvertToExactIntegral()
            || !item.canConvertToLong()
            || item.asLong() < smallest
            || item.asLong() > largest) {
          throw refused(name, "whole numbers from " + smallest + " to " + largest);
        }
        numbers.add(item.asInt());
      }
    }
    return numbers;
  }

  /** Refuses any value other than the ones that change nothing; missing and null are fine. */
  void only(String name, String allowed, Predicate<JsonNode> neutral) {
    if (has(name) && !neutral.test(node.path(name))) {
      throw ModelException.permanent(
          "File "
              + place
              + ": "
              + name
              + " is "
              + shown(node.path(name))
              + ", which is not supported; only "
              + allowed
              + ".");
    }
  }

  private static String shown(JsonNode value) {
    String text = value.isMissingNode() ? "missing" : value.toString();
    return text.length() > 80 ? text.substring(0, 80) + "..." : text;
  }

  ModelException refused(String name, String wanted) {
    return ModelException.permanent(
        "File "
            + place
            + ": "
            + name
            + " is "
            + shown(node.path(name))
            + ", but must be "
            + wanted
            + ".");
  }
}
