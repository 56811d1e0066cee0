package io.hone.streams.statistics;

import io.hone.event.WindowedStatistics;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** Names a partition's share of a cell, and brings all shares of a cell to one partition. */
final class Shares implements StreamPartitioner<String, WindowedStatistics> {
  private static final char BEFORE_SOURCE = '\0';

  /**
   * @param source the partition whose share it is
   */
  static String key(Cell cell, int source) {
    return cell.key() + BEFORE_SOURCE + source;
  }

  /** The cell's key. */
  static String cell(String key) {
    return key.substring(0, key.lastIndexOf(BEFORE_SOURCE));
  }

  /** What the keys of all shares of a cell begin with. */
  static String prefix(String cell) {
    return cell + BEFORE_SOURCE;
  }

  @Override
  public Optional<Set<Integer>> partitions(
      String topic, String key, WindowedStatistics share, int partitions) {
    byte[] cell = cell(key).getBytes(StandardCharsets.UTF_8);
    return Optional.of(Set.of(Utils.toPositive(Utils.murmur2(cell)) % partitions));
  }
}
