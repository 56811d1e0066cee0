package io.hone.streams.statistics;

import io.hone.event.Stage;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** What is to be added to the figures, by cell. Not for two threads. */
final class Ledger {
  private final Map<Cell, Figures> entries = new HashMap<>();

  Figures of(Stage stage, String version, long at, Duration window) {
    return entries.computeIfAbsent(Cell.of(stage, version, at, window), cell -> new Figures());
  }

  void forEach(BiConsumer<Cell, Figures> action) {
    entries.forEach(action);
  }
}
