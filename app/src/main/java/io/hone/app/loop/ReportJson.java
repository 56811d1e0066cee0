package io.hone.app.loop;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.app.records.Spelling;
import io.hone.event.Measure;
import io.hone.event.OutcomeStatus;
import java.util.Optional;

/** A loop's result for programs. What was not measured is null. */
public final class ReportJson {
  private ReportJson() {}

  /** The report as one object. */
  public static ObjectNode of(LoopReport report) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("run", report.run())
            .put("recipe", report.recipe())
            .put("seconds", report.seconds())
            .put("accepted", report.accepted())
            .put("paired", report.ended(OutcomeStatus.PAIRED))
            .put("no_pair", report.ended(OutcomeStatus.NO_PAIR))
            .put("dead", report.ended(OutcomeStatus.DEAD))
            .put("open", report.open())
            .put("pairs", report.pairs());
    ObjectNode reasons = json.putObject("reasons");
    report.reasons().forEach((reason, why) -> reasons.put(reason, why.count()));
    var versions = json.putArray("versions");
    report.versions().forEach(each -> versions.add(version(each)));
    ObjectNode settings = json.putObject("settings");
    report.settings().forEach(settings::put);
    return json;
  }

  private static ObjectNode version(LoopReport.Version version) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("version", version.name())
            .put("parent", version.parent().orElse(null))
            .put("state", Spelling.of(version.state()))
            .put("reason", version.reason());
    LoopReport.SHARES.forEach(name -> measure(json, name, version.measure(name)));
    measure(json, LoopReport.WIN_RATE, version.measure(LoopReport.WIN_RATE));
    number(json, LoopReport.MEAN_LENGTH, version.measure(LoopReport.MEAN_LENGTH));
    number(json, LoopReport.MEAN_SCORE, version.measure(LoopReport.MEAN_SCORE));
    json.put("pairs", version.pairs())
        .put("actor_pairs", version.actorPairs())
        .put("judge_pairs", version.judgePairs())
        .put("stale_pairs", version.stalePairs());
    version
        .work()
        .ifPresentOrElse(
            work -> {
              json.put("prompts", work.prompts())
                  .put("calls", work.calls())
                  .put("tokens", work.tokens());
              if (Double.isNaN(work.seconds())) json.putNull("seconds");
              else json.put("seconds", work.seconds());
            },
            () -> json.put("prompts", 0).put("calls", 0).put("tokens", 0).putNull("seconds"));
    return json;
  }

  private static void measure(ObjectNode json, String name, Optional<Measure> measure) {
    if (measure.isEmpty() || !Double.isFinite(measure.get().getValue())) {
      json.putNull(name);
      return;
    }
    json.putObject(name)
        .put("value", measure.get().getValue())
        .put("low", measure.get().getLow())
        .put("high", measure.get().getHigh())
        .put("count", measure.get().getCount());
  }

  private static void number(ObjectNode json, String name, Optional<Measure> measure) {
    if (measure.isEmpty() || !Double.isFinite(measure.get().getValue())) json.putNull(name);
    else json.put(name, measure.get().getValue());
  }
}
