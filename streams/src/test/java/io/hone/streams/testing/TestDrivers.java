package io.hone.streams.testing;

import java.time.Instant;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;

/** Topologies in virtual time, without a broker. */
public final class TestDrivers {
  private TestDrivers() {}

  /**
   * @param now where the clock stands at first
   */
  public static TopologyTestDriver of(Topology topology, Instant now) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
    properties.put(
        StreamsConfig.STATE_DIR_CONFIG, System.getProperty("java.io.tmpdir") + "/hone-streams");
    return new TopologyTestDriver(topology, properties, now);
  }
}
