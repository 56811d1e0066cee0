package io.hone.producers.prompts;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;

/** The records of a file, whatever its format, one in memory at a time. */
interface Rows {
  /**
   * A record.
   *
   * @param line where it begins, from 1
   */
  record Row(long line, ObjectNode fields) {}

  /**
   * The next record; empty at the end.
   *
   * @throws RefusedException if it cannot be read; the next call gives the record after it
   * @throws IOException if nothing more can be read
   */
  Optional<Row> next() throws IOException, RefusedException;
}
