package io.hone.streams.recipe;

import io.hone.schemas.id.ContentId;
import io.hone.schemas.id.MessageContent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Messages in order, with a fingerprint of their content that is computed once. */
public final class Conversation {
  private final Supplier<List<Message>> messages;
  private final String fingerprint;

  private Conversation(Supplier<List<Message>> messages, String fingerprint) {
    this.messages = messages;
    this.fingerprint = fingerprint;
  }

  /**
   * @throws IllegalArgumentException if there is no message
   */
  public static Conversation of(List<Message> messages) {
    List<Message> kept = List.copyOf(messages);
    return written(() -> kept);
  }

  /**
   * A conversation that is written anew each time it is read. An open episode keeps the question of
   * each of its calls, hundreds of them, made of a few texts.
   *
   * @param writer gives the same messages each time
   * @throws IllegalArgumentException if there is no message
   */
  public static Conversation written(Supplier<List<Message>> writer) {
    List<Message> messages = writer.get();
    if (messages.isEmpty()) throw new IllegalArgumentException("a conversation needs a message");
    return new Conversation(writer, ContentId.of("m", content(messages)));
  }

  /** One message of the user. */
  public static Conversation of(String text) {
    return of(List.of(Message.of(Message.Role.USER, text)));
  }

  public List<Message> messages() {
    return messages.get();
  }

  /** An id of the content: equal exactly when the messages are. */
  public String fingerprint() {
    return fingerprint;
  }

  /** The content as parts to hash, in order. */
  public List<String> content() {
    return content(messages());
  }

  private static List<String> content(List<Message> messages) {
    List<String> content = new ArrayList<>();
    for (Message message : messages) {
      content.addAll(
          MessageContent.message(
              message.role().name(), message.parts().stream().map(Part::content).toList()));
    }
    return content;
  }

  /** The text for a reader: one message as it is, several with their speakers named. */
  public String text() {
    List<Message> all = messages();
    if (all.size() == 1) return all.getFirst().text();
    return all.stream()
        .map(message -> message.role().title() + ":\n" + message.text())
        .collect(Collectors.joining("\n\n"));
  }

  /** Every image, in reading order. */
  public List<Part.Image> images() {
    return messages().stream()
        .flatMap(message -> message.parts().stream())
        .filter(Part.Image.class::isInstance)
        .map(Part.Image.class::cast)
        .toList();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Conversation that && fingerprint.equals(that.fingerprint);
  }

  @Override
  public int hashCode() {
    return fingerprint.hashCode();
  }

  @Override
  public String toString() {
    return messages().toString();
  }
}
