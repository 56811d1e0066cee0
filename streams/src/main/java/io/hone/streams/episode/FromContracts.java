package io.hone.streams.episode;

import io.hone.event.ChatMessage;
import io.hone.event.Completion;
import io.hone.event.ContentKind;
import io.hone.event.ContentPart;
import io.hone.streams.recipe.Conversation;
import io.hone.streams.recipe.Fact;
import io.hone.streams.recipe.Message;
import io.hone.streams.recipe.Model;
import io.hone.streams.recipe.Part;
import io.hone.streams.recipe.Prompt;
import io.hone.streams.recipe.Sample;
import java.util.List;
import java.util.Set;

/** The contracts' records in the recipes' words. */
public final class FromContracts {
  /** The worker that the topology names in completions of its own: it has given a call up. */
  public static final String GIVEN_UP_BY = "episodes";

  private static final Set<String> MAY_BE_ASKED_AGAIN = Set.of("TRANSIENT", "TIMEOUT");

  private FromContracts() {}

  /**
   * @throws IllegalArgumentException if the record says something that no recipe can read
   */
  public static Prompt prompt(io.hone.event.Prompt record) {
    return new Prompt(
        record.getPromptId(), conversation(record.getMessages()), record.getAttributes());
  }

  /**
   * @throws IllegalArgumentException if there is no message, or one of an unknown role or kind
   */
  public static Conversation conversation(List<ChatMessage> messages) {
    return Conversation.of(messages.stream().map(FromContracts::message).toList());
  }

  private static Message message(ChatMessage message) {
    return new Message(
        Message.Role.valueOf(message.getRole().name()),
        message.getParts().stream().map(FromContracts::part).toList());
  }

  private static Part part(ContentPart part) {
    String text = part.getText() == null ? "" : part.getText();
    if (part.getKind() == ContentKind.TEXT) return new Part.Text(text);
    if (part.getKind() != ContentKind.IMAGE
        || part.getMediaType() == null
        || part.getUri() == null
        || part.getSha256() == null) {
      throw new IllegalArgumentException(
          "a part of kind " + part.getKind() + " is neither text nor a whole image");
    }
    return new Part.Image(part.getMediaType(), part.getUri(), part.getSha256(), text);
  }

  /**
   * Whether a completion is what became of its call for good. A failure that may be asked again is
   * none before the topology itself has given the call up.
   */
  public static boolean isFinal(Completion record) {
    return record.getError() == null
        || !MAY_BE_ASKED_AGAIN.contains(record.getError().getKind().name())
        || record.getWorker().equals(GIVEN_UP_BY);
  }

  /** What became of a call. */
  public static Fact fact(Completion record) {
    return new Fact(
        record.getCallId(),
        new Model(record.getModel().getName(), record.getModel().getVersion()),
        result(record),
        new Fact.Cost(
            record.getTokens().getPrompt(),
            record.getTokens().getCompletion(),
            record.getTokens().getCached()),
        record.getCompletedAt());
  }

  private static Fact.Result result(Completion record) {
    if (record.getError() != null) {
      return new Fact.Failure(record.getError().getKind().name(), record.getError().getMessage());
    }
    if (record.getSamples().isEmpty()) {
      return new Fact.Failure("no-samples", "the answer has no samples");
    }
    return new Fact.Answer(
        record.getSamples().stream()
            .sorted(java.util.Comparator.comparingInt(io.hone.event.Sample::getIndex))
            .map(
                sample ->
                    new Sample(
                        sample.getText(),
                        sample.getTokenIds(),
                        sample.getLogprobs(),
                        sample.getTokens(),
                        Sample.Finish.valueOf(sample.getFinishReason().name())))
            .toList());
  }
}
