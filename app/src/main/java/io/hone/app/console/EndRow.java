package io.hone.app.console;

import io.hone.event.Outcome;
import io.hone.streams.account.Position;

/**
 * What is held of an outcome.
 *
 * @param admittedAt milliseconds since 1970
 * @param facts responses, judgements and verdicts that the episode had when it ended
 */
record EndRow(Position position, long admittedAt, Facts facts) {

  /** How many there were of each, as the outcome counts them. */
  record Facts(long responses, long judgements, long verdicts) {}

  static EndRow of(Position position, Outcome outcome) {
    long judgements = 0;
    long verdicts = 0;
    for (var count : outcome.getCounts().entrySet()) {
      if (count.getKey().startsWith("judgements.")) judgements += count.getValue();
      if (count.getKey().startsWith("verdicts.")) verdicts += count.getValue();
    }
    long responses = outcome.getCounts().getOrDefault("responses", 0L);
    return new EndRow(
        position,
        outcome.getAdmittedAt().toEpochMilli(),
        new Facts(responses, judgements, verdicts));
  }
}
