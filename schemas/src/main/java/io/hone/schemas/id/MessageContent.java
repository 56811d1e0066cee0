package io.hone.schemas.id;

import java.util.ArrayList;
import java.util.List;

/**
 * What of a conversation's messages is hashed into ids, so that everybody who derives an id from
 * messages derives the same one.
 */
public final class MessageContent {
  private MessageContent() {}

  /**
   * A message.
   *
   * @param role the name of the contract's role, e.g. USER
   * @param parts what {@link #text} and {@link #image} give, in reading order
   */
  public static List<String> message(String role, List<List<String>> parts) {
    List<String> content = new ArrayList<>();
    content.add(role);
    content.add(Integer.toString(parts.size()));
    parts.forEach(content::addAll);
    return content;
  }

  /** A part of text. */
  public static List<String> text(String text) {
    return List.of("text", text);
  }

  /** An image: where its bytes lie and what is said of it do not count. */
  public static List<String> image(String mediaType, String sha256) {
    return List.of("image", mediaType, sha256);
  }
}
