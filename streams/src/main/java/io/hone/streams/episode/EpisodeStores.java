package io.hone.streams.episode;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * What a partition knows of its episodes. An event writes what is new; the facts that come for an
 * episode between two commits are written once.
 *
 * <ul>
 *   <li>{@code known}: prompt id to its state, one letter, for ever: so that a prompt is accepted
 *       once.
 *   <li>{@code waiting}: prompts that are not admitted yet, by offset and id.
 *   <li>{@code open}: open episodes, written once.
 *   <li>{@code progress}: prompt id to how much of its episode was published.
 *   <li>{@code facts}: prompt id and number to the completions of some calls ({@link Chunks}).
 *   <li>{@code attempts}: prompt id and call id to the attempt, if it is not the first.
 * </ul>
 */
final class EpisodeStores {
  private static final String FACTS = "facts";

  static final List<String> NAMES =
      List.of("known", "waiting", "open", "progress", FACTS, "attempts");

  private final KeyValueStore<String, byte[]> known;
  private final KeyValueStore<String, byte[]> waiting;
  private final KeyValueStore<String, byte[]> open;
  private final KeyValueStore<String, byte[]> progress;
  private final Chunks facts;
  private final KeyValueStore<String, byte[]> attempts;
  private String firstWaiting = "";

  /** Where a prompt stands. */
  enum State {
    WAITING('w'),
    OPEN('o'),
    ENDED('e');

    private final char letter;

    State(char letter) {
      this.letter = letter;
    }

    static State of(byte[] stored) {
      for (State state : values()) {
        if (state.letter == stored[0]) return state;
      }
      throw new IllegalStateException("A stored prompt has the unknown state " + stored[0] + ".");
    }
  }

  /**
   * An admitted episode.
   *
   * @param prompt the record's value as it came
   * @param models name and version by part
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes on their way
  record Opened(byte[] prompt, long admittedAt, int iteration, Map<String, List<String>> models) {
    byte[] bytes() {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (DataOutputStream out = new DataOutputStream(bytes)) {
        out.writeByte(1);
        out.writeLong(admittedAt);
        out.writeInt(iteration);
        out.writeInt(models.size());
        for (Map.Entry<String, List<String>> each : new TreeMap<>(models).entrySet()) {
          out.writeUTF(each.getKey());
          out.writeUTF(each.getValue().get(0));
          out.writeUTF(each.getValue().get(1));
        }
        out.writeInt(prompt.length);
        out.write(prompt);
      } catch (IOException e) {
        throw new UncheckedIOException(e); // memory does not fail
      }
      return bytes.toByteArray();
    }

    static Opened of(byte[] bytes) {
      try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
        if (in.readByte() != 1) {
          throw new IOException("it is of a newer version");
        }
        long admittedAt = in.readLong();
        int iteration = in.readInt();
        Map<String, List<String>> models = new TreeMap<>();
        for (int left = in.readInt(); left > 0; left--) {
          models.put(in.readUTF(), List.of(in.readUTF(), in.readUTF()));
        }
        return new Opened(in.readNBytes(in.readInt()), admittedAt, iteration, models);
      } catch (IOException e) {
        throw new IllegalStateException(
            "A stored episode cannot be read: " + e.getMessage() + ".", e);
      }
    }
  }

  EpisodeStores(ProcessorContext<?, ?> context) {
    this.known = context.getStateStore("known");
    this.waiting = context.getStateStore("waiting");
    this.open = context.getStateStore("open");
    this.progress = context.getStateStore("progress");
    this.facts = new Chunks(context.getStateStore(FACTS));
    this.attempts = context.getStateStore("attempts");
  }

  static List<StoreBuilder<KeyValueStore<String, byte[]>>> builders(
      Function<String, KeyValueBytesStoreSupplier> supplier) {
    return NAMES.stream().map(name -> builder(name, supplier.apply(name))).toList();
  }

  /**
   * Cached are the facts alone, of which many come for an entry between two commits. All stores of
   * a thread share one cache, and each makes room among its own entries only: what never changes
   * again, such as the prompts that have ended, would stay there and push the facts out unfinished.
   */
  private static StoreBuilder<KeyValueStore<String, byte[]>> builder(
      String name, KeyValueBytesStoreSupplier supplier) {
    StoreBuilder<KeyValueStore<String, byte[]>> logged =
        Stores.keyValueStoreBuilder(supplier, Serdes.String(), Serdes.ByteArray())
            .withLoggingEnabled(Map.of());
    return name.equals(FACTS) ? logged.withCachingEnabled() : logged;
  }

