package io.hone.models;

import java.util.Locale;

/**
 * One message of a conversation.
 *
 * @param role who speaks
 * @param text what is said; plain text, never interpreted as special tokens
 */
public record ChatMessage(Role role, String text) {

  /** Who speaks, in the words of chat templates. */
  public enum Role {
    SYSTEM,
    USER,
    ASSISTANT;

    /** The name that chat templates and OpenAI's API use: lower case. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public static ChatMessage system(String text) {
    return new ChatMessage(Role.SYSTEM, text);
  }

  public static ChatMessage user(String text) {
    return new ChatMessage(Role.USER, text);
  }

  public static ChatMessage assistant(String text) {
    return new ChatMessage(Role.ASSISTANT, text);
  }
}
