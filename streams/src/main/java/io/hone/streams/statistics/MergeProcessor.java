package io.hone.streams.statistics;

import io.hone.event.WindowedStatistics;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The second step: adds the partitions' shares of a window up, and publishes what has changed once
 * in a while. A window's revision is the sum of its shares', so it grows with each of them. The
 * same object may become a partition's new owner, after what it wrote was rolled back.
 */
final class MergeProcessor implements Processor<String, WindowedStatistics, String, Object> {
  private static final byte[] NOTHING = new byte[0];

  private final StatisticsSettings settings;
  private final Pulse pulse;
  private final Set<String> changed = new LinkedHashSet<>();
  private boolean resumed;
  private @Nullable ProcessorContext<String, Object> context;
  private @Nullable WindowStore shares;
  private @Nullable KeyValueStore<String, byte[]> unpublished;

  MergeProcessor(StatisticsSettings settings, Pulse pulse) {
    this.settings = settings;
    this.pulse = pulse;
  }

  @Override
  public void init(ProcessorContext<String, Object> processorContext) {
    context = processorContext;
    shares = new WindowStore(processorContext.getStateStore(StatisticsTopology.SHARES));
    unpublished = processorContext.getStateStore(StatisticsTopology.UNPUBLISHED);
    changed.clear();
    resumed = false;
    processorContext.schedule(
        settings.publish(), PunctuationType.WALL_CLOCK_TIME, now -> publish());
  }

  /** Finds out again what was in memory only. */
  private void resume() {
    if (resumed) return;
    resumed = true;
    try (KeyValueIterator<String, byte[]> all = unpublished().all()) {
      all.forEachRemaining(each -> changed.add(each.key));
    }
  }

  @Override
  public void process(Record<String, WindowedStatistics> record) {
    resume();
    pulse.beat();
    shares().put(record.key(), record.value());
    String cell = Shares.cell(record.key());
    if (changed.add(cell)) unpublished().put(cell, NOTHING);
  }

  private void publish() {
    resume();
    for (String cell : changed) {
      context()
          .forward(new Record<>(cell, sum(shares().of(cell)), context().currentSystemTimeMs()));
      unpublished().delete(cell);
    }
    changed.clear();
    long streamTime = context().currentStreamTimeMs();
    shares().forget(streamTime - settings.keep().toMillis());
  }

  private static WindowedStatistics sum(List<WindowedStatistics> shares) {
    WindowedStatistics first = shares.getFirst();
    Figures sum = new Figures();
    long revision = 0;
    for (WindowedStatistics share : shares) {
      sum.add(Figures.of(share));
      revision += share.getRevision();
    }
    return sum.contract(first.getRun(), Cell.of(first), revision);
  }

  private ProcessorContext<String, Object> context() {
    return Objects.requireNonNull(context);
  }

  private WindowStore shares() {
    return Objects.requireNonNull(shares);
  }

  private KeyValueStore<String, byte[]> unpublished() {
    return Objects.requireNonNull(unpublished);
  }
}
