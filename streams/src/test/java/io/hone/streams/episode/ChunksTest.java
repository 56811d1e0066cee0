package io.hone.streams.episode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class ChunksTest {
  private final KeyValueStore<String, byte[]> store = store();
  private Chunks chunks = new Chunks(store);

  private static KeyValueStore<String, byte[]> store() {
    KeyValueStore<String, byte[]> made =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore("facts"), Serdes.String(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    MockProcessorContext<String, byte[]> context = new MockProcessorContext<>();
    made.init(context.getStateStoreContext(), made);
    return made;
  }

  private List<String> keys() {
    List<String> keys = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      all.forEachRemaining(each -> keys.add(each.key));
    }
    return keys;
  }

  /** Facts of any size come at any pace, also for one that is forgotten; owners change. */
  @Property(tries = 200)
  void shouldGiveEveryFactInOrderWhoeverOwnsThem(@ForAll Random random) {
    Map<String, List<byte[]>> expected = new HashMap<>();
    long now = 0;
    for (int step = 0; step < 60; step++) {
      String prompt = "p-" + random.nextInt(3);
      switch (random.nextInt(12)) {
        case 0 -> chunks = new Chunks(store);
        case 1 -> {
          chunks.delete(prompt);
          expected.remove(prompt);
        }
        default -> {
          byte[] fact = new byte[random.nextInt(6000)];
          random.nextBytes(fact);
          now += random.nextInt(-20, 90);
          chunks.add(prompt, fact, now);
          expected.computeIfAbsent(prompt, id -> new ArrayList<>()).add(fact);
        }
      }
    }

    for (String prompt : List.of("p-0", "p-1", "p-2")) {
      assertThat(chunks.of(prompt).toArray(byte[][]::new))
          .isDeepEqualTo(expected.getOrDefault(prompt, List.of()).toArray(byte[][]::new));
    }
    expected.keySet().forEach(chunks::delete);
    assertThat(keys()).isEmpty();
  }

  @Test
  void shouldPutWhatComesTogetherIntoOneEntryAndWhatComesLaterIntoAnother() {
    chunks.add("p", new byte[10], 1000);
    chunks.add("p", new byte[10], 1099);
    chunks.add("p", new byte[10], 1100);
    chunks.add("p", new byte[17_000], 1101);

    assertThat(keys()).hasSize(3);
  }

  @Test
  void shouldNotReadFactsOfAnotherForm() {
    store.put("p/00000000", new byte[] {0, 1, 2});

    assertThatThrownBy(() -> chunks.of("p")).hasMessageContaining("another version");
  }
}
