package io.hone.models;

import java.util.List;

/** What a model is asked to go on from. */
public sealed interface Prompt {

  /**
   * A conversation, put into the model's own chat template with the opening of the assistant's
   * turn.
   *
   * @param messages at least one; roles as the template allows them
   */
  record Chat(List<ChatMessage> messages) implements Prompt {
    public Chat {
      messages = List.copyOf(messages);
      if (messages.isEmpty()) {
        throw new IllegalArgumentException("A chat prompt needs at least one message, got none.");
      }
    }
  }

  /**
   * Text to continue as it stands, after the begin token if the tokenizer adds one. May be empty
   * where it does.
   */
  record Raw(String text) implements Prompt {}

  /** A chat of one user message. */
  static Prompt user(String text) {
    return new Chat(List.of(ChatMessage.user(text)));
  }
}
