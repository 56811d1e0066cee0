package io.hone.producers.prompts;

import io.hone.event.ChatMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads what tests write. */
final class Prompts {
  private Prompts() {}

  /** What a file gave: records and refusals. */
  record Read(List<PromptReader.Entry> records, List<RefusedException> refused) {
    /** The prompts as text, messages as {@code ROLE: text} joined by {@code " | "}. */
    List<String> texts() {
      return records.stream()
          .flatMap(record -> record.conversations().stream())
          .map(Prompts::text)
          .toList();
    }

    List<String> refusals() {
      return refused.stream().map(RefusedException::getMessage).toList();
    }
  }

  static Read read(Format format, byte[] content) throws IOException {
    return read(format, content, Optional.empty());
  }

  static Read read(Format format, String content) throws IOException {
    return read(format, content.getBytes(StandardCharsets.UTF_8));
  }

  static Read read(Format format, byte[] content, Optional<String> field) throws IOException {
    Read read = new Read(new ArrayList<>(), new ArrayList<>());
    try (PromptReader reader =
        PromptReader.open(new ByteArrayInputStream(content), format, field)) {
      boolean more = true;
      while (more) {
        try {
          Optional<PromptReader.Entry> next = reader.next();
          next.ifPresent(read.records()::add);
          more = next.isPresent();
        } catch (RefusedException e) {
          read.refused().add(e);
        }
      }
    }
    return read;
  }

  static String text(List<ChatMessage> messages) {
    return messages.stream()
        .map(m -> m.getRole() + ": " + m.getParts().getFirst().getText())
        .collect(Collectors.joining(" | "));
  }
}
