package io.hone.app.status;

import io.hone.event.ModelVersion;
import io.hone.schemas.versions.VersionBook;
import io.hone.streams.account.Position;
import io.hone.streams.account.RunRecords;
import org.apache.avro.specific.SpecificRecord;

/**
 * What is made of a run's records by whoever reads them: its figures, its versions, and how many
 * were none of their topic's contract. For one thread.
 */
public final class RunTally implements RunRecords.Receiver {
  private final RunFigures figures = new RunFigures();
  private VersionBook versions = VersionBook.EMPTY;
  private long unreadable;

  @Override
  public void record(Position position, SpecificRecord value) {
    figures.record(value);
    if (value instanceof ModelVersion version) versions = versions.with(version);
  }

  @Override
  public void unreadable(Position position, String why) {
    unreadable++;
  }

  public RunFigures figures() {
    return figures;
  }

  /** Every version that was announced. */
  public VersionBook versions() {
    return versions;
  }

  /** Records that are none of their topic's contract. */
  public long unreadable() {
    return unreadable;
  }
}
