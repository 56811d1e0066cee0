package io.hone.app.metrics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the meters showed at one moment. All of it is read before any of it is shown, so that
 * figures that belong together are of one moment. For one thread.
 */
final class Readings {
  private final Map<Key, Double> values = new LinkedHashMap<>();

  /**
   * One line.
   *
   * @param values of the meter's tags, in their order
   */
  record Key(HoneMeter meter, List<String> values) {
    Key {
      values = List.copyOf(values);
      if (values.size() != meter.tags().size()) {
        throw new IllegalArgumentException(
            "%s has the tags %s, not %d of them"
                .formatted(meter.title(), meter.tags(), values.size()));
      }
    }
  }

  void put(HoneMeter meter, long value, String... tags) {
    put(meter, (double) value, tags);
  }

  void put(HoneMeter meter, double value, String... tags) {
    values.put(new Key(meter, List.of(tags)), value);
  }

  Map<Key, Double> all() {
    return values;
  }
}
