package io.hone.streams.recipe.rank;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * Whose further judgements could still change the actor's pair, when some were not asked yet.
 *
 * <p>At a confidence of 1 it reasons with the hardest case, that every judgement not asked yet may
 * give nothing, all points, or none that count: then the pair it calls settled is the pair of the
 * full method. Below 1 it reasons with intervals: the mean so far, give or take z standard errors
 * of what is still missing, the scatter pooled over the prompt's responses.
 *
 * @param judgements how many the full method asks for each response
 * @param maximum the most points
 * @param validShare see {@link Ballot#enough}
 * @param rho see {@link LengthControl}
 * @param confidence in (0, 1]
 */
public record Settling(
    int judgements, double maximum, double validShare, double rho, double confidence) {
  /** No judge is taken to scatter less, in points: three equal scores may be chance. */
  private static final double LEAST_SCATTER = 0.25;

  public Settling {
    if (!(confidence > 0 && confidence <= 1)) {
      throw new IllegalArgumentException(
          "confidence is " + confidence + "; it may be above 0 and at most 1 (certain)");
    }
  }

  /**
   * Where a response's final score may lie.
   *
   * @param firm whether it is sure that the response will have enough valid judgements
   */
  private record Range(Ballot ballot, double low, double high, boolean firm) {
    int length() {
      return ballot.response().length();
    }
  }

  /** Where a tier's bound may lie. */
  private record Bound(double low, double high) {}

  /** The responses to judge further, in the ballots' order; empty if the pair is settled. */
  public List<Ballot> unsettled(List<Ballot> ballots) {
    double scatter = pooledScatter(ballots);
    List<Range> ranges =
        ballots.stream()
            .filter(ballot -> ballot.asked() < judgements || ballot.enough(validShare))
            .map(ballot -> range(ballot, scatter))
            .toList();
    List<Range> firm = ranges.stream().filter(Range::firm).toList();
    if (firm.isEmpty()) return unfinished(ranges, range -> true);

    Bound best = new Bound(greatest(firm, Range::low), greatest(ranges, Range::high));
    Bound worst = new Bound(least(ranges, Range::low), least(firm, Range::high));
    Bound upper = between(best, worst);
    Bound lower = between(worst, best);
    List<Range> chosen = ranges.stream().filter(r -> mayBeChosen(r, firm, upper)).toList();
    List<Range> rejected = ranges.stream().filter(r -> mayBeRejected(r, firm, lower)).toList();
    if (settled(chosen, rejected)) return List.of();
    Set<Range> open = new HashSet<>(chosen);
    open.addAll(rejected);
    return unfinished(
        ranges,
        range -> open.contains(range) || range.high() >= best.low() || range.low() <= worst.high());
  }

  private static boolean settled(List<Range> chosen, List<Range> rejected) {
    if (chosen.size() != 1 || rejected.size() != 1) return false;
    Range better = chosen.getFirst();
    Range worse = rejected.getFirst();
    return better.firm() && worse.firm() && better.low() - worse.high() > LengthControl.SAME;
  }

  /** The bound of a tier that begins at one end and reaches rho of the way to the other. */
  private Bound between(Bound from, Bound to) {
    return new Bound(
        (1 - rho) * from.low() + rho * to.low(), (1 - rho) * from.high() + rho * to.high());
  }

  private static boolean mayBeChosen(Range range, List<Range> firm, Bound upper) {
    return range.high() >= upper.low() - LengthControl.SAME
        && firm.stream().noneMatch(r -> r.length() < range.length() && r.low() >= upper.high());
  }

  private static boolean mayBeRejected(Range range, List<Range> firm, Bound lower) {
    return range.low() <= lower.high() + LengthControl.SAME
        && firm.stream().noneMatch(r -> r.length() > range.length() && r.high() <= lower.low());
  }

  private List<Ballot> unfinished(List<Range> ranges, Predicate<Range> open) {
    return ranges.stream()
        .filter(open)
        .map(Range::ballot)
        .filter(ballot -> ballot.asked() < judgements)
        .toList();
  }

  private Range range(Ballot ballot, double scatter) {
    int valid = ballot.valid().size();
    int left = judgements - ballot.asked();
    if (valid + left == 0) return new Range(ballot, 0, maximum, false);
    double low = ballot.sum() / (valid + left);
    double high = (ballot.sum() + maximum * left) / (valid + left);
    if (confidence == 1) {
      return new Range(ballot, low, high, valid > 0 && valid >= validShare * judgements);
    }
    if (valid == 0) return new Range(ballot, low, high, false);
    double missing = 1 - (double) ballot.asked() / judgements;
    double reach = Normal.twoSided(confidence) * scatter * StrictMath.sqrt(missing / valid);
    return new Range(
        ballot,
        Math.max(low, ballot.mean() - reach),
        Math.min(high, ballot.mean() + reach),
        ballot.enough(validShare));
  }

  private static double pooledScatter(List<Ballot> ballots) {
    double squares = 0;
    int freedom = 0;
    for (Ballot ballot : ballots) {
      if (ballot.valid().size() < 2) continue;
      squares += ballot.variance() * ballot.valid().size();
      freedom += ballot.valid().size() - 1;
    }
    return freedom == 0 ? 1 : Math.max(LEAST_SCATTER, StrictMath.sqrt(squares / freedom));
  }

  private static double greatest(List<Range> ranges, ToDoubleFunction<Range> end) {
    return ranges.stream().mapToDouble(end).max().orElseThrow();
  }

  private static double least(List<Range> ranges, ToDoubleFunction<Range> end) {
    return ranges.stream().mapToDouble(end).min().orElseThrow();
  }
}
