package io.hone.app.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.app.records.Spelling;
import io.hone.app.status.RunFigures;
import io.hone.event.ModelVersion;
import io.hone.event.OutcomeStatus;
import io.hone.event.Stage;
import io.hone.streams.statistics.Counts;
import io.hone.streams.statistics.Derived;
import io.hone.streams.statistics.Figures;
import io.hone.streams.statistics.StatisticsBook;
import io.hone.streams.statistics.StatisticsBook.Selection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How the run stands as a whole, and what each stage has done within the last minute. */
final class RunPart {
  static final List<Stage> STAGES = List.of(Stage.ACTOR, Stage.JUDGE, Stage.META_JUDGE);

  private static final Duration LATELY = Duration.ofMinutes(1);

  private final WatchedRun run;
  private final boolean writable;
  private final InstantSource clock;

  /**
   * @param writable whether orders can be given
   */
  RunPart(WatchedRun run, boolean writable, InstantSource clock) {
    this.run = run;
    this.writable = writable;
    this.clock = clock;
  }

  ObjectNode json() {
    return run.read(this::json);
  }

  private ObjectNode json(RunIndex.View view) {
    ObjectNode json = Json.object();
    json.put("run", run.run().run()).put("at", clock.millis());
    json.putObject("reading").put("done", run.progress().done()).put("of", run.progress().of());
    json.put("writable", writable)
        .put("recipe", view.recipe())
        .put("paused", view.orders().paused());
    json.set("account", account(view.figures()));
    Map<Stage, Figures> all = view.statistics().byStage(Selection.ALL);
    Figures episodes = of(all, Stage.UNKNOWN);
    json.set("no_pair_reasons", Json.counts(episodes.counts(Counts.NO_PAIR)));
    json.set("dead_reasons", Json.counts(episodes.counts(Counts.DEAD)));
    json.set("pairs", Json.counts(view.pairs().kinds()));
    json.set(
        "stages",
        Json.array(STAGES.stream().map(stage -> stage(stage, of(all, stage), view.statistics()))));
    json.set("tokens", tokens(all.values()));
    json.put("dead_letters", view.letters().total())
        .put("unreadable", view.unreadable())
        .put("votes", view.orders().count())
        .put("promoted", view.versions().promoted().map(RunPart::name).orElse(null));
    json.set("trainer", TrainingPart.newest(view).orElse(null));
    ObjectNode refused = json.putObject("refused_orders");
    view.orders().refused().forEach(refused::put);
    json.putObject("newest")
        .put("pair_at", view.pairs().newest().map(PairRow::at).orElse(null))
        .put("outcome_at", view.newestOutcome() == 0 ? null : view.newestOutcome());
    json.putObject("changes")
        .put("records", view.changes())
        .put("pairs", view.pairs().total())
        .put("versions", view.versionChanges())
        .put("training", view.training().total())
        .put("dead_letters", view.letters().total())
        .put("votes", view.orders().count());
    return json;
  }

  private static String name(ModelVersion version) {
    return version.getModel().getVersion();
  }

  private ObjectNode account(RunFigures figures) {
    ObjectNode json =
        Json.object()
            .put("accepted", figures.accepted())
            .put("paired", figures.ended(OutcomeStatus.PAIRED))
            .put("no_pair", figures.ended(OutcomeStatus.NO_PAIR))
            .put("dead", figures.ended(OutcomeStatus.DEAD))
            .put("open", figures.open());
    // Before all is read, an outcome may be known whose prompt is not.
    return run.caughtUp() ? json.put("holds", figures.open() >= 0) : json.putNull("holds");
  }

  private static ObjectNode tokens(Collection<Figures> stages) {
    return Json.object()
        .put("prompt", total(stages, Counts.TOKENS_PROMPT))
        .put("completion", total(stages, Counts.TOKENS_COMPLETION));
  }

  private static long total(Collection<Figures> stages, String count) {
    return stages.stream().mapToLong(stage -> stage.count(count)).sum();
  }

  private static Figures of(Map<Stage, Figures> stages, Stage stage) {
    return stages.getOrDefault(stage, new Figures());
  }

  private ObjectNode stage(Stage stage, Figures all, StatisticsBook book) {
    Instant now = clock.instant();
    Selection lately = Selection.ALL.of(stage).between(now.minus(LATELY), Instant.MAX);
    Figures late = book.sum(lately);
    SortedMap<String, Double> derived = Derived.of(late);
    double seconds = LATELY.toMillis() / 1e3;
    long calls = all.count(Counts.CALLS);
    long completions = all.count(Counts.COMPLETIONS);
    SortedMap<String, Long> failures = all.counts(Counts.FAILED);
    ObjectNode json =
        Json.object()
            .put("stage", Spelling.of(stage))
            .put("calls", calls)
            .put("completions", completions)
            .put("open", Math.max(0, calls - completions))
            .put("failed", failures.values().stream().mapToLong(Long::longValue).sum());
    json.set("failures", Json.counts(failures));
    json.put("per_second", late.count(Counts.COMPLETIONS) / seconds)
        .put("tokens_per_second", late.count(Counts.TOKENS_COMPLETION) / seconds);
    for (String name : List.of("latency_p50", "latency_p95", "queued_p95")) {
      json.set(name, Json.number(derived.get(name)));
    }
    json.put("lag", run.waiting().get(stage));
    json.set("versions", Json.counts(versions(book, lately)));
    return json;
  }

  private static Map<String, Long> versions(StatisticsBook book, Selection lately) {
    Map<String, Long> versions = new TreeMap<>();
    book.byVersion(lately)
        .forEach(
            (version, figures) -> {
              long done = figures.count(Counts.COMPLETIONS);
              if (done > 0 && !version.isEmpty()) versions.put(version, done);
            });
    return versions;
  }
}
