package io.hone.app.loop;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.app.records.Spelling;
import io.hone.event.ChatMessage;
import io.hone.event.ContentKind;
import io.hone.producers.prompts.Format;
import io.hone.producers.prompts.PromptIds;
import io.hone.producers.prompts.PromptReader;
import io.hone.producers.prompts.PromptReader.Entry;
import io.hone.producers.prompts.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The prompts of a file, each once: those that the loop learns from, and those that it never does,
 * which versions are compared on. One in ten is held out, by its id, so that the same prompt is
 * always on the same side.
 *
 * @param learning in the file's order, one conversation each
 * @param heldOut likewise, at most {@value #MOST_HELD_OUT}
 */
public record LoopPrompts(List<Entry> learning, List<Entry> heldOut) {
  static final int MOST_HELD_OUT = 64;
  private static final int ONE_IN = 10;

  public LoopPrompts {
    learning = List.copyOf(learning);
    heldOut = List.copyOf(heldOut);
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read, or has a record that is no prompt
   */
  static LoopPrompts read(Path file) throws IOException {
    Format format =
        Format.ofName(file.toString())
            .orElseThrow(
                () ->
                    new IOException(
                        "the name of %s does not tell its format: let it end in .jsonl, .txt or .csv"
                            .formatted(file)));
    try (InputStream stream = Files.newInputStream(file)) {
      return read(file.toString(), stream, format, true);
    }
  }

  static LoopPrompts read(String name, InputStream stream, Format format, boolean holdOut)
      throws IOException {
    List<Entry> learning = new ArrayList<>();
    List<Entry> heldOut = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    try (PromptReader reader = PromptReader.open(stream, format, Optional.empty())) {
      for (Optional<Entry> next = reader.next(); next.isPresent(); next = reader.next()) {
        for (List<ChatMessage> messages : next.get().conversations()) {
          String id = PromptIds.of(messages);
          if (!seen.add(id)) continue;
          Entry one =
              new Entry(next.get().line(), List.of(messages), next.get().attributes(), false);
          boolean out =
              holdOut && isHeldOut(id) && isText(messages) && heldOut.size() < MOST_HELD_OUT;
          (out ? heldOut : learning).add(one);
        }
      }
    } catch (RefusedException e) {
      throw new IOException(name + " " + e.getMessage(), e);
    }
    if (learning.isEmpty()) {
      throw new IOException("%s has no prompts: give a file with some".formatted(name));
    }
    return new LoopPrompts(learning, heldOut);
  }

  private static boolean isHeldOut(String promptId) {
    return Long.parseUnsignedLong(promptId.substring(2, 10), 16) % ONE_IN == 0;
  }

  private static boolean isText(List<ChatMessage> messages) {
    return messages.stream()
        .flatMap(message -> message.getParts().stream())
        .allMatch(part -> part.getKind() == ContentKind.TEXT);
  }

  /** The id of a prompt of one conversation. */
  static String id(Entry prompt) {
    return PromptIds.of(prompt.conversations().getFirst());
  }

  /** Writes what is held out as JSON lines of messages. */
  void writeHeldOut(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(
        file,
        heldOut.stream()
            .map(each -> line(each.conversations().getFirst()).toString())
            .collect(Collectors.toList()));
  }

  private static ObjectNode line(List<ChatMessage> messages) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    ArrayNode list = line.putArray("messages");
    for (ChatMessage message : messages) {
      list.addObject()
          .put("role", Spelling.of(message.getRole()))
          .put(
              "content",
              message.getParts().stream()
                  .map(part -> String.valueOf(part.getText()))
                  .collect(Collectors.joining()));
    }
    return line;
  }
}
