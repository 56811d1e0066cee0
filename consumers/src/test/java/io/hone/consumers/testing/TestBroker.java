package io.hone.consumers.testing;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Kafka's own broker in the tests' JVM, with the groups' times short. It can be stopped and started
 * again on its data and port.
 */
public final class TestBroker implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final AtomicInteger NAMES = new AtomicInteger();

  private final Path data;
  private final int port = FreePorts.next();
  private final int controller = FreePorts.next();
  private @Nullable KafkaRaftServer server;

  private TestBroker(Path data) {
    this.data = data;
  }

  public static TestBroker start(Path folder) {
    TestBroker broker = new TestBroker(folder.resolve("kafka"));
    try {
      new Formatter()
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
          .setNodeId(1)
          .setClusterId(Uuid.randomUuid().toString())
          .setDirectories(List.of(broker.data.toString()))
          .setMetadataLogDirectory(broker.data.toString())
          .setControllerListenerName("CONTROLLER")
          .setReleaseVersion(MetadataVersion.latestProduction())
          .run();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    broker.start();
    return broker;
  }

  public void start() {
    Map<String, Object> config = new HashMap<>();
    config.put("process.roles", "broker,controller");
    config.put("node.id", "1");
    config.put(
        "listeners", "PLAINTEXT://" + bootstrap() + ",CONTROLLER://" + HOST + ":" + controller);
    config.put("advertised.listeners", "PLAINTEXT://" + bootstrap());
    config.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    config.put("inter.broker.listener.name", "PLAINTEXT");
    config.put("controller.listener.names", "CONTROLLER");
    config.put("controller.quorum.voters", "1@" + HOST + ":" + controller);
    config.put("log.dirs", data.toString());
    config.put("auto.create.topics.enable", "false");
    config.put("num.network.threads", "2");
    config.put("num.io.threads", "4");
    config.put("log.cleaner.dedupe.buffer.size", Integer.toString(16 << 20));
    config.put("group.initial.rebalance.delay.ms", "0");
    for (String topic :
        List.of("offsets.topic", "share.coordinator.state.topic", "transaction.state.log")) {
      config.put(topic + ".replication.factor", "1");
      config.put(topic + ".num.partitions", "2");
    }
    config.put("share.coordinator.state.topic.min.isr", "1");
    config.put("transaction.state.log.min.isr", "1");
    for (String group : List.of("consumer", "share")) {
      config.put("group." + group + ".min.heartbeat.interval.ms", "200");
      config.put("group." + group + ".heartbeat.interval.ms", "200");
      config.put("group." + group + ".min.session.timeout.ms", "3000");
      config.put("group." + group + ".session.timeout.ms", "6000");
    }
    config.put("group.share.max.record.lock.duration.ms", "3600000");
    server = new KafkaRaftServer(new KafkaConfig(config, false), Time.SYSTEM);
    server.startup();
  }

  public void stop() {
    if (server == null) return;
    server.shutdown();
    server.awaitShutdown();
    server = null;
  }

  public String bootstrap() {
    return HOST + ":" + port;
  }

  /** Short waits of a fetch: a consumer that closes waits for the one under way. */
  public Map<String, Object> clients() {
    return Map.of("bootstrap.servers", bootstrap(), "fetch.max.wait.ms", 200);
  }

  /** A name that no other test uses, on whatever broker: threads are named after it. */
  public String unique(String name) {
    return name + "-" + NAMES.incrementAndGet();
  }

  /** Creates topics and waits until each has a leader that answers. */
  public void create(int partitions, String... topics) {
    try (Admin admin = Admin.create(clients())) {
      List<NewTopic> wanted =
          Arrays.stream(topics).map(t -> new NewTopic(t, partitions, (short) 1)).toList();
      admin.createTopics(wanted).all().get();
      Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
      for (String topic : topics) {
        for (int p = 0; p < partitions; p++) {
          ends.put(new TopicPartition(topic, p), OffsetSpec.latest());
        }
      }
      Awaitility.await().until(() -> answers(admin, ends));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Deletes a topic, and waits until it is gone. */
  public void delete(String topic) {
    try (Admin admin = Admin.create(clients())) {
      admin.deleteTopics(List.of(topic)).all().get();
      Awaitility.await().until(() -> !admin.listTopics().names().get().contains(topic));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Writes records; all are durable when this returns. */
  public void write(List<ProducerRecord<byte[], byte[]>> records) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap(), "acks", "all"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (ProducerRecord<byte[], byte[]> one : records) sent.add(producer.send(one));
      for (Future<RecordMetadata> one : sent) one.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean answers(Admin admin, Map<TopicPartition, OffsetSpec> ends)
      throws InterruptedException, ExecutionException {
    try {
      admin.listOffsets(ends).all().get();
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RetriableException) return false;
      throw e;
    }
  }

  @Override
  public void close() {
    stop();
  }
}
