package io.hone.streams.testing;

import io.hone.schemas.catalog.Namespace;
import io.hone.streams.episode.ToContracts;
import io.hone.streams.recipe.Prompt;
import java.time.Instant;
import java.util.Map;

/** Prompts as they stand on their topic. */
public final class Submitted {
  private Submitted() {}

  public static io.hone.event.Prompt of(Namespace run, Prompt prompt, Instant at) {
    return io.hone.event.Prompt.newBuilder()
        .setPromptId(prompt.id())
        .setRun(run.run())
        .setMessages(ToContracts.messages(prompt.conversation()))
        .setSource("test")
        .setAttributes(Map.of())
        .setSubmittedAt(at)
        .build();
  }
}
