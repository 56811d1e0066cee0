package io.hone.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.app.stack.Cluster;
import io.hone.app.stack.TopicSurvey;
import io.hone.app.stack.TopicUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hone topics}: what lies in the topics and how far their readers are. */
@Command(
    name = "topics",
    description = "List topics with sizes and lags.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "[COMMAND]",
    subcommands = {TopicsCreateCommand.class, TopicsReadCommand.class, TopicsWriteCommand.class})
final class TopicsCommand implements Callable<Integer> {
  @Mixin private ClusterOptions clusterOptions;
  @Mixin private Output output;

  @Override
  public Integer call() {
    List<TopicUsage> topics;
    try (Cluster cluster = clusterOptions.connect()) {
      topics = new TopicSurvey(cluster.admin()).survey();
    }
    if (output.isJson()) output.json(json(topics));
    else text(topics);
    return 0;
  }

  private void text(List<TopicUsage> topics) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("topic", "partitions", "records", "bytes", "lag"));
    for (TopicUsage t : topics) {
      rows.add(
          List.of(
              t.topic(),
              Integer.toString(t.partitions()),
              Long.toString(t.records()),
              Long.toString(t.bytes()),
              t.lags().stream()
                  .map(lag -> lag.group() + " " + lag.records())
                  .collect(Collectors.joining(", "))));
    }
    output.table(rows);
  }

  private static ArrayNode json(List<TopicUsage> topics) {
    ArrayNode all = new ObjectMapper().createArrayNode();
    for (TopicUsage t : topics) {
      ObjectNode node =
          all.addObject()
              .put("topic", t.topic())
              .put("partitions", t.partitions())
              .put("records", t.records())
              .put("bytes", t.bytes());
      ArrayNode lags = node.putArray("lags");
      t.lags()
          .forEach(
              lag ->
                  lags.addObject()
                      .put("group", lag.group())
                      .put("type", lag.type())
                      .put("records", lag.records()));
    }
    return all;
  }
}
