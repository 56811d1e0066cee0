package io.hone.app.metrics;

import io.hone.app.records.Spelling;
import io.hone.app.stack.TopicUsage;
import io.hone.app.status.RunAccount;
import io.hone.event.Measure;
import io.hone.event.ModelVersion;
import io.hone.event.OutcomeStatus;
import io.hone.event.Training;
import io.hone.schemas.versions.VersionBook;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The account of a run and its versions. Nothing is shown before it was read once. */
final class RunSource implements Source {
  private final Supplier<Optional<RunAccount>> accounts;

  RunSource(Supplier<Optional<RunAccount>> accounts) {
    this.accounts = accounts;
  }

  @Override
  public void read(Readings into) {
    accounts
        .get()
        .ifPresent(
            account -> {
              account(account, into);
              topics(account.topics(), into);
              versions(account.versions(), into);
            });
  }

  private static void account(RunAccount account, Readings into) {
    into.put(HoneMeter.PROMPTS_ACCEPTED, account.accepted());
    for (OutcomeStatus how :
        List.of(OutcomeStatus.PAIRED, OutcomeStatus.NO_PAIR, OutcomeStatus.DEAD)) {
      long ended = account.ended().getOrDefault(how, 0L);
      into.put(HoneMeter.PROMPTS_ENDED, ended, Spelling.of(how));
    }
    account.reasons().forEach((reason, n) -> into.put(HoneMeter.PROMPTS_REASON, n, reason));
    account.counts().forEach((name, n) -> into.put(HoneMeter.RECIPE_COUNTS, n, name));
    into.put(HoneMeter.PAIRS, account.pairs());
    into.put(HoneMeter.TOKENS, account.tokens());
    into.put(HoneMeter.DEAD_LETTERS, account.deadLetters());
    into.put(HoneMeter.UNREADABLE_RECORDS, account.unreadable());
    into.put(HoneMeter.RUN_READ_TIMESTAMP_SECONDS, account.at().toEpochMilli() / 1e3);
    account
        .waiting()
        .forEach((stage, n) -> into.put(HoneMeter.CALLS_WAITING, n, Spelling.of(stage)));
  }

  private static void topics(List<TopicUsage> topics, Readings into) {
    for (TopicUsage topic : topics) {
      into.put(HoneMeter.TOPIC_RECORDS, topic.records(), topic.topic());
      into.put(HoneMeter.TOPIC_BYTES, topic.bytes(), topic.topic());
      for (TopicUsage.Lag lag : topic.lags()) {
        into.put(HoneMeter.TOPIC_LAG, lag.records(), topic.topic(), lag.group());
      }
    }
  }

  private static void versions(VersionBook versions, Readings into) {
    for (ModelVersion version : versions.all()) {
      String name = version.getModel().getVersion();
      into.put(HoneMeter.VERSION_STATE, 1, name, Spelling.of(version.getState()));
      Training training = version.getTraining();
      if (training != null) {
        into.put(HoneMeter.VERSION_PAIRS, training.getActorPairs(), name, "actor");
        into.put(HoneMeter.VERSION_PAIRS, training.getJudgePairs(), name, "judge");
        into.put(HoneMeter.VERSION_PAIRS, training.getStalePairs(), name, "stale");
      }
      version.getMeasures().forEach((measure, found) -> measure(name, measure, found, into));
    }
    Optional<ModelVersion> promoted = versions.promoted();
    promoted.ifPresent(version -> all(HoneMeter.PROMOTED_MEASURE, version, into));
    promoted
        .flatMap(version -> Optional.ofNullable(version.getParent()))
        .flatMap(versions::find)
        .ifPresent(parent -> all(HoneMeter.PARENT_MEASURE, parent, into));
  }

  private static void measure(String version, String measure, Measure found, Readings into) {
    into.put(HoneMeter.VERSION_MEASURE, found.getValue(), version, measure);
    Double low = found.getLow();
    Double high = found.getHigh();
    if (low != null) into.put(HoneMeter.VERSION_MEASURE_LOW, low, version, measure);
    if (high != null) into.put(HoneMeter.VERSION_MEASURE_HIGH, high, version, measure);
  }

  private static void all(HoneMeter meter, ModelVersion version, Readings into) {
    Map<String, Measure> measures = version.getMeasures();
    measures.forEach((measure, found) -> into.put(meter, found.getValue(), measure));
  }
}
