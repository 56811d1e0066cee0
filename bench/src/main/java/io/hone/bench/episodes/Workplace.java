package io.hone.bench.episodes;

import com.sun.management.OperatingSystemMXBean;
import io.hone.app.stack.Stack;
import io.hone.app.stack.StackSettings;
import io.hone.models.file.AtomicFolder;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.TopicCreator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.ReplicaInfo;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;

/**
 * A broker in a JVM of its own and a registry, in a folder that goes with them on {@link #close}.
 */
final class Workplace implements AutoCloseable {
  /** Partitions of what is spread by prompt, and so the topology's threads. */
  static final int SPREAD = 2;

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final Path folder;
  private final Stack stack;
  private final Admin admin;
  private final Map<String, Object> clients;

  private Workplace(Path folder, Stack stack) {
    this.folder = folder;
    this.stack = stack;
    this.clients = stack.endpoints().clients(Map.of());
    this.admin = Admin.create(clients);
  }

  static Workplace open() {
    try {
      Path folder = Files.createTempDirectory("hone-bench-");
      Stack stack =
          Stack.start(
              new StackSettings(folder.resolve("data"), 0, 0, 0, StackSettings.BrokerMode.CHILD));
      return new Workplace(folder, stack);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Settings of every client. */
  Map<String, Object> clients() {
    return clients;
  }

  /** A run with its topics, made anew. */
  Namespace run(String name) {
    Namespace run = new Namespace(name);
    new TopicCreator(admin, (short) 1).create(run, SPREAD);
    return run;
  }

  /** Where the stores of a run lie. */
  Path state(Namespace run) {
    return folder.resolve("state-" + run.run());
  }

  /** Bytes that the broker holds of these topics, batches and markers included. */
  long bytes(Predicate<String> topics) {
    return get(admin.describeLogDirs(List.of(1)).allDescriptions()).values().stream()
        .flatMap(folders -> folders.values().stream())
        .map(LogDirDescription::replicaInfos)
        .flatMap(replicas -> replicas.entrySet().stream())
        .filter(replica -> topics.test(replica.getKey().topic()))
        .map(Map.Entry::getValue)
        .mapToLong(ReplicaInfo::size)
        .sum();
  }

  /** Processor time that this process and the broker have taken so far, in seconds. */
  static double processorSeconds() {
    Duration children =
        ProcessHandle.current()
            .children()
            .flatMap(child -> child.info().totalCpuDuration().stream())
            .reduce(Duration.ZERO, Duration::plus);
    return ownProcessorSeconds() + children.toNanos() / 1e9;
  }

  /** Processor time that this process, without the broker, has taken so far, in seconds. */
  static double ownProcessorSeconds() {
    return SYSTEM.getProcessCpuTime() / 1e9;
  }

  /** Deletes the topics of a run, the internal ones too. */
  void drop(Namespace run) {
    String prefix = run.prefix();
    List<String> topics =
        get(admin.listTopics().names()).stream().filter(name -> name.startsWith(prefix)).toList();
    get(admin.deleteTopics(topics).all());
    delete(state(run));
  }

  private static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new KafkaException("The broker of the benchmark refuses.", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException(e);
    }
  }

  private static void delete(Path folder) {
    try {
      AtomicFolder.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    admin.close();
    try {
      stack.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      delete(folder);
    }
  }
}
