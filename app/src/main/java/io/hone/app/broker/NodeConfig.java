package io.hone.app.broker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Kafka's settings for a single node on loopback. */
final class NodeConfig {
  static final int NODE_ID = 1;
  static final String CONTROLLER = "CONTROLLER";

  private static final Map<String, Object> FIXED =
      Map.ofEntries(
          Map.entry("process.roles", "broker,controller"),
          Map.entry("node.id", Integer.toString(NODE_ID)),
          Map.entry(
              "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT," + CONTROLLER + ":PLAINTEXT"),
          Map.entry("inter.broker.listener.name", "PLAINTEXT"),
          Map.entry("controller.listener.names", CONTROLLER),
          // A topic made by a typo is worse than an error.
          Map.entry("auto.create.topics.enable", "false"),
          Map.entry("default.replication.factor", "1"),
          Map.entry("min.insync.replicas", "1"),
          Map.entry("offsets.topic.replication.factor", "1"),
          Map.entry("offsets.topic.num.partitions", "4"),
          Map.entry("transaction.state.log.replication.factor", "1"),
          Map.entry("transaction.state.log.min.isr", "1"),
          Map.entry("transaction.state.log.num.partitions", "4"),
          Map.entry("share.coordinator.state.topic.replication.factor", "1"),
          Map.entry("share.coordinator.state.topic.min.isr", "1"),
          Map.entry("share.coordinator.state.topic.num.partitions", "4"),
          Map.entry("broker.session.timeout.ms", "9000"),
          Map.entry("broker.heartbeat.interval.ms", "1000"),
          Map.entry("num.network.threads", "2"),
          Map.entry("num.io.threads", "4"),
          Map.entry("log.cleaner.dedupe.buffer.size", Integer.toString(16 << 20)),
          Map.entry("log.segment.bytes", Integer.toString(256 << 20)));

  /** Members learn their assignment by heartbeat, so the interval is the time to join. */
  private static final Map<String, Object> FAST_GROUPS =
      Map.ofEntries(
          Map.entry("group.initial.rebalance.delay.ms", "0"),
          Map.entry("group.consumer.min.heartbeat.interval.ms", "500"),
          Map.entry("group.consumer.heartbeat.interval.ms", "500"),
          // A dead worker's calls wait for its session's end, also when a killed run starts again;
          // shorter, and a starved machine would take living workers for dead.
          Map.entry("group.consumer.min.session.timeout.ms", "5000"),
          Map.entry("group.consumer.session.timeout.ms", "10000"),
          Map.entry("group.share.min.heartbeat.interval.ms", "500"),
          Map.entry("group.share.heartbeat.interval.ms", "500"),
          Map.entry("group.share.min.session.timeout.ms", "5000"),
          Map.entry("group.share.session.timeout.ms", "10000"),
          // A judgement by a language model may take minutes; a client chooses its own lock below
          // it.
          Map.entry("group.share.max.record.lock.duration.ms", "3600000"),
          Map.entry("group.streams.initial.rebalance.delay.ms", "0"),
          Map.entry("group.streams.min.heartbeat.interval.ms", "500"),
          Map.entry("group.streams.heartbeat.interval.ms", "500"));

  private NodeConfig() {}

  static Map<String, Object> create(Path data, Ports ports, Map<String, String> overrides) {
    String controller = Ports.HOST + ":" + ports.controller();
    String broker = "PLAINTEXT://" + Ports.HOST + ":" + ports.broker();
    Map<String, Object> config = new HashMap<>(FIXED);
    config.putAll(FAST_GROUPS);
    config.put("log.dirs", data.toString());
    config.put("listeners", broker + "," + CONTROLLER + "://" + controller);
    config.put("advertised.listeners", broker);
    // A static quorum stores no endpoint, so the port may change between runs.
    config.put("controller.quorum.voters", NODE_ID + "@" + controller);
    config.putAll(overrides);
    return config;
  }

  /** The same node with a session so short that the killed run's registration expires at once. */
  static Map<String, Object> recovering(Path data, Ports ports, Map<String, String> overrides) {
    Map<String, Object> config = create(data, ports, overrides);
    config.put("broker.session.timeout.ms", "1000");
    config.put("broker.heartbeat.interval.ms", "250");
    return config;
  }
}
