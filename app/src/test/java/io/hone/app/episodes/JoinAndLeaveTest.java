package io.hone.app.episodes;

import static org.awaitility.Awaitility.await;

import io.hone.app.records.Committed;
import io.hone.app.stack.OpenStack;
import io.hone.event.Outcome;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.streams.episode.EpisodeRunner;
import io.hone.streams.episode.EpisodeSettings;
import io.hone.streams.recipe.Model;
import io.hone.streams.recipe.rewarding.RecipeBook;
import io.hone.streams.recipe.text.Templates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that come and go at once, beside one that stays. */
@Tag("slow")
class JoinAndLeaveTest {
  private static final int SPREAD = 4;
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path folder;

  private EpisodeRunner episodes(OpenStack stack, Namespace run, String state) {
    return EpisodeRunner.start(
        run,
        RecipeBook.open(
            RecipeBook.META_REWARDING,
            Map.of("actor.responses", "3", "actor.judgements", "2"),
            Templates.builtIn()),
        EpisodeSettings.defaults().withInitial(new Model("policy", "seed")),
        new EpisodeRunner.Means(stack.cluster().settings(), folder.resolve(state), 2, SPREAD));
  }

  @Test
  void shouldPlayOnWhenAnotherProcessEndsRightAfterItsStart() throws Exception {
    try (OpenStack stack = OpenStack.start(folder.resolve("data"))) {
      Namespace run = stack.run("visited", SPREAD);
      try (ScriptedWorker worker = new ScriptedWorker(run, stack.cluster().settings());
          EpisodeRunner stays = episodes(stack, run, "stays")) {
        int prompts = 0;
        for (int millis : List.of(0, 150, 400, 800, 1_500, 3_000, 4_500, 6_000)) {
          prompts += 40;
          stack.submit(run, prompts);
          long began = System.nanoTime();
          try (EpisodeRunner visitor = episodes(stack, run, "visitor-" + millis)) {
            LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
          }
          long left = System.nanoTime();
          int wanted = prompts;
          await()
              .atMost(LONG)
              .until(
                  () ->
                      Committed.all(stack.cluster(), run, Topic.OUTCOMES, Outcome.class).size()
                          == wanted);
          System.out.printf(
              "visited for %d ms: left after %d ms, all ended %d ms later%n",
              millis, (left - began) / 1_000_000, (System.nanoTime() - left) / 1_000_000);
        }
      }
    }
  }
}
