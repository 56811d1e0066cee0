package io.hone.app.console;

import io.hone.event.Measure;
import io.hone.event.ModelVersion;
import io.hone.schemas.versions.VersionBook;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the model gets better, in one sentence, as far as the examinations tell: the promoted
 * version against the first, by the share of right answers where somebody can tell what is right;
 * else against its parent, by the share of answers that are preferred. Only a difference that the
 * intervals do not explain counts.
 *
 * @param sentence for people
 */
record BetterAnswer(Kind kind, String sentence) {
  private static final List<String> ACCURACIES = List.of("actor_accuracy", "actor_accuracy_greedy");
  private static final String WIN_RATE = "win_rate";

  /** What can be said. */
  enum Kind {
    BETTER,
    WORSE,
    UNCLEAR,
    WAITING
  }

  static BetterAnswer of(VersionBook versions) {
    Optional<ModelVersion> promoted = versions.promoted();
    if (promoted.isEmpty() || versions.all().size() < 2) {
      return new BetterAnswer(
          Kind.WAITING,
          "No version has been trained and promoted yet, so there is nothing to compare.");
    }
    ModelVersion now = promoted.get();
    ModelVersion first = versions.all().getFirst();
    if (name(now).equals(name(first))) {
      return new BetterAnswer(
          Kind.WAITING,
          "%s, where it all began, still serves: no later version has been promoted and kept."
              .formatted(name(first)));
    }
    for (String accuracy : ACCURACIES) {
      Measure then = first.getMeasures().get(accuracy);
      Measure later = now.getMeasures().get(accuracy);
      if (then != null && later != null) return byAccuracy(first, then, now, later);
    }
    Measure wins = now.getMeasures().get(WIN_RATE);
    return wins == null ? unmeasured(now) : byWins(now, wins);
  }

  private static BetterAnswer unmeasured(ModelVersion now) {
    return new BetterAnswer(
        Kind.UNCLEAR, "%s was promoted without an examination that tells.".formatted(name(now)));
  }

  private static BetterAnswer byAccuracy(
      ModelVersion first, Measure then, ModelVersion now, Measure later) {
    Kind kind = kind(low(later) > high(then), high(later) < low(then));
    String verb =
        switch (kind) {
          case BETTER -> "answers better than";
          case WORSE -> "answers worse than";
          default -> "cannot be told from";
        };
    return new BetterAnswer(
        kind,
        "%s %s %s: %s of its answers are right, against %s."
            .formatted(name(now), verb, name(first), told(later), told(then)));
  }

  private static BetterAnswer byWins(ModelVersion now, Measure wins) {
    Kind kind = kind(low(wins) > 0.5, high(wins) < 0.5);
    String verb =
        switch (kind) {
          case BETTER -> "is preferred to";
          case WORSE -> "loses against";
          default -> "cannot be told from";
        };
    return new BetterAnswer(
        kind,
        "%s %s its parent %s: it wins %s of %d comparisons."
            .formatted(name(now), verb, now.getParent(), told(wins), wins.getCount()));
  }

  private static Kind kind(boolean better, boolean worse) {
    if (better) return Kind.BETTER;
    return worse ? Kind.WORSE : Kind.UNCLEAR;
  }

  private static double low(Measure measure) {
    return or(measure.getLow(), measure.getValue());
  }

  private static double high(Measure measure) {
    return or(measure.getHigh(), measure.getValue());
  }

  private static double or(@Nullable Double bound, double value) {
    return bound == null ? value : bound;
  }

  private static String told(Measure measure) {
    String value = percent(measure.getValue());
    if (measure.getLow() == null || measure.getHigh() == null) return value + " %";
    return "%s %% (%s to %s)"
        .formatted(value, percent(measure.getLow()), percent(measure.getHigh()));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f", 100 * share);
  }

  private static String name(ModelVersion version) {
    return version.getModel().getVersion();
  }
}
