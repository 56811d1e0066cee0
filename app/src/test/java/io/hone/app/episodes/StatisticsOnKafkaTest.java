package io.hone.app.episodes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hone.app.Hone;
import io.hone.app.cli.CapturedOutput;
import io.hone.app.records.Committed;
import io.hone.app.stack.Cluster;
import io.hone.app.stack.OpenStack;
import io.hone.event.Outcome;
import io.hone.event.WindowedStatistics;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.streams.episode.EpisodeRunner;
import io.hone.streams.episode.EpisodeSettings;
import io.hone.streams.recipe.Model;
import io.hone.streams.recipe.rewarding.RecipeBook;
import io.hone.streams.recipe.text.Templates;
import io.hone.streams.statistics.Counts;
import io.hone.streams.statistics.Figures;
import io.hone.streams.statistics.StatisticsBook;
import io.hone.streams.statistics.StatisticsBook.Accounting;
import io.hone.streams.statistics.StatisticsBook.Selection;
import io.hone.streams.statistics.StatisticsRunner;
import io.hone.streams.statistics.StatisticsSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Statistics on the real broker, beside the episodes that they are of, against {@code verify}. */
@SuppressWarnings("NullAway.Init") // set before each test
@Tag("slow")
class StatisticsOnKafkaTest {
  private static final Namespace RUN = new Namespace("counted");
  private static final int PROMPTS = 40;
  private static final int SPREAD = 2;
  private static final Duration LONG = Duration.ofSeconds(90);
  private static final Map<String, String> SETTINGS =
      Map.of("actor.responses", "3", "actor.judgements", "2");

  @TempDir Path folder;

  @RegisterExtension final CapturedOutput captured = new CapturedOutput();

  private OpenStack stack;
  private Cluster cluster;

  @BeforeEach
  void start() throws Exception {
    stack = OpenStack.start(folder.resolve("data"));
    cluster = stack.cluster();
    stack.run(RUN.run(), SPREAD);
  }

  @AfterEach
  void stop() throws Exception {
    stack.close();
  }

  private StatisticsRunner statistics(String state) {
    return StatisticsRunner.start(
        RUN,
        StatisticsSettings.defaults(),
        new StatisticsRunner.Means(cluster.settings(), folder.resolve(state), SPREAD));
  }

  @Test
  void shouldSayWhatVerifySaysThoughAnotherProcessTakesOver() throws Exception {
    stack.submit(RUN, PROMPTS);
    try (ScriptedWorker worker = new ScriptedWorker(RUN, cluster.settings());
        EpisodeRunner episodes = episodes()) {
      try (StatisticsRunner first = statistics("first")) {
        Awaitility.await().atMost(LONG).until(() -> book().accounting().paired() > 3);
        assertThat(first.lastFailure()).isNull();
      }
      stack.submit(RUN, PROMPTS); // again
      // By the topic: what is counted in memory counts twice what was rolled back.
      Awaitility.await()
          .atMost(LONG)
          .untilAsserted(
              () ->
                  assertThat(ended())
                      .as("%s; %d calls answered", episodes.counts(), worker.answered())
                      .isEqualTo(PROMPTS));
      assertThat(worker.answered()).isPositive();
    }
    JsonNode account = verify();

    try (StatisticsRunner second = statistics("second")) {
      Awaitility.await().atMost(LONG).untilAsserted(() -> assertSame(book(), account));
      assertThat(second.lastFailure()).isNull();
    }
  }

  private static void assertSame(StatisticsBook book, JsonNode account) {
    Accounting accounting = book.accounting();
    Figures whole = book.sum(Selection.ALL);
    assertThat(whole.count(Counts.COMPLETIONS)).isEqualTo(completions(account));
    assertThat(accounting.open()).isZero();
    assertThat(accounting.prompts()).isEqualTo(PROMPTS).isEqualTo(count(account, "accepted"));
    assertThat(accounting.paired()).isEqualTo(count(account, "paired"));
    assertThat(sum(accounting.noPair())).isEqualTo(count(account, "no_pair"));
    accounting
        .noPair()
        .forEach(
            (reason, count) ->
                assertThat(account.path("no_pair_reasons").path(reason).asLong()).isEqualTo(count));
    assertThat(sum(whole.counts(Counts.PAIRS))).isPositive().isEqualTo(count(account, "pairs"));
    assertThat(whole.count(Counts.CALLS))
        .isEqualTo(count(account, "calls") + count(account, "asked_again"));
    assertThat(whole.count(Counts.LATE)).isZero();
    assertThat(whole.count(Counts.UNREADABLE)).isZero();
    assertThat(book.versions()).containsExactly("seed");
  }

  private long ended() {
    return Committed.all(cluster, RUN, Topic.OUTCOMES, Outcome.class).stream()
        .map(Outcome::getPromptId)
        .distinct()
        .count();
  }

  private static long completions(JsonNode account) {
    return count(account, "facts")
        + count(account, "failed_attempts")
        + count(account, "duplicate_completions");
  }

  private static long count(JsonNode account, String name) {
    return account.path(name).asLong();
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private EpisodeRunner episodes() {
    return EpisodeRunner.start(
        RUN,
        RecipeBook.open(RecipeBook.META_REWARDING, SETTINGS, Templates.builtIn()),
        EpisodeSettings.defaults().withInitial(new Model("policy", "seed")),
        new EpisodeRunner.Means(cluster.settings(), folder.resolve("state"), 2, SPREAD));
  }

  private JsonNode verify() throws IOException {
    List<String> line = new ArrayList<>(List.of("verify", "--run", RUN.run(), "--json"));
    SETTINGS.forEach((key, value) -> line.addAll(List.of("--set", "recipe." + key + "=" + value)));
    line.addAll(stack.options());
    int code = Hone.run(line.toArray(String[]::new));
    assertThat(code).isZero();
    return new ObjectMapper().readTree(captured.out().toString(StandardCharsets.UTF_8));
  }

  private StatisticsBook book() {
    StatisticsBook book = new StatisticsBook();
    Committed.all(cluster, RUN, Topic.STATISTICS, WindowedStatistics.class).forEach(book::add);
    return book;
  }
}
