package io.hone.app.console;

import com.fasterxml.jackson.databind.JsonNode;
import io.hone.app.records.Committed;
import io.hone.app.records.RunReader;
import io.hone.app.records.Spelling;
import io.hone.app.stack.Cluster;
import io.hone.app.status.RunStatus;
import io.hone.event.Call;
import io.hone.event.Completion;
import io.hone.event.PreferencePair;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Calls and completions by stage, and pairs: as the topics have them, and as the console says. */
final class WorkCounts {
  private WorkCounts() {}

  /** By what stands in the topics; what was written twice is one. */
  static Map<String, Long> standing(Cluster cluster, Namespace run) {
    Map<String, Long> counts = new TreeMap<>();
    try (RunReader reader = RunReader.open(cluster, run)) {
      List<Completion> completions = Committed.all(reader, Topic.COMPLETIONS, Completion.class);
      RunStatus.STAGES.forEach(
          (stage, topic) -> {
            Stream<?> calls =
                Committed.all(reader, topic, Call.class).stream()
                    .map(call -> List.of(call.getCallId(), call.getAttempt()));
            Stream<?> completed =
                completions.stream()
                    .filter(each -> each.getStage() == stage)
                    .map(e -> List.of(e.getCallId(), e.getAttempt(), e.getCompletedAt()));
            counts.put(Spelling.of(stage) + " calls", calls.distinct().count());
            counts.put(Spelling.of(stage) + " completions", completed.distinct().count());
          });
      Stream<String> pairs =
          Committed.all(reader, Topic.PREFERENCES, PreferencePair.class).stream()
              .map(PreferencePair::getPairId);
      counts.put("pairs", pairs.distinct().count());
    }
    return counts;
  }

  /** By the console's {@code /api/run}. */
  static Map<String, Long> told(JsonNode run) {
    Map<String, Long> counts = new TreeMap<>();
    for (JsonNode stage : run.path("stages")) {
      for (String what : List.of("calls", "completions")) {
        counts.put(stage.path("stage").asText() + " " + what, stage.path(what).asLong());
      }
    }
    counts.put("pairs", run.path("changes").path("pairs").asLong());
    return counts;
  }
}
