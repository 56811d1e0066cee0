package io.hone.app.exam;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.app.config.ConfigReader;
import io.hone.event.Measure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesTest {
  private static final Rules RULES =
      Rules.of(ConfigReader.read(Optional.empty(), Map.of(), Map.of()));
  private static final List<String> KEYS =
      List.of(
          "promote.win-rate",
          "promote.parse-failures",
          "promote.one-score",
          "promote.length-least",
          "promote.length-most",
          "promote.order-consistency",
          "promote.accuracy-drop");

  private static Measure measure(double value, double low, double high) {
    return new Measure(value, low, high, 100L);
  }

  /** Whatever an examination may find. */
  @Provide
  Arbitrary<Map<String, Measure>> measures() {
    Arbitrary<Double> share = Arbitraries.doubles().between(0, 1);
    Arbitrary<Measure> measure =
        Combinators.combine(share, share, Arbitraries.doubles().between(0, 3))
            .as((below, above, value) -> measure(value, value - below, value + above));
    return Arbitraries.maps(
        Arbitraries.of(
            Measures.WIN_RATE,
            Measures.PARSE_FAILURES,
            Measures.LENGTH_RATIO,
            Measures.ORDER_CONSISTENCY,
            Measures.score(0),
            Measures.score(5),
            Measures.ACTOR_GREEDY,
            Measures.JUDGE_GREEDY,
            "unknown.figure"),
        measure);
  }

  @Property
  void shouldNameFigureAndKeyInEveryObjection(
      @ForAll("measures") Map<String, Measure> candidate,
      @ForAll("measures") Map<String, Measure> promoted) {
    List<String> objections = RULES.objections(candidate, promoted);

    assertThat(objections)
        .allSatisfy(
            objection -> {
              assertThat(candidate.keySet()).anyMatch(objection::startsWith);
              assertThat(KEYS).anyMatch(key -> objection.endsWith("(" + key + ")"));
            });
  }

  /** But for length and win rate, which compare the two themselves. */
  @Property
  void shouldNeverObjectToWhatThePromotedVersionIs(
      @ForAll("measures") Map<String, Measure> promoted) {
    Map<String, Measure> same = new HashMap<>(promoted);
    same.remove(Measures.WIN_RATE);
    same.remove(Measures.LENGTH_RATIO);

    List<String> objections = RULES.objections(same, promoted);

    assertThat(objections).isEmpty();
  }

  @Property
  void shouldNotObjectMoreToAHigherWinRate(
      @ForAll("measures") Map<String, Measure> candidate,
      @ForAll("measures") Map<String, Measure> promoted,
      @ForAll @DoubleRange(min = 0, max = 1) double more) {
    Map<String, Measure> better = new HashMap<>(candidate);
    better.computeIfPresent(
        Measures.WIN_RATE,
        (name, rate) ->
            measure(rate.getValue() + more, rate.getLow() + more, rate.getHigh() + more));

    assertThat(RULES.objections(better, promoted).size())
        .isLessThanOrEqualTo(RULES.objections(candidate, promoted).size());
  }

  @Property
  void shouldNotObjectToWhatIsNotSure(
      @ForAll("measures") Map<String, Measure> candidate,
      @ForAll("measures") Map<String, Measure> promoted) {
    Map<String, Measure> unsure = new HashMap<>();
    candidate.forEach((name, found) -> unsure.put(name, measure(found.getValue(), -9, 9)));
    unsure.remove(Measures.ACTOR_GREEDY);
    unsure.remove(Measures.JUDGE_GREEDY);

    assertThat(RULES.objections(unsure, promoted)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "win_rate, 0.40, 0.30, 0.49, promote.win-rate",
    "judge.parse_failures, 0.30, 0.21, 0.40, promote.parse-failures",
    "judge.score_5, 0.95, 0.81, 1, promote.one-score",
    "judge.score_0, 0.95, 0.81, 1, promote.one-score",
    "length_ratio, 0.40, 0.30, 0.49, promote.length-least",
    "length_ratio, 2.50, 2.01, 2.9, promote.length-most",
    "judge.order_consistency, 0.10, 0.05, 0.29, promote.order-consistency"
  })
  void shouldObjectToWhatIsSurelyBeyondABound(
      String name, double value, double low, double high, String key) {
    List<String> objections = RULES.objections(Map.of(name, measure(value, low, high)), Map.of());

    assertThat(objections)
        .singleElement()
        .asString()
        .startsWith(name + " ")
        .contains("100 observations")
        .endsWith("(" + key + ")");
  }

  @ParameterizedTest
  @CsvSource({
    "win_rate, 0.40, 0.30, 0.50",
    "judge.parse_failures, 0.30, 0.20, 0.40",
    "judge.score_5, 0.95, 0.80, 1",
    "length_ratio, 0.40, 0.30, 0.50",
    "length_ratio, 2.50, 2.00, 2.9",
    "judge.order_consistency, 0.10, 0.05, 0.30"
  })
  void shouldAllowWhatMayBeWithinABound(String name, double value, double low, double high) {
    assertThat(RULES.objections(Map.of(name, measure(value, low, high)), Map.of())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"judge.parse_failures, 0.9", "judge.score_5, 0.95"})
  void shouldAllowWhatThePromotedVersionDoesToo(String name, double value) {
    Measure now = measure(value, value - 0.02, 1);
    Measure before = measure(value - 0.02, value - 0.05, value);

    assertThat(RULES.objections(Map.of(name, now), Map.of(name, before))).isEmpty();
  }

  @Test
  void shouldObjectToADropInGreedyAccuracy() {
    Map<String, Measure> before = Map.of(Measures.ACTOR_GREEDY, measure(0.80, 0.7, 0.9));

    List<String> objections =
        RULES.objections(Map.of(Measures.ACTOR_GREEDY, measure(0.74, 0.6, 0.8)), before);

    assertThat(objections)
        .containsExactly(
            "actor_accuracy_greedy 0.74 (0.60 to 0.80, 100 observations) fell from 0.80 by more"
                + " than 0.05 (promote.accuracy-drop)");
    assertThat(RULES.objections(Map.of(Measures.ACTOR_GREEDY, measure(0.76, 0.6, 0.8)), before))
        .isEmpty();
  }

  @Test
  void shouldNotRejectByAFigureWithoutAnInterval() {
    Map<String, Measure> one = Map.of(Measures.LENGTH_RATIO, new Measure(9.0, null, null, 1L));

    assertThat(RULES.objections(one, Map.of())).isEmpty();
  }
}
