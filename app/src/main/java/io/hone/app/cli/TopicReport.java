package io.hone.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.hone.app.records.Spelling;
import io.hone.schemas.catalog.TopicFinding;
import io.hone.schemas.catalog.TopicFinding.State;
import java.util.List;

/** What became of a run's topics, in words and as JSON. */
record TopicReport(List<TopicFinding> findings) {
  ArrayNode json() {
    ArrayNode all = new ObjectMapper().createArrayNode();
    for (TopicFinding finding : findings) {
      ArrayNode differences =
          all.addObject()
              .put("topic", finding.topic())
              .put("state", Spelling.of(finding.state()))
              .putArray("differences");
      finding.differences().forEach(differences::add);
    }
    return all;
  }

  String summary() {
    return "%d created, %d there already, %d with other settings"
        .formatted(count(State.CREATED), count(State.AS_DECLARED), count(State.DIFFERS));
  }

  List<String> differences() {
    return findings.stream()
        .flatMap(f -> f.differences().stream().map(d -> f.topic() + ": " + d + " (left as it is)"))
        .toList();
  }

  boolean differs() {
    return count(State.DIFFERS) > 0;
  }

  private long count(State state) {
    return findings.stream().filter(f -> f.state() == state).count();
  }
}
