package io.hone.streams.statistics;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the records of one prompt have said so far: its facts, each once, in the order in which they
 * came, and how many of them are in the figures already. It is its own stored form, because it is
 * written at every fact and read for few of them.
 *
 * <p>Not for two threads.
 */
final class Digest {
  private static final byte FORMAT = 1;
  private static final int WINDOW = 1;
  private static final int TOUCHED = 9;
  private static final int ACCOUNTED = 17;
  private static final int FACTS = 21;
  private static final int LENGTH = Short.BYTES;

  private byte[] bytes;

  private Digest(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Without facts.
   *
   * @param window of all its figures, so that what is taken back is taken from where it was put
   */
  static Digest begin(Duration window) {
    ByteBuffer head = ByteBuffer.allocate(FACTS);
    head.put(FORMAT).putLong(window.toMillis()).putLong(0).putInt(FACTS);
    return new Digest(head.array());
  }

  /**
   * As it was stored.
   *
   * @throws IllegalStateException if a newer version of Hone stored it
   */
  static Digest of(byte[] stored) {
    if (stored[0] != FORMAT) {
      throw new IllegalStateException(
          "A stored digest has the form %d, and this version reads %d."
              .formatted(stored[0], FORMAT));
    }
    return new Digest(stored);
  }

  /** What was handed out is never changed. */
  byte[] stored() {
    return bytes;
  }

  Duration window() {
    return Duration.ofMillis(buffer().getLong(WINDOW));
  }

  /** The stream's time when the last fact came. */
  long touched() {
    return buffer().getLong(TOUCHED);
  }

  /**
   * Takes a fact in, unless it is known. Of submissions every one is that is earlier than those
   * before it, because the earliest counts.
   *
   * @return whether it is new
   */
  boolean add(Fact fact, long streamTime) {
    if (knows(fact)) return false;
    byte[] written = FactBytes.write(fact);
    int end = bytes.length;
    bytes = Arrays.copyOf(bytes, end + LENGTH + written.length);
    buffer().position(end).putShort((short) written.length).put(written);
    buffer().putLong(TOUCHED, Math.max(touched(), streamTime));
    return true;
  }

  private boolean knows(Fact fact) {
    ByteBuffer all = buffer();
    byte kind = FactBytes.kind(fact);
    for (int at = FACTS; at < bytes.length; at += LENGTH + all.getShort(at)) {
      int start = at + LENGTH;
      if (all.get(start + FactBytes.KIND) == kind
          && all.getLong(start + FactBytes.ID) == fact.id()
          && (kind != FactBytes.SUBMITTED || all.getLong(start + FactBytes.AT) <= fact.at())) {
        return true;
      }
    }
    return false;
  }

  /** Whether the prompt has its outcome. */
  boolean ended() {
    ByteBuffer all = buffer();
    for (int at = FACTS; at < bytes.length; at += LENGTH + all.getShort(at)) {
      if (all.get(at + LENGTH + FactBytes.KIND) == FactBytes.ENDED) return true;
    }
    return false;
  }

  /** Whether there are facts that are not in the figures yet. */
  boolean due() {
    return buffer().getInt(ACCOUNTED) < bytes.length;
  }

  /** From now on every fact is in the figures. */
  void accounted() {
    bytes = bytes.clone();
    buffer().putInt(ACCOUNTED, bytes.length);
  }

  /** Every fact that is in the figures. */
  List<Fact> before() {
    return read(FACTS, buffer().getInt(ACCOUNTED));
  }

  /** Every fact that is not. */
  List<Fact> after() {
    return read(buffer().getInt(ACCOUNTED), bytes.length);
  }

  private List<Fact> read(int from, int to) {
    List<Fact> facts = new ArrayList<>();
    ByteBuffer in = buffer().position(from);
    while (in.position() < to) {
      in.getShort();
      facts.add(FactBytes.read(in));
    }
    return facts;
  }

  private ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes);
  }
}
