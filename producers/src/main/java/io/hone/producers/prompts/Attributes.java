package io.hone.producers.prompts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The owner's labels: what a record says beside its prompt, in one word or a few. */
final class Attributes {
  /** Longer values are no labels; in UTF-16 units. */
  static final int LONGEST = 1_000;

  private Attributes() {}

  /** Texts, numbers and truth values of the record, but not the fields that made the prompt. */
  static Map<String, String> of(ObjectNode record, Set<String> used) {
    Map<String, String> labels = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : record.properties()) {
      JsonNode value = field.getValue();
      if (used.contains(field.getKey()) || !value.isValueNode() || value.isNull()) continue;
      String text = value.asText();
      if (!text.isEmpty() && text.length() <= LONGEST) {
        labels.put(Texts.sound(field.getKey()), Texts.sound(text));
      }
    }
    return labels;
  }
}
