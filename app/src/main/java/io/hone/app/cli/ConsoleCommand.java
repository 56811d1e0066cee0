package io.hone.app.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.hone.app.config.Config;
import io.hone.app.config.Keys;
import io.hone.app.console.Console;
import io.hone.app.stack.Cluster;
import io.hone.app.stack.Stack;
import io.hone.app.stack.StackSettings;
import io.hone.app.web.WebServer;
import io.hone.app.web.WebSettings;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hone console}: shows a run in the browser. */
@Command(
    name = "console",
    description = {
      "Show a run in the browser: live, or as it ended.",
      "Of a data folder that no other command works on, broker and registry are started for as long"
          + " as this runs. Orders and votes need a token: set web.token or web.token-file."
    },
    mixinStandardHelpOptions = true)
final class ConsoleCommand implements Callable<Integer> {
  private static final String PORT = "4663"; // the keys of H, O, N and E on a telephone

  @Mixin private RunOptions options;
  @Mixin private Output output;

  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  @Override
  public Integer call() throws Exception {
    Config config = options.config(Map.of(Keys.WEB_PORT.name(), PORT), Map.of(), "./hone console");
    Namespace run = RunOptions.run(config);
    WebSettings web = WebSettings.of(config).orElseThrow();
    CompletableFuture<String> died = new CompletableFuture<>();
    EndHook hook = EndHook.set(this::close);
    try {
      Map<String, Object> kafka = kafka(config, died);
      requireRun(kafka, run);
      Console console = Console.start(kafka, run, Console.Settings.of(config, web));
      open(console);
      WebServer server = WebServer.start(web, console.routes());
      open(server);
      announce(run, server.url(), web);
      throw new UserError(died.join());
    } finally {
      if (hook.unset()) close();
    }
  }

  private Map<String, Object> kafka(Config config, CompletableFuture<String> died)
      throws IOException {
    if (options.namesCluster(config)) return options.settings(config);
    if (!Files.isDirectory(options.data())) {
      throw new UserError(
          "there is no data folder %s: name that of a run with --data, or a cluster with --bootstrap-server"
              .formatted(options.data()));
    }
    Logs.to(options.data().resolve("logs").resolve("console.log"));
    Stack stack =
        Stack.start(new StackSettings(options.data(), 0, 0, 0, StackSettings.BrokerMode.CHILD));
    open(stack);
    CompletableFuture<Void> unused = stack.died().thenAccept(died::complete);
    return stack.endpoints().clients(config.kafka());
  }

  private static void requireRun(Map<String, Object> kafka, Namespace run) {
    try (Cluster cluster = Cluster.connect(kafka)) {
      cluster.requireTopic(run.topic(Topic.PROMPTS));
    }
  }

  private void announce(Namespace run, URI url, WebSettings web) {
    if (output.isJson()) {
      output
          .out()
          .println(
              JsonNodeFactory.instance
                  .objectNode()
                  .put("run", run.run())
                  .put("url", url.toString())
                  .put("writable", web.token().isPresent()));
    } else {
      output.out().printf("Run      %s%n", run.run());
      output.out().printf("Console  %s%n", url);
      output
          .out()
          .printf(
              "Orders   %s%n",
              web.token().isPresent()
                  ? "with the token"
                  : "none: start it with web.token or web.token-file to give orders and votes");
      output.out().println("Ctrl-C ends it; the run is not touched.");
    }
    output.out().flush();
  }

  private synchronized void open(AutoCloseable part) {
    open.push(part);
  }

  private synchronized void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        System.err.println("hone: " + Failures.sentence(e));
      }
    }
  }
}
