package io.hone.producers.prompts;

import com.fasterxml.jackson.databind.JsonNode;
import io.hone.event.ChatMessage;
import io.hone.event.ChatRole;
import io.hone.event.ContentKind;
import io.hone.event.ContentPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Messages as OpenAI's chat API and TRL write them ({@code role}, {@code content} of text or parts)
 * and as ShareGPT does ({@code from}, {@code value}), in the contract's words.
 */
final class Messages {
  private Messages() {}

  /** A message of one text. */
  static ChatMessage of(ChatRole role, String text) {
    return new ChatMessage(role, List.of(text(text)));
  }

  /**
   * The messages of a JSON array.
   *
   * @throws UnfitException if one of them cannot be carried whole, with its number from 1
   */
  static List<ChatMessage> of(JsonNode array) {
    List<ChatMessage> messages = new ArrayList<>();
    for (JsonNode each : array) {
      try {
        messages.add(message(each));
      } catch (UnfitException e) {
        throw new UnfitException(
            "has a message %d that %s".formatted(messages.size() + 1, e.reason()));
      }
    }
    return messages;
  }

  private static ChatMessage message(JsonNode node) {
    if (!node.isObject()) throw new UnfitException("is no object");
    if (!node.path("tool_calls").isEmpty() || node.path("function_call").isObject()) {
      throw new UnfitException("calls tools, which a prompt cannot carry: leave it out");
    }
    JsonNode content = node.has("content") ? node.path("content") : node.path("value");
    return new ChatMessage(role(node), parts(content));
  }

  private static ChatRole role(JsonNode node) {
    JsonNode named = node.has("role") ? node.path("role") : node.path("from");
    return switch (named.asText().toLowerCase(Locale.ROOT)) {
      case "system", "developer" -> ChatRole.SYSTEM;
      case "user", "human" -> ChatRole.USER;
      case "assistant", "gpt", "chatgpt", "model" -> ChatRole.ASSISTANT;
      case "tool", "function", "observation" -> ChatRole.TOOL;
      default ->
          throw new UnfitException(
              "has the role %s: take system, user, assistant or tool".formatted(named));
    };
  }

  private static List<ContentPart> parts(JsonNode content) {
    if (content.isTextual()) return List.of(text(content.textValue()));
    if (!content.isArray() || content.isEmpty()) {
      throw new UnfitException("has no text and no parts as its content");
    }
    List<ContentPart> parts = new ArrayList<>();
    for (JsonNode part : content) parts.add(part(part));
    return parts;
  }

  private static ContentPart part(JsonNode part) {
    String type = part.path("type").asText();
    return switch (type) {
      case "text", "input_text" -> {
        if (!part.path("text").isTextual())
          throw new UnfitException("has a text part without text");
        yield text(part.path("text").textValue());
      }
      case "image_url", "input_image" -> Images.part(part);
      default ->
          throw new UnfitException(
              "has a part of the type '%s': take text or image_url".formatted(type));
    };
  }

  private static ContentPart text(String text) {
    return ContentPart.newBuilder().setKind(ContentKind.TEXT).setText(Texts.sound(text)).build();
  }
}
