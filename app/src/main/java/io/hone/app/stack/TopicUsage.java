package io.hone.app.stack;

import java.util.List;

/**
 * How much lies in a topic and how far its readers are.
 *
 * @param topic full name
 * @param partitions number of partitions
 * @param records end offsets minus beginning offsets; transaction markers count, so that it can be
 *     a little above the number of readable records
 * @param bytes size on disk of the leaders' logs
 * @param lags one for each group that reads it
 */
public record TopicUsage(String topic, int partitions, long records, long bytes, List<Lag> lags) {
  public TopicUsage {
    lags = List.copyOf(lags);
  }

  /**
   * How far one group is behind.
   *
   * @param group the group's id
   * @param type Kafka's type of group: Consumer, Classic, Share or Streams
   * @param records records between its position and the end
   */
  public record Lag(String group, String type, long records) {}
}
