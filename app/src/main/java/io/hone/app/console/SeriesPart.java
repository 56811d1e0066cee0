package io.hone.app.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.app.web.Refusal;
import io.hone.app.web.Request;
import io.hone.event.Stage;
import io.hone.streams.statistics.Figures;
import io.hone.streams.statistics.StatisticsBook.Selection;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Figures over time. */
final class SeriesPart {
  private static final int POINTS = 120;
  private static final int MOST_POINTS = 1_000;
  private static final Map<String, Stage> STAGES =
      new TreeMap<>(
          Map.of(
              "actor", Stage.ACTOR,
              "judge", Stage.JUDGE,
              "meta_judge", Stage.META_JUDGE,
              "episode", Stage.UNKNOWN));

  private final WatchedRun run;

  SeriesPart(WatchedRun run) {
    this.run = run;
  }

  ObjectNode json(Request request) {
    String name = request.first("stage").orElse("");
    Stage stage = STAGES.get(name);
    if (stage == null) {
      throw Refusal.wrong("stage is '%s': take one of %s".formatted(name, STAGES.keySet()));
    }
    int points = Asked.whole(request, "points", POINTS, 1, MOST_POINTS);
    Selection stages = Selection.ALL.of(stage);
    Selection wanted = request.first("version").map(stages::of).orElse(stages);
    SortedMap<Instant, Figures> windows = run.read(view -> view.statistics().byTime(wanted));
    ObjectNode json = Json.object().put("stage", name);
    json.set("points", points(windows, points));
    return json;
  }

  /** Windows that follow each other, added up so that there are not too many. */
  static ArrayNode points(SortedMap<Instant, Figures> windows, int most) {
    ArrayNode json = Json.object().arrayNode();
    if (windows.isEmpty()) return json;
    long first = windows.firstKey().toEpochMilli();
    long span = windows.lastKey().toEpochMilli() - first;
    long step = Math.max(1, (span + most) / most);
    SortedMap<Long, Figures> merged = new TreeMap<>();
    windows.forEach(
        (start, figures) ->
            merged
                .computeIfAbsent((start.toEpochMilli() - first) / step, at -> new Figures())
                .add(figures));
    merged.forEach(
        (at, figures) -> {
          long from = first + at * step;
          ObjectNode point = json.addObject().put("from", from).put("to", from + step);
          point.set("figures", Json.figures(figures));
        });
    return json;
  }
}
