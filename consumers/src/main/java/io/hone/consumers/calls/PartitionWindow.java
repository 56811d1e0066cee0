package io.hone.consumers.calls;

import java.util.TreeMap;

/**
 * How far the work on one partition has come, when records end out of order: which offset may be
 * committed, and the note that goes with it.
 *
 * <p>Pure and for one thread. An offset that never comes, such as a transaction's marker, counts as
 * done once a later one has come.
 */
final class PartitionWindow {
  private final int span;
  private final long base;
  private final int[] restored;

  /** Records that have come and are not done, with how often each was begun. */
  private final TreeMap<Long, Integer> open = new TreeMap<>();

  private long next;

  /**
   * @param start the committed offset, or that of the first record
   * @param restored the marks of the note that was committed with it
   * @param span how far behind the oldest open record another may be begun
   */
  PartitionWindow(long start, int[] restored, int span) {
    this.base = start;
    this.next = start;
    this.restored = restored.clone();
    this.span = span;
  }

  /** A record has come. True if it is to be worked on, false if it was done before. */
  boolean offer(long offset) {
    if (offset < next) {
      throw new IllegalStateException("offset " + offset + " came after " + (next - 1));
    }
    next = offset + 1;
    int mark = mark(offset);
    if (mark == ProgressNote.DONE) return false;
    open.put(offset, mark);
    return true;
  }

  private int mark(long offset) {
    long place = offset - base;
    return place >= 0 && place < restored.length ? restored[(int) place] : 0;
  }

  /** Whether a record may be begun without the note growing too long. */
  boolean within(long offset) {
    return offset - prefix() < span;
  }

  /** Whether no further record is of use before an older one is done. */
  boolean full() {
    return next - prefix() >= span;
  }

  /** How often the record has been begun; 0 for one that is done. */
  int attempts(long offset) {
    return open.getOrDefault(offset, 0);
  }

  /** Counts one more attempt and returns the count. */
  int begin(long offset) {
    return open.merge(offset, 1, Integer::sum);
  }

  /** Takes the last attempt back: it ended by intention, not by a death. */
  void giveBack(long offset) {
    open.computeIfPresent(offset, (o, attempts) -> Math.max(0, attempts - 1));
  }

  void done(long offset) {
    open.remove(offset);
  }

  /** Everything below is done. */
  long prefix() {
    return open.isEmpty() ? next : open.firstKey();
  }

  /** The offset that the next record has at least. */
  long next() {
    return next;
  }

  /** What is known of the offsets from {@link #prefix()} on. */
  String note() {
    long prefix = prefix();
    long end = Math.max(base + restored.length, next);
    int[] marks = new int[(int) Math.max(0, Math.min(end - prefix, ProgressNote.MOST))];
    for (int i = 0; i < marks.length; i++) {
      long offset = prefix + i;
      marks[i] = offset < next ? open.getOrDefault(offset, ProgressNote.DONE) : mark(offset);
    }
    return ProgressNote.encode(marks);
  }
}
