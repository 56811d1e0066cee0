package io.hone.app.exam;

import io.hone.app.config.ConfigException;
import io.hone.app.config.Keys;
import io.hone.event.ChatMessage;
import io.hone.producers.prompts.Format;
import io.hone.producers.prompts.PromptReader;
import io.hone.producers.prompts.RefusedException;
import io.hone.streams.episode.FromContracts;
import io.hone.streams.recipe.Conversation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Held-out prompts from a file. */
final class HeldOut {
  private HeldOut() {}

  /**
   * The first prompts of a file.
   *
   * @throws ConfigException if it cannot be read, holds something else, or holds none
   */
  static List<Conversation> read(Path file, int limit) {
    Format format = Format.ofName(file.toString()).orElse(Format.JSONL);
    List<Conversation> prompts = new ArrayList<>();
    try (PromptReader reader =
        PromptReader.open(Files.newInputStream(file), format, Optional.empty())) {
      Optional<PromptReader.Entry> entry = reader.next();
      while (entry.isPresent() && prompts.size() < limit) {
        for (List<ChatMessage> messages : entry.get().conversations()) {
          prompts.add(prompt(file, entry.get().line(), messages));
        }
        entry = reader.next();
      }
    } catch (RefusedException e) {
      throw new ConfigException(why(file, String.valueOf(e.getMessage())), e);
    } catch (IOException e) {
      throw new ConfigException(why(file, "they cannot be read: " + e), e);
    }
    if (prompts.isEmpty()) throw new ConfigException(why(file, "there are none"));
    return List.copyOf(prompts.subList(0, Math.min(limit, prompts.size())));
  }

  private static Conversation prompt(Path file, long line, List<ChatMessage> messages) {
    Conversation prompt = FromContracts.conversation(messages);
    if (!Chats.canBeAsked(prompt)) {
      throw new ConfigException(
          why(file, "line " + line + " has an image or a tool's message: leave it out"));
    }
    return prompt;
  }

  private static String why(Path file, String what) {
    return "the held-out prompts in %s (%s): %s".formatted(file, Keys.EXAM_PROMPTS.name(), what);
  }
}
