package io.hone.producers.prompts;

import io.hone.event.ChatMessage;
import io.hone.event.ContentKind;
import io.hone.event.ContentPart;
import io.hone.schemas.id.ContentId;
import io.hone.schemas.id.MessageContent;
import java.util.List;

/** The id of a prompt: from its messages alone, as the contract says. */
public final class PromptIds {
  private PromptIds() {}

  /** The id that these messages have, whoever submits them. */
  public static String of(List<ChatMessage> messages) {
    return ContentId.of(
        "p",
        messages.stream()
            .flatMap(
                message ->
                    MessageContent.message(
                        message.getRole().name(),
                        message.getParts().stream().map(PromptIds::content).toList())
                        .stream())
            .toList());
  }

  private static List<String> content(ContentPart part) {
    return part.getKind() == ContentKind.IMAGE
        ? MessageContent.image(
            String.valueOf(part.getMediaType()), String.valueOf(part.getSha256()))
        : MessageContent.text(String.valueOf(part.getText()));
  }
}
