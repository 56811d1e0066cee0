package io.hone.app.console;

import com.fasterxml.jackson.databind.JsonNode;
import io.hone.app.records.Committed;
import io.hone.app.records.RunReader;
import io.hone.app.records.Spelling;
import io.hone.app.stack.Cluster;
import io.hone.event.Call;
import io.hone.event.Completion;
import io.hone.event.PreferencePair;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Calls and completions by stage, and pairs: as the topics have them, and as the console says. */
final class Work {
  private static final List<Topic> CALLS =
      List.of(Topic.CALLS_ACTOR, Topic.CALLS_JUDGE, Topic.CALLS_META_JUDGE);

  private Work() {}

  /** By what stands in the topics; what was written twice is one. */
  static Map<String, Long> standing(Cluster cluster, Namespace run) {
    Map<String, Set<Object>> ids = new TreeMap<>();
    try (RunReader reader = RunReader.open(cluster, run)) {
      for (Topic topic : CALLS) {
        for (Call call : Committed.all(reader, topic, Call.class)) {
          ids.computeIfAbsent(Spelling.of(call.getStage()) + " calls", each -> new HashSet<>())
              .add(List.of(call.getCallId(), call.getAttempt()));
        }
      }
      for (Completion each : Committed.all(reader, Topic.COMPLETIONS, Completion.class)) {
        ids.computeIfAbsent(Spelling.of(each.getStage()) + " completions", any -> new HashSet<>())
            .add(List.of(each.getCallId(), each.getAttempt(), each.getCompletedAt()));
      }
      for (PreferencePair pair : Committed.all(reader, Topic.PREFERENCES, PreferencePair.class)) {
        ids.computeIfAbsent("pairs", each -> new HashSet<>()).add(pair.getPairId());
      }
    }
    Map<String, Long> counts = new TreeMap<>();
    ids.forEach((what, found) -> counts.put(what, (long) found.size()));
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
