package io.hone.models.decode;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;

/**
 * Running sequences of one version whose keys and values fit rows of one length: row i of the cache
 * is sequence i's, without gaps. The cache is (L, 2, rows, G, keys, E). For the decode thread.
 */
final class Lane {
  private final Version version;
  private final int keys;
  private final List<Sequence> rows = new ArrayList<>();
  private NDArray cache;
  private int capacity;
  private int reserved;
  private boolean spoilt;

  Lane(Version version, int keys, NDArray cache, int capacity) {
    this.version = version;
    this.keys = keys;
    this.cache = cache;
    this.capacity = capacity;
  }

  Version version() {
    return version;
  }

  /** Positions of a row. */
  int keys() {
    return keys;
  }

  NDArray cache() {
    return cache;
  }

  int capacity() {
    return capacity;
  }

  List<Sequence> rows() {
    return rows;
  }

  /** Whether a row is neither used nor promised. */
  boolean hasRoom() {
    return rows.size() + reserved < capacity;
  }

  void reserve() {
    reserved++;
  }

  void giveBack() {
    reserved--;
  }

  /** Whether nothing uses it or will. */
  boolean empty() {
    return rows.isEmpty() && reserved == 0;
  }

  /** Takes over a larger cache with the rows' contents; gives the old one to be freed. */
  NDArray grow(NDArray larger, int rowsOfLarger) {
    NDArray old = cache;
    cache = larger;
    capacity = rowsOfLarger;
    return old;
  }

  /** Puts a sequence on a promised row. */
  int enter(Sequence sequence) {
    reserved--;
    rows.add(sequence);
    return rows.size() - 1;
  }

  /** Notes that a row holds what are not numbers, which would reach whoever has the row next. */
  void spoil() {
    spoilt = true;
  }

  /** Whether a row was spoilt since this was last asked. */
  boolean wasSpoilt() {
    boolean was = spoilt;
    spoilt = false;
    return was;
  }

  /** Positions that attention must see for all rows. */
  int seen() {
    int most = 0;
    for (Sequence sequence : rows) {
      most = Math.max(most, sequence.position() + 1);
    }
    return most;
  }
}
