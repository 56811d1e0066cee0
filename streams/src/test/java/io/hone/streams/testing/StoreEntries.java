package io.hone.streams.testing;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** Stores of a topology or of a single processor, and what they hold at a commit. */
public final class StoreEntries {
  private StoreEntries() {}

  /** What a store holds now. */
  public static <V> Map<String, V> entries(KeyValueStore<String, V> store) {
    Map<String, V> entries = new HashMap<>();
    try (KeyValueIterator<String, V> all = store.all()) {
      all.forEachRemaining(each -> entries.put(each.key, each.value));
    }
    return entries;
  }

  /** What a store of a processor holds now. */
  public static <V> Map<String, V> entries(MockProcessorContext<?, ?> context, String name) {
    KeyValueStore<String, V> store = context.getStateStore(name);
    return entries(store);
  }

  /** Gives a processor a store that holds these entries. */
  public static <V> void add(
      MockProcessorContext<?, ?> context, String name, Serde<V> values, Map<String, V> entries) {
    KeyValueStore<String, V> store =
        Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), values)
            .withLoggingDisabled()
            .build();
    store.init(context.getStateStoreContext(), store);
    context.addStateStore(store);
    entries.forEach(store::put);
  }
}
