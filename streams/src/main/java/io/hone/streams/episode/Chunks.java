package io.hone.streams.episode;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The facts of open episodes, the bytes as they came. What comes for an episode within about one
 * commit lies in one entry: the store's cache takes it in piece by piece, and the disk and the
 * changelog see it once.
 *
 * <p>Key: prompt id and number, from 0. Value: a byte for the form, and each fact with its length
 * before it.
 */
final class Chunks {
  private static final byte FORM = 1;
  private static final int MOST_BYTES = 4 << 10;
  private static final long MOST_AGE = 100; // ms: Kafka Streams commits as often

  private final KeyValueStore<String, byte[]> store;
  // Of the episodes that began or got a fact here. The others are counted in the store, which would
  // go over all that was deleted since it was last compacted.
  private final Map<String, Chunk> last = new HashMap<>();

  /**
   * The chunk that an episode's facts go to.
   *
   * @param begun in ms since 1970
   */
  private record Chunk(int number, int bytes, long begun) {
    private static final Chunk NONE = new Chunk(-1, MOST_BYTES, 0);

    private boolean takes(int more, long now) {
      return bytes + more <= MOST_BYTES && now - begun < MOST_AGE && now >= begun;
    }
  }

  Chunks(KeyValueStore<String, byte[]> store) {
    this.store = store;
  }

  /** An episode without facts begins. */
  void begin(String promptId) {
    last.put(promptId, Chunk.NONE);
  }

  /**
   * @param now in ms since 1970
   */
  void add(String promptId, byte[] fact, long now) {
    Chunk chunk = last(promptId);
    int size = Integer.BYTES + fact.length;
    boolean begins = !chunk.takes(size, now);
    int number = begins ? chunk.number + 1 : chunk.number;
    String key = key(promptId, number);
    byte[] before = begins ? new byte[] {FORM} : Objects.requireNonNull(store.get(key));
    ByteBuffer all = ByteBuffer.allocate(before.length + size);
    store.put(key, all.put(before).putInt(fact.length).put(fact).array());
    last.put(promptId, new Chunk(number, all.capacity(), begins ? now : chunk.begun));
  }

  /** In the order in which they came. */
  List<byte[]> of(String promptId) {
    List<byte[]> facts = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all = scan(promptId)) {
      all.forEachRemaining(each -> read(each, facts));
    }
    return facts;
  }

  private static void read(KeyValue<String, byte[]> entry, List<byte[]> facts) {
    ByteBuffer chunk = ByteBuffer.wrap(entry.value);
    if (chunk.get() != FORM) {
      throw new IllegalStateException(
          "The stored facts %s are of another version of Hone.".formatted(entry.key));
    }
    while (chunk.hasRemaining()) {
      byte[] fact = new byte[chunk.getInt()];
      chunk.get(fact);
      facts.add(fact);
    }
  }

  void delete(String promptId) {
    int number = last(promptId).number;
    last.remove(promptId);
    for (; number >= 0; number--) store.delete(key(promptId, number));
  }

  /** The chunk that came last; of a former owner's it is not known whether it takes more. */
  private Chunk last(String promptId) {
    Chunk known = last.get(promptId);
    if (known != null) return known;
    int count = 0;
    try (KeyValueIterator<String, byte[]> all = scan(promptId)) {
      for (; all.hasNext(); all.next()) count++;
    }
    return new Chunk(count - 1, MOST_BYTES, 0);
  }

  private KeyValueIterator<String, byte[]> scan(String promptId) {
    return store.prefixScan(promptId + "/", new StringSerializer());
  }

  private static String key(String promptId, int number) {
    return promptId + "/" + HexFormat.of().toHexDigits(number);
  }
}
