package io.hone.app.metrics;

/** Something that meters are read from. */
@FunctionalInterface
interface Source {
  /** Reads, without waiting for anything. */
  void read(Readings into);
}
