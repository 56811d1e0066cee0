package io.hone.streams.recipe.rank;

import static io.hone.streams.recipe.Reason.fruitless;

import io.hone.streams.recipe.Judgement;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The judgement of the highest rating and the one of the lowest; ties by lot. */
public final class EloExtremes {
  private EloExtremes() {}

  /**
   * A judgement with its rating.
   *
   * @param rating natural scale
   */
  public record Rated(Judgement judgement, double rating) {}

  /**
   * @param judgements in the order of the ratings' rows; at least one
   */
  public static Choice<Rated> pick(List<Judgement> judgements, Elo elo, Lots lots) {
    List<Rated> rated =
        IntStream.range(0, elo.size())
            .mapToObj(row -> new Rated(judgements.get(row), elo.rating(row)))
            .toList();
    Comparator<Rated> byRating = Comparator.comparingLong(item -> grain(item.rating()));
    Comparator<Rated> byLot = lots.by(item -> item.judgement().id());
    Rated best = rated.stream().min(byRating.reversed().thenComparing(byLot)).orElseThrow();
    Rated worst = rated.stream().min(byRating.thenComparing(byLot)).orElseThrow();
    if (grain(best.rating()) == grain(worst.rating())) {
      return new Choice.NotMade<>(
          fruitless("all-ratings-equal", "no judgement is rated above another"));
    }
    return new Choice.Made<>(best, worst);
  }

  /** Ratings that differ by rounding alone fall on the same grain. */
  private static long grain(double rating) {
    return Math.round(rating / LengthControl.SAME);
  }
}
