package io.hone.app.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Shows readings as meters of a registry: of what was not read again the meter is taken away. */
final class MeterBoard {
  private final MeterRegistry registry;
  private final Map<Readings.Key, Double> shown = new ConcurrentHashMap<>();
  private final Map<Readings.Key, Meter> meters = new HashMap<>();

  MeterBoard(MeterRegistry registry) {
    this.registry = registry;
  }

  synchronized void show(Readings now) {
    Set<Readings.Key> gone = new HashSet<>(meters.keySet());
    gone.removeAll(now.all().keySet());
    for (Readings.Key key : gone) {
      Meter meter = meters.remove(key);
      if (meter != null) registry.remove(meter);
      shown.remove(key);
    }
    shown.putAll(now.all());
    now.all().keySet().forEach(key -> meters.computeIfAbsent(key, this::register));
  }

  private Meter register(Readings.Key key) {
    HoneMeter meter = key.meter();
    if (meter.isCounter()) {
      return FunctionCounter.builder(meter.plainName(), shown, map -> value(map, key))
          .description(meter.purpose())
          .tags(tags(key))
          .register(registry);
    }
    return Gauge.builder(meter.plainName(), shown, map -> value(map, key))
        .description(meter.purpose())
        .tags(tags(key))
        .strongReference(true)
        .register(registry);
  }

  private static double value(Map<Readings.Key, Double> shown, Readings.Key key) {
    return shown.getOrDefault(key, Double.NaN);
  }

  private static List<Tag> tags(Readings.Key key) {
    List<Tag> tags = new ArrayList<>();
    for (int i = 0; i < key.values().size(); i++) {
      tags.add(Tag.of(key.meter().tags().get(i), key.values().get(i)));
    }
    return tags;
  }
}
