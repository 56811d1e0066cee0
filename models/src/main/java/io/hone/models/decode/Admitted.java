package io.hone.models.decode;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request that has rows: how many are promised to it, and the prefix that it waits for. */
final class Admitted {
  private final Ticket ticket;
  private final Lane lane;
  private final @Nullable Prefix<Version, NDArray> prefix;
  private int promised = 1;

  Admitted(Ticket ticket, Lane lane, Optional<Prefix<Version, NDArray>> prefix) {
    this.ticket = ticket;
    this.lane = lane;
    this.prefix = prefix.orElse(null);
  }

  Ticket ticket() {
    return ticket;
  }

  Lane lane() {
    return lane;
  }

  Optional<Prefix<Version, NDArray>> prefix() {
    return Optional.ofNullable(prefix);
  }

  void promise() {
    promised++;
  }

  int promised() {
    return promised;
  }

  /** Uses one promised row up. */
  void use() {
    promised--;
  }

  /** Whether every sample has its row, promised or taken. */
  boolean wholly() {
    return promised == ticket.toStart();
  }

  /** Whether its prompt is computed, all but the last token. */
  boolean ready() {
    return prefix == null || prefix.complete();
  }
}
