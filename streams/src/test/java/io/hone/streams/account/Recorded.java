package io.hone.streams.account;

import io.hone.event.Completion;
import io.hone.event.FinishReason;
import io.hone.event.TokenCounts;
import io.hone.streams.episode.ToContracts;
import io.hone.streams.recipe.Call;
import io.hone.streams.recipe.Fact;
import java.time.Instant;

/** Facts as a worker would have written them. */
final class Recorded {
  private Recorded() {}

  static Completion completion(ToContracts contracts, Call call, Fact fact) {
    Completion record = contracts.givenUp(call, 1, Instant.ofEpochMilli(fact.at().toEpochMilli()));
    if (fact.failed()) return record;
    record.setError(null);
    record.setWorker("w");
    record.setTokens(new TokenCounts(fact.cost().prompt(), fact.cost().completion(), 0L));
    record.setSamples(
        fact.samples().stream()
            .map(
                sample ->
                    io.hone.event.Sample.newBuilder()
                        .setIndex(0)
                        .setText(sample.text())
                        .setTokens(sample.tokens())
                        .setFinishReason(FinishReason.STOP)
                        .build())
            .toList());
    return record;
  }
}
