package io.hone.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.app.console.PairQuery.Cursor;
import io.hone.app.console.PairQuery.Order;
import io.hone.schemas.catalog.Topic;
import io.hone.streams.account.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class PairQueryTest {
  private static final List<String> TEXTS =
      List.of("Straße", "İstanbul", "plain", "PLAIN words", "");

  record Made(int at, String kind, String version, float margin, int length, int text) {
    PairRow row(long number) {
      String id = "x-" + number;
      return new PairRow(
          number,
          id,
          "p-" + number % 7,
          kind,
          version,
          at,
          margin,
          0,
          length,
          1,
          1,
          new Position(Topic.PREFERENCES, 0, number),
          TEXTS.get(text));
    }
  }

  @Provide
  Arbitrary<List<Made>> made() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 5),
            Arbitraries.of("actor", "judge"),
            Arbitraries.of("v1", "v2"),
            Arbitraries.of(0f, 0.5f, 2f, Float.NaN),
            Arbitraries.integers().between(1, 3),
            Arbitraries.integers().between(0, TEXTS.size() - 1))
        .as(Made::new)
        .list()
        .ofMaxSize(40);
  }

  private static Optional<String> vote(String pairId) {
    return pairId.hashCode() % 3 == 0 ? Optional.of("a") : Optional.empty();
  }

  private static String prompt(String promptId) {
    return promptId.equals("p-3") ? "a PLAIN prompt" : "a prompt";
  }

  private static Comparator<PairRow> slowOrder(Order order) {
    Comparator<PairRow> by =
        switch (order) {
          case NEWEST -> Comparator.comparingLong(PairRow::at).reversed();
          case OLDEST -> Comparator.comparingLong(PairRow::at);
          case LENGTH -> Comparator.comparingInt(PairRow::chosenLength).reversed();
          case MARGIN ->
              Comparator.comparing(
                  row -> Float.isNaN(row.margin()) ? 1e9 : -row.margin(), Double::compare);
        };
    return by.thenComparing(Comparator.comparingLong(PairRow::number).reversed());
  }

  @Property(tries = 400)
  void shouldGivePageByPageWhatASlowSearchFinds(
      @ForAll("made") List<Made> made,
      @ForAll Order order,
      @ForAll @IntRange(min = 1, max = 9) int limit,
      @ForAll boolean byKind,
      @ForAll boolean byText,
      @ForAll boolean byVote,
      @ForAll boolean byMargin) {
    List<PairRow> rows = new ArrayList<>();
    for (Made one : made) rows.add(one.row(rows.size()));
    List<PairRow> wanted =
        rows.stream()
            .filter(row -> !byKind || row.kind().equals("judge"))
            .filter(row -> !byVote || vote(row.pairId()).isPresent())
            .filter(row -> !byMargin || row.margin() >= 0.5)
            .filter(
                row ->
                    !byText
                        || (row.beginnings() + "\0" + prompt(row.promptId()))
                            .toLowerCase(Locale.ROOT)
                            .contains("plain"))
            .sorted(slowOrder(order))
            .toList();

    List<PairRow> found = new ArrayList<>();
    Optional<Cursor> after = Optional.empty();
    do {
      PairQuery query =
          new PairQuery(
              byText ? Optional.of("pLaIn") : Optional.empty(),
              byKind ? Optional.of("judge") : Optional.empty(),
              Optional.empty(),
              byVote ? Optional.of("any") : Optional.empty(),
              byMargin ? OptionalDouble.of(0.5) : OptionalDouble.empty(),
              order,
              after.map(cursor -> Cursor.parse(cursor.toString())),
              limit);
      PairQuery.Page page = query.find(rows, PairQueryTest::prompt, PairQueryTest::vote);
      assertThat(page.matched()).isEqualTo(wanted.size());
      assertThat(page.rows()).hasSizeLessThanOrEqualTo(limit);
      found.addAll(page.rows());
      after = page.next();
    } while (after.isPresent());

    assertThat(found).isEqualTo(wanted);
  }
}
