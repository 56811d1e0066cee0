package io.hone.consumers.export;

import io.hone.event.PreferencePair;
import java.io.Closeable;
import java.io.IOException;

/** Where exported pairs go, in their order. Whole once it is closed. */
public interface PairFile extends Closeable {
  /**
   * Writes one pair.
   *
   * @throws IOException if the disk is full or the reader has gone
   */
  void write(PreferencePair pair) throws IOException;
}
