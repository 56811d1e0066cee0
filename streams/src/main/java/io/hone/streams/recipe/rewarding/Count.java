package io.hone.streams.recipe.rewarding;

import io.hone.streams.recipe.Finding;
import io.hone.streams.recipe.Judgement;
import io.hone.streams.recipe.Response;
import io.hone.streams.recipe.Round;
import io.hone.streams.recipe.Sample;
import io.hone.streams.recipe.Score;
import io.hone.streams.recipe.Tally;
import io.hone.streams.recipe.Verdict;
import java.util.Locale;

/** Counts what a play has found: every fact under one name, and never a failure as a zero. */
final class Count {
  private Count() {}

  static Tally responses(Round<Response> round) {
    Tally tally = calls(round).plus("responses.failed", round.failed());
    for (Response response : round.findings()) {
      Sample.Finish finish = response.drawn().sample().finish();
      tally =
          tally
              .plus("responses", 1)
              .plus("responses.blank", response.blank() ? 1 : 0)
              .plus("responses.duplicate", response.duplicate() && !response.blank() ? 1 : 0)
              .plus("responses.truncated", finish == Sample.Finish.LENGTH ? 1 : 0);
    }
    return tally;
  }

  static Tally judgements(Round<Judgement> round) {
    Tally tally = calls(round);
    for (Judgement judgement : round.findings()) {
      String status =
          switch (judgement.score()) {
            case Score.Points points -> "valid";
            case Score.OutOfRange points -> "out-of-range";
            case Score.Missing.UNPARSABLE -> "unparsable";
            case Score.Missing.CALL_FAILED -> "failed";
          };
      tally = tally.plus("judgements." + status, 1);
    }
    return tally;
  }

  static Tally verdicts(Round<Verdict> round) {
    Tally tally = calls(round);
    for (Verdict verdict : round.findings()) {
      String winner = verdict.winner().name().toLowerCase(Locale.ROOT);
      tally = tally.plus("verdicts." + winner.replace("call_", ""), 1);
    }
    return tally;
  }

  private static <F extends Finding> Tally calls(Round<F> round) {
    long answered = round.findings().stream().map(f -> f.drawn().call().id()).distinct().count();
    long failedWithFinding = round.findings().stream().filter(f -> f.drawn().failed()).count();
    return Tally.EMPTY
        .plus("calls", answered - failedWithFinding + round.failed())
        .plus("calls.failed", round.failed());
  }
}
