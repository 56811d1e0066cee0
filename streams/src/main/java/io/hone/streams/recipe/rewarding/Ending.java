package io.hone.streams.recipe.rewarding;

import io.hone.streams.recipe.Move;
import io.hone.streams.recipe.Outcome;
import io.hone.streams.recipe.Pair;
import io.hone.streams.recipe.Reason;
import io.hone.streams.recipe.Response;
import io.hone.streams.recipe.Round;
import io.hone.streams.recipe.Tally;
import java.util.List;

/** How a play ends: with the pairs that came of it, else for the gravest reason there is none. */
final class Ending {
  private Ending() {}

  /**
   * @param reasons one for each pair that did not come about
   * @param rounds the steps played
   */
  static Move of(List<Pair> pairs, List<Reason> reasons, Tally tally, Round<?>... rounds) {
    Tally counted = tally;
    for (Reason reason : reasons) counted = counted.plus("no-pair." + reason.word(), 1);
    Outcome outcome =
        pairs.isEmpty()
            ? Outcome.without(gravest(reasons), counted)
            : Outcome.paired(pairs, counted);
    return new Move.End(outcome, Move.findings(rounds));
  }

  /** Ends after the responses, because there are too few of them. */
  static Move without(List<Reason> reasons, Round<Response> responses) {
    return of(List.of(), reasons, Count.responses(responses), responses);
  }

  private static Reason gravest(List<Reason> reasons) {
    return reasons.stream().filter(Reason::failure).findFirst().orElseGet(reasons::getFirst);
  }
}
