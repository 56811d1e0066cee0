package io.hone.app.records;

import io.hone.consumers.export.PairExport;
import io.hone.consumers.export.PairFile;
import io.hone.consumers.export.Wanted;
import io.hone.event.PreferencePair;
import io.hone.schemas.catalog.Topic;
import io.hone.streams.account.Position;
import io.hone.streams.account.RunRecords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;

/** Writes the preference pairs of a run to a file for a trainer elsewhere. */
public final class RunPairs {
  private RunPairs() {}

  /**
   * Writes those that are wanted, each once, in the order of the topic, as far as it goes now.
   *
   * @param opened is closed
   * @param unreadable is told where a record is that cannot be read, and why
   * @throws IOException if the file cannot be written
   */
  public static PairExport.Report write(
      RunReader reader, Wanted wanted, PairFile opened, BiConsumer<Position, String> unreadable)
      throws IOException {
    try (PairFile pairs = opened) {
      PairExport export = new PairExport(wanted, pairs);
      reader.read(Topic.PREFERENCES, new Receiver(export, unreadable));
      return export.report();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private record Receiver(PairExport export, BiConsumer<Position, String> unreadable)
      implements RunRecords.Receiver {
    @Override
    public void record(Position position, SpecificRecord value) {
      try {
        export.take((PreferencePair) value);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void unreadable(Position position, String why) {
      unreadable.accept(position, why);
    }
  }
}
