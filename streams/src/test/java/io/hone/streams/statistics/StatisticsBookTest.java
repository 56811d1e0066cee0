package io.hone.streams.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.event.Stage;
import io.hone.event.WindowedStatistics;
import io.hone.streams.statistics.StatisticsBook.Accounting;
import io.hone.streams.statistics.StatisticsBook.Selection;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatisticsBookTest {
  private static final Duration WINDOW = Duration.ofSeconds(10);
  private final StatisticsBook book = new StatisticsBook();

  private static WindowedStatistics record(
      Stage stage, String version, long second, long revision, Map<String, Integer> counts) {
    Figures figures = new Figures();
    counts.forEach(figures::count);
    return figures.contract("run", Cell.of(stage, version, second * 1_000, WINDOW), revision);
  }

  @Test
  void shouldTakeTheHighestRevisionWhateverTheOrder() {
    book.add(record(Stage.ACTOR, "v1", 0, 2, Map.of("calls", 20)));

    boolean news = book.add(record(Stage.ACTOR, "v1", 0, 1, Map.of("calls", 10)));

    assertThat(news).isFalse();
    assertThat(book.add(record(Stage.ACTOR, "v1", 0, 3, Map.of("calls", 30)))).isTrue();
    assertThat(book.sum(Selection.ALL).count("calls")).isEqualTo(30);
    assertThat(book.size()).isEqualTo(1);
  }

  @Test
  void shouldAddUpWhatIsSelected() {
    book.add(record(Stage.ACTOR, "v1", 0, 1, Map.of("calls", 1)));
    book.add(record(Stage.ACTOR, "v1", 10, 1, Map.of("calls", 2)));
    book.add(record(Stage.ACTOR, "v2", 10, 1, Map.of("calls", 4)));
    book.add(record(Stage.JUDGE, "v1", 20, 1, Map.of("calls", 8)));

    long selected = book.sum(Selection.ALL.of(Stage.ACTOR).of("v1")).count("calls");

    assertThat(selected).isEqualTo(3);
    assertThat(
            book.sum(Selection.ALL.between(Instant.ofEpochSecond(10), Instant.ofEpochSecond(20)))
                .count("calls"))
        .isEqualTo(6);
    assertThat(book.byTime(Selection.ALL.of("v1")).keySet())
        .containsExactly(Instant.EPOCH, Instant.ofEpochSecond(10), Instant.ofEpochSecond(20));
    assertThat(book.versions()).containsExactly("v1", "v2");
  }

  @Test
  void shouldAccountForEveryPrompt() {
    book.add(record(Stage.UNKNOWN, "", 0, 1, Map.of("prompts", 9)));
    book.add(
        record(
            Stage.UNKNOWN,
            "v1",
            30,
            1,
            Map.of("outcomes.paired", 4, "outcomes.no_pair.a", 2, "outcomes.dead.b", 1)));

    Accounting accounting = book.accounting();

    assertThat(accounting.open()).isEqualTo(2);
    assertThat(accounting.noPair()).isEqualTo(Map.of("a", 2L));
    assertThat(accounting.dead()).isEqualTo(Map.of("b", 1L));
    assertThat(book.versions()).containsExactly("v1");
  }
}
