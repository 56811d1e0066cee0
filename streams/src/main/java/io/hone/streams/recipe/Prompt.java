package io.hone.streams.recipe;

import io.hone.schemas.id.ContentId;
import java.util.Map;

/**
 * What is to be answered.
 *
 * @param id derived from the conversation alone
 * @param conversation its last message is the user's
 * @param attributes the owner's labels and references, e.g. category; never shown to the actor
 */
public record Prompt(String id, Conversation conversation, Map<String, String> attributes) {
  public Prompt {
    attributes = Map.copyOf(attributes);
  }

  /** A prompt under the id that its conversation gives. */
  public static Prompt of(Conversation conversation, Map<String, String> attributes) {
    return new Prompt(ContentId.of("p", conversation.content()), conversation, attributes);
  }
}
