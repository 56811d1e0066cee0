package io.hone.app.cli;

import io.hone.app.stack.Cluster;
import io.hone.app.stack.Endpoints;
import io.hone.app.stack.Stack;
import io.hone.app.stack.StackSettings;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.TopicCreator;
import io.hone.schemas.catalog.TopicFinding;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hone up}: broker and registry until it is told to stop. */
@Command(
    name = "up",
    description = "Start a Kafka broker and a schema registry that keep their data between runs.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Both listen on 127.0.0.1 only. Stop them with Ctrl-C or by ending this process;",
      "the data stays. With --json, one line of JSON tells when they are ready."
    })
final class UpCommand implements Callable<Integer> {
  @Mixin private DataFolder data;
  @Mixin private Output output;

  @Option(
      names = "--port",
      defaultValue = "9092",
      description = "The broker's port; 0 takes any free one. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--controller-port",
      defaultValue = "9093",
      description = "The controller's port; 0 takes any free one. Default: ${DEFAULT-VALUE}.")
  private int controllerPort;

  @Option(
      names = "--registry-port",
      defaultValue = "8081",
      description = "The registry's port; 0 takes any free one. Default: ${DEFAULT-VALUE}.")
  private int registryPort;

  @Option(
      names = "--broker",
      defaultValue = "child",
      description =
          "Where the broker runs: child (a JVM of its own) or in_process. Default: ${DEFAULT-VALUE}.")
  private StackSettings.BrokerMode broker;

  @Option(
      names = "--run",
      defaultValue = "main",
      description = "The run whose topics are created if missing. Default: ${DEFAULT-VALUE}.")
  private String run;

  @Option(
      names = "--spread",
      defaultValue = "4",
      description =
          "Partitions of the topics that are spread by prompt. Default: ${DEFAULT-VALUE}.")
  private int spread;

  @Override
  public Integer call() throws Exception {
    Namespace namespace = new Namespace(run);
    Spread.require(spread);
    Logs.to(data.path().resolve("logs").resolve("hone.log"));
    StackSettings settings =
        new StackSettings(data.path(), port, controllerPort, registryPort, broker);
    AtomicReference<@Nullable Stack> running = new AtomicReference<>();
    CountDownLatch stopped = new CountDownLatch(1);
    Thread hook = new Thread(() -> close(running, stopped), "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    long began = System.nanoTime();
    Stack stack = Stack.start(settings);
    running.set(stack);
    try {
      announce(stack.endpoints(), createTopics(stack.endpoints(), namespace), began);
      String reason = stack.died().join();
      throw new UserError(reason);
    } finally {
      close(running, stopped);
    }
  }

  private List<TopicFinding> createTopics(Endpoints endpoints, Namespace namespace) {
    try (Cluster cluster =
        Cluster.connect(Map.of("bootstrap.servers", endpoints.bootstrapServers()))) {
      return new TopicCreator(cluster.admin(), (short) 1).create(namespace, spread);
    }
  }

  private void announce(Endpoints endpoints, List<TopicFinding> findings, long began) {
    TopicReport report = new TopicReport(findings);
    if (output.isJson()) {
      output.out().println(endpoints.json().set("topics", report.json()));
    } else {
      output.out().printf("Kafka broker     %s%n", endpoints.bootstrapServers());
      output.out().printf("Schema registry  %s%n", endpoints.schemaRegistryUrl());
      output.out().printf("Data             %s%n", data.path());
      output.out().printf("Topics           %s%n", report.summary());
      report.differences().forEach(d -> output.out().println("                 " + d));
      output
          .out()
          .printf(
              "Ready after %.1f s. Ctrl-C stops it; the data stays.%n",
              (System.nanoTime() - began) / 1e9);
    }
    output.out().flush();
  }

  private static void close(AtomicReference<@Nullable Stack> running, CountDownLatch stopped) {
    Stack stack = running.getAndSet(null);
    try {
      if (stack == null) return;
      stack.close();
      stopped.countDown();
    } catch (IOException e) {
      System.err.println("hone: " + Failures.sentence(e));
    }
  }
}
