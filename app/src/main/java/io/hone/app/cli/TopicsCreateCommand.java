package io.hone.app.cli;

import io.hone.app.stack.Cluster;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.TopicCreator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hone topics create}: the topics of a run, on any cluster. */
@Command(
    name = "create",
    description = {
      "Create the topics of a run that are missing.",
      "A topic that exists with other settings is reported and left as it is; the exit code is then 1."
    },
    mixinStandardHelpOptions = true)
final class TopicsCreateCommand implements Callable<Integer> {
  @Mixin private ClusterOptions clusterOptions;
  @Mixin private Output output;

  @Option(names = "--run", defaultValue = "main", description = "Default: ${DEFAULT-VALUE}.")
  private String run;

  @Option(
      names = "--spread",
      defaultValue = "4",
      description =
          "Partitions of the topics that are spread by prompt. Default: ${DEFAULT-VALUE}.")
  private int spread;

  @Option(
      names = "--replication",
      defaultValue = "-1",
      description = "Replicas of each partition; -1 takes the cluster's default.")
  private short replication;

  @Override
  public Integer call() {
    Namespace namespace = new Namespace(run);
    Spread.require(spread);
    TopicReport report;
    try (Cluster cluster = clusterOptions.connect()) {
      report =
          new TopicReport(new TopicCreator(cluster.admin(), replication).create(namespace, spread));
    }
    if (output.isJson()) {
      output.json(report.json());
    } else {
      output.out().println(report.summary());
      report.differences().forEach(output.out()::println);
      output.out().flush();
    }
    return report.differs() ? 1 : 0;
  }
}
