package io.hone.app.exam;

import io.hone.app.config.Config;
import io.hone.app.config.Key;
import io.hone.app.config.Keys;
import io.hone.event.Measure;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a candidate must not do. A bound is broken only if the whole 95 % interval lies beyond it,
 * so that chance alone rejects nothing; but a drop in greedy accuracy counts as it is found,
 * because both versions answered the same questions without drawing. What was not measured breaks
 * nothing. Why these: {@code docs/decisions/0013}.
 *
 * @param leastWinRate against the promoted version
 * @param mostParseFailures share of its judgements without points, unless the promoted version has
 *     as many of the same responses
 * @param mostOfOneScore share of its judgements that give the same points, unless the promoted
 *     version gives them as often to the same responses
 * @param leastLength mean length of its responses over that of the promoted version
 * @param mostLength likewise
 * @param leastOrderConsistency share of its comparisons that end alike in both orders, unless those
 *     of the promoted version do as rarely
 * @param mostAccuracyDrop of the greedy accuracies where a checker knows what is right, below the
 *     promoted version's
 */
public record Rules(
    double leastWinRate,
    double mostParseFailures,
    double mostOfOneScore,
    double leastLength,
    double mostLength,
    double leastOrderConsistency,
    double mostAccuracyDrop) {

  /** As configured. */
  public static Rules of(Config config) {
    return new Rules(
        config.get(Keys.PROMOTE_WIN_RATE),
        config.get(Keys.PROMOTE_PARSE_FAILURES),
        config.get(Keys.PROMOTE_ONE_SCORE),
        config.get(Keys.PROMOTE_LENGTH_LEAST),
        config.get(Keys.PROMOTE_LENGTH_MOST),
        config.get(Keys.PROMOTE_ORDER_CONSISTENCY),
        config.get(Keys.PROMOTE_ACCURACY_DROP));
  }

  /**
   * Each reason to reject, with the figure, the bound and its key; none promotes.
   *
   * @param candidate its measures
   * @param promoted those of the version in use: as a judge of the same responses where there are
   *     such, else as its own examination found
   */
  public List<String> objections(Map<String, Measure> candidate, Map<String, Measure> promoted) {
    Reading now = new Reading(candidate);
    Reading before = new Reading(promoted);
    double failures = Math.max(mostParseFailures, before.high(Measures.PARSE_FAILURES, 0));
    double consistency = Math.min(leastOrderConsistency, before.low(Measures.ORDER_CONSISTENCY, 1));
    Stream<Optional<String>> found =
        Stream.of(
            now.below(Measures.WIN_RATE, leastWinRate, Keys.PROMOTE_WIN_RATE),
            now.above(Measures.PARSE_FAILURES, failures, Keys.PROMOTE_PARSE_FAILURES),
            now.below(Measures.LENGTH_RATIO, leastLength, Keys.PROMOTE_LENGTH_LEAST),
            now.above(Measures.LENGTH_RATIO, mostLength, Keys.PROMOTE_LENGTH_MOST),
            now.below(Measures.ORDER_CONSISTENCY, consistency, Keys.PROMOTE_ORDER_CONSISTENCY),
            drop(candidate, promoted, Measures.ACTOR_GREEDY),
            drop(candidate, promoted, Measures.JUDGE_GREEDY));
    return Stream.concat(found, oneScore(now, before)).flatMap(Optional::stream).toList();
  }

  private Stream<Optional<String>> oneScore(Reading now, Reading before) {
    return now.measures().keySet().stream()
        .filter(Measures::isScore)
        .sorted()
        .map(
            name ->
                now.above(
                    name, Math.max(mostOfOneScore, before.high(name, 0)), Keys.PROMOTE_ONE_SCORE));
  }

  private Optional<String> drop(
      Map<String, Measure> candidate, Map<String, Measure> promoted, String name) {
    Measure now = candidate.get(name);
    Measure before = promoted.get(name);
    if (now == null || before == null) return Optional.empty();
    return before.getValue() - now.getValue() > mostAccuracyDrop
        ? Optional.of(
            "%s fell from %s by more than %s (%s)"
                .formatted(
                    Measures.told(name, now),
                    Measures.number(before.getValue()),
                    Measures.number(mostAccuracyDrop),
                    Keys.PROMOTE_ACCURACY_DROP.name()))
        : Optional.empty();
  }

  /** The ends of measures' intervals. */
  private record Reading(Map<String, Measure> measures) {

    Optional<String> above(String name, double bound, Key<?> key) {
      return low(name, bound) > bound ? broken(name, "above", bound, key) : Optional.empty();
    }

    Optional<String> below(String name, double bound, Key<?> key) {
      return high(name, bound) < bound ? broken(name, "below", bound, key) : Optional.empty();
    }

    double low(String name, double unknown) {
      Measure measure = measures.get(name);
      return measure == null || measure.getLow() == null ? unknown : measure.getLow();
    }

    double high(String name, double unknown) {
      Measure measure = measures.get(name);
      return measure == null || measure.getHigh() == null ? unknown : measure.getHigh();
    }

    private Optional<String> broken(String name, String side, double bound, Key<?> key) {
      return Optional.ofNullable(measures.get(name))
          .map(
              measure ->
                  "%s is surely %s %s (%s)"
                      .formatted(
                          Measures.told(name, measure), side, Measures.number(bound), key.name()));
    }
  }
}
