package io.hone.streams.statistics;

import io.hone.event.Stage;
import io.hone.event.WindowedStatistics;
import io.hone.schemas.reading.Reading;
import io.hone.schemas.reading.RecordReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The first step, for one partition: records into digests, and digests some times a second into
 * this partition's share of each window. What it holds in memory follows from its stores. The same
 * object may become the partition's new owner, after what it wrote was rolled back.
 */
final class DigestProcessor implements Processor<byte[], byte[], String, WindowedStatistics> {
  private static final byte[] NOTHING = new byte[0];

  private final String run;
  private final StatisticsSettings settings;
  private final RecordReader reader;
  private final Pulse pulse;
  private final Map<String, Digest> due = new LinkedHashMap<>();
  private final Forgetting forgetting;
  private boolean resumed;
  private @Nullable ProcessorContext<String, WindowedStatistics> context;
  private @Nullable KeyValueStore<String, byte[]> digests;
  private @Nullable KeyValueStore<String, byte[]> forgotten;
  private @Nullable WindowStore windows;

  DigestProcessor(
      String run, StatisticsSettings settings, Deserializer<Object> deserializer, Pulse pulse) {
    this.run = run;
    this.pulse = pulse;
    this.settings = settings;
    this.reader = new RecordReader(deserializer);
    this.forgetting = new Forgetting(settings.remember());
  }

  @Override
  public void init(ProcessorContext<String, WindowedStatistics> processorContext) {
    context = processorContext;
    digests = processorContext.getStateStore(StatisticsTopology.DIGESTS);
    forgotten = processorContext.getStateStore(StatisticsTopology.FORGOTTEN);
    windows = new WindowStore(processorContext.getStateStore(StatisticsTopology.WINDOWS));
    due.clear();
    forgetting.clear();
    resumed = false;
    processorContext.schedule(settings.tick(), PunctuationType.WALL_CLOCK_TIME, now -> tick());
  }

  /** Finds out again what was in memory only. */
  private void resume() {
    if (resumed) return;
    resumed = true;
    try (KeyValueIterator<String, byte[]> all = digests().all()) {
      all.forEachRemaining(
          each -> {
            Digest digest = Digest.of(each.value);
            if (digest.due()) due.put(each.key, digest);
            remember(each.key, digest);
          });
    }
  }

  private void remember(String key, Digest digest) {
    if (key.startsWith(Observed.CALLS) || digest.ended()) forgetting.add(key, digest.touched());
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    resume();
    String topic = context().recordMetadata().orElseThrow().topic();
    switch (reader.read(topic, record.headers(), record.value(), SpecificRecord.class)) {
      case Reading.Event<SpecificRecord> event -> Observed.of(event.value()).ifPresent(this::take);
      case Reading.Dead<SpecificRecord> dead -> aside(Stage.UNKNOWN, "", Counts.UNREADABLE);
    }
  }

  private void take(Observed observed) {
    pulse.beat();
    String key = observed.digest();
    Digest digest = digest(key);
    if (digest == null) {
      aside(stage(observed.fact()), observed.fact().version(), Counts.LATE);
    } else if (digest.add(observed.fact(), streamTime())) {
      digests().put(key, digest.stored());
      due.put(key, digest);
    }
  }

  /** Null if it is forgotten. */
  private @Nullable Digest digest(String key) {
    Digest changed = due.get(key);
    if (changed != null) return changed;
    byte[] stored = digests().get(key);
    if (stored != null) return Digest.of(stored);
    return forgotten().get(key) == null ? Digest.begin(settings.window()) : null;
  }

  private static Stage stage(Fact fact) {
    return switch (fact) {
      case Fact.Asked asked -> asked.stage();
      case Fact.Completed completed -> completed.stage();
      case Fact.Answered answered -> Stage.ACTOR;
      case Fact.Judged judged -> Stage.JUDGE;
      case Fact.Decided decided -> Stage.META_JUDGE;
      case Fact.Submitted submitted -> Stage.UNKNOWN;
      case Fact.Paired paired -> Stage.UNKNOWN;
      case Fact.Ended ended -> Stage.UNKNOWN;
    };
  }

  /** Counts what makes no other figure, in the window in which it came. */
  private void aside(Stage stage, String version, String name) {
    Figures one = new Figures();
    one.count(name, 1);
    add(Cell.of(stage, version, streamTime(), settings.window()), one);
  }

  private void tick() {
    resume();
    Ledger ledger = new Ledger();
    Accountant accountant = new Accountant(ledger);
    due.forEach(
        (key, digest) -> {
          accountant.account(digest);
          digests().put(key, digest.stored());
          remember(key, digest);
        });
    due.clear();
    ledger.forEach(this::add);
    forgetting.due(streamTime()).forEach(this::forget);
    windows().forget(streamTime() - settings.keep().toMillis());
  }

  private void add(Cell cell, Figures figures) {
    pulse.beat();
    int partition = context().taskId().partition();
    String key = Shares.key(cell, partition);
    WindowedStatistics share = windows().add(key, run, cell, figures);
    context().forward(new Record<>(key, share, streamTime()));
  }

  /** A call's copies may be counted again after so long; a prompt's records may not. */
  private void forget(String key) {
    byte[] stored = digests().get(key);
    if (stored == null) return;
    if (!key.startsWith(Observed.CALLS)) forgotten().put(key, NOTHING);
    digests().delete(key);
  }

  private long streamTime() {
    return Math.max(0, context().currentStreamTimeMs());
  }

  private ProcessorContext<String, WindowedStatistics> context() {
    return Objects.requireNonNull(context);
  }

  private KeyValueStore<String, byte[]> digests() {
    return Objects.requireNonNull(digests);
  }

  private KeyValueStore<String, byte[]> forgotten() {
    return Objects.requireNonNull(forgotten);
  }

  private WindowStore windows() {
    return Objects.requireNonNull(windows);
  }
}
