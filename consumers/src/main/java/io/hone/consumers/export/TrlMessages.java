package io.hone.consumers.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.hone.event.ChatMessage;
import io.hone.event.ContentPart;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Messages of text as chat templates take them: {@code [{"role", "content"}]}. */
final class TrlMessages {
  private TrlMessages() {}

  static ArrayNode of(List<ChatMessage> messages) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (ChatMessage message : messages) {
      add(array, message.getRole().name().toLowerCase(Locale.ROOT), text(message));
    }
    return array;
  }

  /** What the model is to say. */
  static ArrayNode answer(String text) {
    return add(JsonNodeFactory.instance.arrayNode(), "assistant", text);
  }

  private static ArrayNode add(ArrayNode array, String role, String content) {
    array.addObject().put("role", role).put("content", content);
    return array;
  }

  private static String text(ChatMessage message) {
    return message.getParts().stream()
        .map(ContentPart::getText)
        .map(String::valueOf)
        .collect(Collectors.joining());
  }
}
