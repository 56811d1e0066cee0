package io.hone.app.records;

import io.hone.app.stack.Cluster;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.streams.account.Position;
import io.hone.streams.account.RunRecords;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** What stands on a topic. */
public final class Committed {
  private Committed() {}

  /** Every committed record of a topic; one that cannot be read fails the test. */
  public static <T extends SpecificRecord> List<T> all(
      Cluster cluster, Namespace run, Topic topic, Class<T> type) {
    try (RunReader reader = RunReader.open(cluster, run)) {
      return all(reader, topic, type);
    }
  }

  /** The same, as far as a reader reads. */
  public static <T extends SpecificRecord> List<T> all(
      RunReader reader, Topic topic, Class<T> type) {
    List<T> all = new ArrayList<>();
    reader.read(
        topic,
        new RunRecords.Receiver() {
          @Override
          public void record(Position position, SpecificRecord value) {
            all.add(type.cast(value));
          }

          @Override
          public void unreadable(Position position, String why) {
            throw new AssertionError(position + ": " + why);
          }
        });
    return all;
  }
}
