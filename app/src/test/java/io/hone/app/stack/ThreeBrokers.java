package io.hone.app.stack;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.PortBinding;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.lifecycle.Startables;

/**
 * A KRaft cluster of three containers, each broker and controller at once.
 *
 * <p>Life cycle: {@link #start} returns when all three serve; {@link #close} removes them and their
 * network, killed ones too. Their ports on this machine are chosen beforehand, because a broker
 * must advertise the same one after it was started again.
 */
public final class ThreeBrokers implements AutoCloseable {
  private static final int BROKERS = 3;
  private static final String QUORUM =
      IntStream.rangeClosed(1, BROKERS)
          .mapToObj(id -> id + "@b" + id + ":9093")
          .collect(Collectors.joining(","));

  private static final Pattern SERVES = Pattern.compile("Transitioning from RECOVERY to RUNNING");

  private final DockerClient docker = DockerClientFactory.instance().client();
  private final Network network = Network.newNetwork();
  private final List<GenericContainer<?>> brokers = new ArrayList<>();
  private final List<Integer> ports;
  private final int[] starts = new int[BROKERS];

  private ThreeBrokers() throws IOException {
    ports = freePorts();
    for (int id = 1; id <= BROKERS; id++) brokers.add(broker(id, ports.get(id - 1)));
  }

  public static ThreeBrokers start() throws IOException {
    ThreeBrokers cluster = new ThreeBrokers();
    try {
      Startables.deepStart(cluster.brokers).join();
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  public String bootstrapServers() {
    return ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
  }

  /** Ends the broker with SIGKILL. */
  public void kill(int id) {
    docker.killContainerCmd(brokers.get(id - 1).getContainerId()).exec();
  }

  /** Starts a killed broker on the data that it left; {@link #allServe} tells when it serves. */
  public void startAgain(int id) {
    starts[id - 1]++;
    docker.startContainerCmd(brokers.get(id - 1).getContainerId()).exec();
  }

  /**
   * Whether every broker serves since it was last started, by what it says itself. The cluster's
   * metadata cannot tell: until a dead broker's session ends they have it in sync.
   */
  public boolean allServe() {
    return IntStream.range(0, BROKERS)
        .allMatch(i -> SERVES.matcher(brokers.get(i).getLogs()).results().count() > starts[i]);
  }

  /** The end of what each says, and whether it lives. */
  public String said() {
    return brokers.stream()
        .map(broker -> broker.getNetworkAliases().getLast() + state(broker) + end(broker.getLogs()))
        .collect(Collectors.joining("\n"));
  }

  private String state(GenericContainer<?> broker) {
    return " is " + docker.inspectContainerCmd(broker.getContainerId()).exec().getState() + ":\n";
  }

  private static String end(String log) {
    List<String> lines = log.lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 12), lines.size()));
  }

  @Override
  public void close() {
    brokers.forEach(GenericContainer::stop);
    network.close();
  }

  private GenericContainer<?> broker(int id, int port) {
    return new GenericContainer<>("apache/kafka:4.3.1")
        .withNetwork(network)
        .withNetworkAliases("b" + id)
        .withEnv(
            Map.ofEntries(
                Map.entry("CLUSTER_ID", "5L6g3nShT-eMCtK--X86sw"),
                Map.entry("KAFKA_HEAP_OPTS", "-Xmx512m -XX:TieredStopAtLevel=1"),
                Map.entry("KAFKA_NODE_ID", Integer.toString(id)),
                Map.entry("KAFKA_PROCESS_ROLES", "broker,controller"),
                Map.entry("KAFKA_CONTROLLER_QUORUM_VOTERS", QUORUM),
                Map.entry("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER"),
                Map.entry("KAFKA_INTER_BROKER_LISTENER_NAME", "IN"),
                Map.entry("KAFKA_LISTENERS", "IN://:19092,OUT://:9092,CONTROLLER://:9093"),
                Map.entry(
                    "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP",
                    "CONTROLLER:PLAINTEXT,IN:PLAINTEXT,OUT:PLAINTEXT"),
                Map.entry(
                    "KAFKA_ADVERTISED_LISTENERS", "IN://b" + id + ":19092,OUT://127.0.0.1:" + port),
                Map.entry("KAFKA_DEFAULT_REPLICATION_FACTOR", "3"),
                Map.entry("KAFKA_MIN_INSYNC_REPLICAS", "2"),
                // The dead are missed after 10 s, not 45.
                Map.entry("KAFKA_GROUP_CONSUMER_MIN_SESSION_TIMEOUT_MS", "6000"),
                Map.entry("KAFKA_GROUP_CONSUMER_SESSION_TIMEOUT_MS", "10000"),
                // A worker holds a call longer than the default of a minute.
                Map.entry("KAFKA_GROUP_SHARE_MAX_RECORD_LOCK_DURATION_MS", "600000"),
                // The test decides who leads, not a timer.
                Map.entry("KAFKA_AUTO_LEADER_REBALANCE_ENABLE", "false"),
                Map.entry("KAFKA_LOG_DIRS", "/tmp/logs")))
        .withCreateContainerCmdModifier(
            command ->
                Objects.requireNonNull(command.getHostConfig())
                    .withPortBindings(PortBinding.parse("127.0.0.1:" + port + ":9092")))
        .waitingFor(
            Wait.forLogMessage(".*" + SERVES.pattern() + ".*", 1)
                .withStartupTimeout(Duration.ofMinutes(3)));
  }

  private static List<Integer> freePorts() throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < BROKERS; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : sockets) socket.close();
    }
  }
}
