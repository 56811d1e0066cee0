package io.hone.app.metrics;

import io.hone.app.records.Spelling;
import io.hone.app.status.RunStatus;
import io.hone.consumers.calls.SourceCounts;
import io.hone.consumers.inference.StageCounts;
import io.hone.consumers.inference.WorkerReport;
import io.hone.consumers.versions.VersionEvent;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** The calls of this process. */
final class WorkerSource implements Source {
  private final Supplier<WorkerReport> reports;
  private final Supplier<Map<String, VersionEvent>> versions;

  WorkerSource(Supplier<WorkerReport> reports, Supplier<Map<String, VersionEvent>> versions) {
    this.reports = reports;
    this.versions = versions;
  }

  @Override
  public void read(Readings into) {
    WorkerReport report = reports.get();
    into.put(HoneMeter.CALLS_AT_MODEL, report.atModel());
    into.put(HoneMeter.CALLS_FOR_SLOT, report.waiting());
    deliveries(report.source(), into);
    RunStatus.STAGES.forEach(
        (stage, topic) -> {
          StageCounts counts = report.stages().get(topic);
          if (counts != null) stage(Spelling.of(stage), counts, into);
        });
    versions
        .get()
        .forEach((version, last) -> into.put(HoneMeter.WORKER_VERSION, 1, version, state(last)));
  }

  private static void deliveries(SourceCounts source, Readings into) {
    into.put(HoneMeter.CALLS_HELD, source.held());
    into.put(HoneMeter.DELIVERIES_TOTAL, source.delivered(), "delivered");
    into.put(HoneMeter.DELIVERIES_TOTAL, source.redelivered(), "redelivered");
    into.put(HoneMeter.DELIVERIES_TOTAL, source.acknowledged(), "acknowledged");
    into.put(HoneMeter.DELIVERIES_TOTAL, source.givenBack(), "given_back");
    into.put(HoneMeter.DELIVERIES_TOTAL, source.refused(), "refused");
  }

  private static void stage(String stage, StageCounts counts, Readings into) {
    into.put(HoneMeter.CALLS_ANSWERED_TOTAL, counts.answered(), stage);
    into.put(HoneMeter.CALLS_SAMPLES_TOTAL, counts.samples(), stage);
    into.put(HoneMeter.CALLS_ATTEMPTS_TOTAL, counts.attempts(), stage);
    into.put(HoneMeter.CALLS_KNOWN_TOTAL, counts.known(), stage);
    into.put(HoneMeter.CALLS_DEAD_LETTERED_TOTAL, counts.deadLettered(), stage);
    into.put(HoneMeter.CALLS_LATENCY_SECONDS_TOTAL, counts.cost().latency() / 1e3, stage);
    into.put(HoneMeter.CALLS_QUEUED_SECONDS_TOTAL, counts.cost().queued() / 1e3, stage);
    into.put(HoneMeter.CALLS_TOKENS_TOTAL, counts.cost().promptTokens(), stage, "prompt");
    into.put(HoneMeter.CALLS_TOKENS_TOTAL, counts.cost().completionTokens(), stage, "completion");
    counts
        .failed()
        .forEach((kind, n) -> into.put(HoneMeter.CALLS_FAILED_TOTAL, n, stage, Spelling.of(kind)));
  }

  /** The event's name: loaded, refused, postponed or unloaded. */
  private static String state(VersionEvent last) {
    return last.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }
}
