package io.hone.app.console;

import io.hone.event.ContentPart;
import io.hone.event.Prompt;
import io.hone.streams.account.Position;
import java.util.Objects;

/**
 * What is held of a prompt.
 *
 * @param beginning of its last message
 * @param submittedAt milliseconds since 1970
 */
record PromptRow(Position position, String beginning, long submittedAt) {
  private static final int LONGEST = 200;

  static PromptRow of(Position position, Prompt prompt) {
    StringBuilder text = new StringBuilder();
    for (ContentPart part : prompt.getMessages().getLast().getParts()) {
      text.append(Objects.requireNonNullElse(part.getText(), ""));
      if (text.length() >= LONGEST) break;
    }
    return new PromptRow(
        position,
        Words.beginning(text.toString(), LONGEST),
        prompt.getSubmittedAt().toEpochMilli());
  }
}
