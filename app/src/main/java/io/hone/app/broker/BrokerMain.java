package io.hone.app.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The child JVM of {@link BrokerProcess}.
 *
 * <p>Life cycle: it says {@link ChildLine.Ready} or {@link ChildLine.Failed} on standard output and
 * ends on SIGTERM and at the end of its standard input, which comes even when the parent is killed.
 * A shutdown hook closes the broker on both ways.
 */
final class BrokerMain {
  private final PrintStream toParent;

  private BrokerMain(PrintStream toParent) {
    this.toParent = toParent;
  }

  /** Arguments: folder, port, controller's port, then overrides as key=value. */
  public static void main(String[] args) {
    PrintStream toParent = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    // Libraries print and log to standard output; that line belongs to the parent.
    System.setErr(new PrintStream(new CappedStream(System.err), true, StandardCharsets.UTF_8));
    System.setOut(System.err);
    TerminalSignals.ignore();
    endWith(System.in);
    System.exit(new BrokerMain(toParent).run(args));
  }

  private int run(String[] args) {
    Broker broker;
    try {
      broker = EmbeddedBroker.start(settings(args));
    } catch (BrokerException e) {
      e.printStackTrace(System.err);
      say(new ChildLine.Failed(String.valueOf(e.getMessage())));
      return 1;
    } catch (RuntimeException | Error e) {
      e.printStackTrace(System.err);
      say(new ChildLine.Failed("the broker did not start: " + e));
      return 1;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "hone-broker-close"));
    say(new ChildLine.Ready(broker.bootstrapServers()));
    say(new ChildLine.Died(broker.died().join().reason()));
    return 1;
  }

  private void say(ChildLine line) {
    toParent.println(line.print());
  }

  private static BrokerSettings settings(String[] args) {
    Map<String, String> overrides = new HashMap<>();
    for (String override : Arrays.asList(args).subList(3, args.length)) {
      int equals = override.indexOf('=');
      overrides.put(override.substring(0, equals), override.substring(equals + 1));
    }
    return new BrokerSettings(
        Path.of(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]), overrides);
  }

  private static void endWith(InputStream parent) {
    Thread.ofPlatform()
        .daemon()
        .name("hone-parent-watch")
        .start(
            () -> {
              try {
                parent.transferTo(OutputStream.nullOutputStream());
              } catch (IOException e) {
                // A broken pipe says the same as its end: the parent is gone.
                System.exit(0);
              }
              System.exit(0);
            });
  }
}
