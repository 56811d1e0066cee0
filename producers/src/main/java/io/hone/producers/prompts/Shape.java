package io.hone.producers.prompts;

import com.fasterxml.jackson.databind.JsonNode;
import io.hone.event.ChatMessage;
import io.hone.event.ChatRole;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What records of prompts look like, the first that fits counts. */
enum Shape {
  /** TRL's prompt-only datasets, plain or conversational, and what everybody writes by hand. */
  PROMPT("prompt", "{\"prompt\": text or messages}", Set.of("prompt")) {
    @Override
    List<List<ChatMessage>> read(JsonNode record) {
      return List.of(textOrMessages(record.path("prompt"), "prompt"));
    }
  },
  /** OpenAI's chat format. */
  MESSAGES("messages", "{\"messages\": [{\"role\", \"content\"}]}", Set.of("messages")) {
    @Override
    List<List<ChatMessage>> read(JsonNode record) {
      return List.of(messages(record.path("messages"), "messages"));
    }
  },
  /** ShareGPT. */
  CONVERSATIONS(
      "conversations",
      "{\"conversations\": [{\"from\", \"value\"}]}",
      Set.of("conversations", "system")) {
    @Override
    List<List<ChatMessage>> read(JsonNode record) {
      return List.of(afterSystem(record, messages(record.path("conversations"), "conversations")));
    }
  },
  /** MT-Bench: turns of the user; the later ones wait for an answer. */
  TURNS("turns", "{\"turns\": [text]}", Set.of("turns")) {
    @Override
    List<List<ChatMessage>> read(JsonNode record) {
      return List.of(List.of(user(text(record.path("turns").path(0), "turns"))));
    }

    @Override
    boolean goesOn(JsonNode record) {
      return record.path("turns").size() > 1;
    }
  },
  /** Self-Instruct (with instances), Alpaca (with input) and Dolly (with context). */
  INSTRUCTION(
      "instruction",
      "{\"instruction\", \"input\" or \"context\" or \"instances\": [{\"input\"}]}",
      Set.of("instruction", "input", "context", "instances", "system")) {
    @Override
    List<List<ChatMessage>> read(JsonNode record) {
      String instruction = text(record.path("instruction"), "instruction");
      JsonNode instances = record.path("instances");
      List<String> inputs = new ArrayList<>();
      for (JsonNode instance : instances) inputs.add(optional(instance, "input"));
      if (inputs.isEmpty()) {
        inputs.add(optional(record, record.has("input") ? "input" : "context"));
      }
      return inputs.stream()
          .map(input -> input.isBlank() ? instruction : instruction + "\n\n" + input)
          .map(text -> afterSystem(record, List.of(user(text))))
          .toList();
    }
  },
  /** Plain text, as of a language-modelling dataset. */
  TEXT("text", "{\"text\": text}", Set.of("text")) {
    @Override
    List<List<ChatMessage>> read(JsonNode record) {
      return List.of(List.of(user(text(record.path("text"), "text"))));
    }
  };

  private final String mark;
  private final String sketch;
  private final Set<String> uses;

  /**
   * @param mark the field by which it is known
   * @param sketch it, for people
   * @param uses the fields that make the prompt
   */
  Shape(String mark, String sketch, Set<String> uses) {
    this.mark = mark;
    this.sketch = sketch;
    this.uses = uses;
  }

  /** The shape of a record; empty if it has none of them. */
  static Optional<Shape> of(JsonNode record) {
    return Arrays.stream(values()).filter(shape -> record.hasNonNull(shape.mark)).findFirst();
  }

  /** All of them, for people. */
  static String known() {
    return Arrays.stream(values()).map(shape -> shape.sketch).collect(Collectors.joining(", "));
  }

  /** The fields that make the prompt; the others are labels. */
  Set<String> uses() {
    return uses;
  }

  /**
   * The conversations of a record, one or more.
   *
   * @throws UnfitException if the record is not what its shape promises
   */
  abstract List<List<ChatMessage>> read(JsonNode record);

  /** Whether the record tells more than {@link #read} gives. */
  boolean goesOn(JsonNode record) {
    return false;
  }

  /** The conversation that a field holds, a text or messages. */
  static List<ChatMessage> textOrMessages(JsonNode value, String field) {
    return value.isTextual() ? List.of(user(value.textValue())) : messages(value, field);
  }

  private static List<ChatMessage> messages(JsonNode value, String field) {
    if (!value.isArray() || value.isEmpty()) {
      throw new UnfitException(
          "has no %s in \"%s\""
              .formatted(field.equals("prompt") ? "text and no messages" : "messages", field));
    }
    return Messages.of(value);
  }

  private static String text(JsonNode value, String field) {
    if (!value.isTextual()) throw new UnfitException("has no text in \"" + field + "\"");
    return value.textValue();
  }

  private static String optional(JsonNode record, String field) {
    return record.hasNonNull(field) ? text(record.path(field), field) : "";
  }

  private static ChatMessage user(String text) {
    return Messages.of(ChatRole.USER, text);
  }

  private static List<ChatMessage> afterSystem(JsonNode record, List<ChatMessage> conversation) {
    String system = optional(record, "system");
    if (system.isBlank()) return conversation;
    List<ChatMessage> all = new ArrayList<>();
    all.add(Messages.of(ChatRole.SYSTEM, system));
    all.addAll(conversation);
    return all;
  }
}
