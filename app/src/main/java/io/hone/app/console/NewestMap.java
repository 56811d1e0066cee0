package io.hone.app.console;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map of the entries that were put last; the oldest go first. Not for two threads. */
final class NewestMap<K, V> extends LinkedHashMap<K, V> {
  private static final long serialVersionUID = 1;

  private final int most;

  NewestMap(int most) {
    this.most = most;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > most;
  }
}
