package io.hone.app.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.app.records.Spelling;
import io.hone.event.Artifact;
import io.hone.event.Measure;
import io.hone.event.ModelVersion;
import io.hone.event.Stage;
import io.hone.event.Training;
import io.hone.streams.statistics.Counts;
import io.hone.streams.statistics.Derived;
import io.hone.streams.statistics.Figures;
import io.hone.streams.statistics.StatisticsBook;
import io.hone.streams.statistics.StatisticsBook.Selection;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Whether the model gets better, and whether its judge can be believed, by version. */
final class QualityPart {
  private static final int POINTS = 60;
  private static final List<Stage> JUDGING = List.of(Stage.JUDGE, Stage.META_JUDGE);

  private final WatchedRun run;

  QualityPart(WatchedRun run) {
    this.run = run;
  }

  ObjectNode versions() {
    return run.read(QualityPart::versions);
  }

  private static ObjectNode versions(RunIndex.View view) {
    ObjectNode json = Json.object();
    BetterAnswer answer = BetterAnswer.of(view.versions());
    json.putObject("answer")
        .put("kind", Spelling.of(answer.kind()))
        .put("sentence", answer.sentence());
    Set<String> measures = new TreeSet<>();
    view.versions().all().forEach(version -> measures.addAll(version.getMeasures().keySet()));
    json.set("measures", Json.texts(measures.stream()));
    ArrayNode versions = json.putArray("versions");
    for (ModelVersion version : view.versions().all()) {
      versions.add(version(version, view.statistics()));
    }
    return json;
  }

  private static ObjectNode version(ModelVersion version, StatisticsBook book) {
    String name = version.getModel().getVersion();
    Artifact artifact = version.getArtifact();
    ObjectNode json =
        Json.object()
            .put("version", name)
            .put("parent", version.getParent())
            .put("state", Spelling.of(version.getState()))
            .put("reason", version.getReason())
            .put("form", Spelling.of(version.getForm()))
            .put("run", version.getRun())
            .put("changed_at", version.getChangedAt().toEpochMilli())
            .put("artifact", artifact == null ? null : artifact.getUri());
    Training training = version.getTraining();
    if (training == null) json.putNull("training");
    else json.set("training", training(training));
    ObjectNode measures = json.putObject("measures");
    new TreeMap<>(version.getMeasures()).forEach((key, found) -> measures.set(key, measure(found)));
    Figures figures = book.sum(Selection.ALL.of(name));
    json.set("cost", cost(figures));
    json.putObject("episodes")
        .put("paired", figures.count(Counts.PAIRED))
        .put("no_pair", total(figures, Counts.NO_PAIR))
        .put("dead", total(figures, Counts.DEAD));
    SortedMap<String, Double> derived = Derived.of(figures);
    for (String mean :
        List.of("chosen_length", "rejected_length", "response_length", "chosen_score")) {
      json.set(mean, Json.number(derived.get(mean)));
    }
    return json;
  }

  private static ObjectNode training(Training training) {
    return Json.object()
        .put("iteration", training.getIteration())
        .put("actor_pairs", training.getActorPairs())
        .put("judge_pairs", training.getJudgePairs())
        .put("stale_pairs", training.getStalePairs())
        .put("steps", training.getSteps());
  }

  private static ObjectNode measure(Measure measure) {
    ObjectNode json = Json.object();
    json.set("value", Json.number(measure.getValue()));
    json.set("low", Json.number(measure.getLow()));
    json.set("high", Json.number(measure.getHigh()));
    return json.put("count", measure.getCount());
  }

  private static ObjectNode cost(Figures figures) {
    ObjectNode json =
        Json.object()
            .put("calls", figures.count(Counts.COMPLETIONS))
            .put("prompt_tokens", figures.count(Counts.TOKENS_PROMPT))
            .put("completion_tokens", figures.count(Counts.TOKENS_COMPLETION));
    double seconds = figures.distribution(io.hone.streams.statistics.Measure.LATENCY).sum() / 1e3;
    json.set("model_seconds", Json.number(seconds));
    return json;
  }

  private static long total(Figures figures, String prefix) {
    return figures.counts(prefix).values().stream().mapToLong(Long::longValue).sum();
  }

  ObjectNode judge() {
    return run.read(QualityPart::judge);
  }

  private static ObjectNode judge(RunIndex.View view) {
    StatisticsBook book = view.statistics();
    ObjectNode json = Json.object();
    ArrayNode versions = Json.object().arrayNode();
    JudgeAnswer answer = new JudgeAnswer(JudgeAnswer.Kind.WAITING, "Nothing has been judged yet.");
    for (String version : judged(view)) {
      Figures figures = judging(book, Selection.ALL.of(version));
      versions.addObject().put("version", version).set("figures", Json.figures(figures));
      answer = JudgeAnswer.of(version, figures);
    }
    json.putObject("answer")
        .put("kind", Spelling.of(answer.kind()))
        .put("sentence", answer.sentence());
    ArrayNode marks = json.putArray("marks");
    for (JudgeAnswer.Mark mark : JudgeAnswer.MARKS) {
      ObjectNode one =
          marks
              .addObject()
              .put("figure", mark.figure())
              .put("value", mark.value())
              .put("label", mark.label());
      if (!mark.bad().isEmpty()) one.put("bad", mark.bad());
    }
    json.set("versions", versions);
    json.set("series", SeriesPart.points(overTime(book), POINTS));
    return json;
  }

  /** Versions that have judged, in the order of their announcement; those never announced first. */
  private static Set<String> judged(RunIndex.View view) {
    Map<String, Figures> judges = view.statistics().byVersion(Selection.ALL.of(Stage.JUDGE));
    Set<String> ordered = new LinkedHashSet<>(judges.keySet());
    ordered.removeAll(Set.copyOf(view.versions().names()));
    ordered.addAll(view.versions().names());
    ordered.removeIf(
        version ->
            version.isEmpty()
                || !judges.containsKey(version)
                || judges.get(version).count(Counts.COMPLETIONS) == 0);
    return ordered;
  }

  private static Figures judging(StatisticsBook book, Selection selection) {
    Figures figures = new Figures();
    JUDGING.forEach(stage -> figures.add(book.sum(selection.of(stage))));
    return figures;
  }

  private static SortedMap<Instant, Figures> overTime(StatisticsBook book) {
    SortedMap<Instant, Figures> all = new TreeMap<>();
    for (Stage stage : JUDGING) {
      book.byTime(Selection.ALL.of(stage))
          .forEach(
              (start, figures) -> all.computeIfAbsent(start, at -> new Figures()).add(figures));
    }
    return all;
  }
}