  @Nullable State state(String promptId) {
    byte[] state = known.get(promptId);
    return state == null ? null : State.of(state);
  }

  private void state(String promptId, State state) {
    known.put(promptId, new byte[] {(byte) state.letter});
  }

  void wait(long offset, String promptId, byte[] prompt) {
    String place = "%016x/%s".formatted(offset, promptId);
    waiting.put(place, prompt);
    // Offsets grow, unless somebody made the topic anew.
    if (place.compareTo(firstWaiting) < 0) firstWaiting = place;
    state(promptId, State.WAITING);
  }

  /** The prompt that has waited longest, taken out of the queue; null if none waits. */
  byte @Nullable [] nextWaiting() {
    // From where the last was: what was deleted before it would be read over again and again.
    try (KeyValueIterator<String, byte[]> rest = waiting.range(firstWaiting, null)) {
      if (!rest.hasNext()) return null;
      KeyValue<String, byte[]> first = rest.next();
      waiting.delete(first.key);
      firstWaiting = first.key;
      return first.value;
    }
  }

  long countWaiting() {
    long count = 0;
    try (KeyValueIterator<String, byte[]> all = waiting.all()) {
      for (; all.hasNext(); all.next()) count++;
    }
    return count;
  }

  void open(String promptId, Opened opened) {
    open.put(promptId, opened.bytes());
    facts.begin(promptId);
    state(promptId, State.OPEN);
  }

  @Nullable Opened opened(String promptId) {
    byte[] bytes = open.get(promptId);
    return bytes == null ? null : Opened.of(bytes);
  }

  void eachOpen(BiConsumer<String, Opened> action) {
    List<KeyValue<String, byte[]>> entries = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all = open.all()) {
      all.forEachRemaining(entries::add);
    }
    entries.forEach(each -> action.accept(each.key, Opened.of(each.value)));
  }

  /** How many of the recipe's findings were published. */
  int published(String promptId) {
    byte[] count = progress.get(promptId);
    return count == null ? 0 : number(count);
  }

  void published(String promptId, int findings) {
    progress.put(promptId, bytes(findings));
  }

  /**
   * @param now in ms since 1970
   */
  void fact(String promptId, byte[] completion, long now) {
    facts.add(promptId, completion, now);
  }

  /** In the order in which they came. */
  List<byte[]> facts(String promptId) {
    return facts.of(promptId);
  }

  int attempt(String promptId, String callId) {
    byte[] attempt = attempts.get(key(promptId, callId));
    return attempt == null ? 1 : number(attempt);
  }

  void attempt(String promptId, String callId, int attempt) {
    attempts.put(key(promptId, callId), bytes(attempt));
  }

  /** Forgets an episode, but for that it has ended. */
  void end(String promptId) {
    open.delete(promptId);
    if (progress.get(promptId) != null) progress.delete(promptId);
    facts.delete(promptId);
    deleteAll(attempts, promptId);
    state(promptId, State.ENDED);
  }

  private static void deleteAll(KeyValueStore<String, byte[]> store, String promptId) {
    List<String> keys = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all =
        store.prefixScan(promptId + "/", new StringSerializer())) {
      all.forEachRemaining(each -> keys.add(each.key));
    }
    keys.forEach(store::delete);
  }

  private static String key(String promptId, String callId) {
    return promptId + "/" + callId;
  }

  private static byte[] bytes(int number) {
    return java.nio.ByteBuffer.allocate(4).putInt(number).array();
  }

  private static int number(byte[] bytes) {
    return java.nio.ByteBuffer.wrap(bytes).getInt();
  }
}
