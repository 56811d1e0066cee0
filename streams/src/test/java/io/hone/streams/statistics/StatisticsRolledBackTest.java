package io.hone.streams.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.event.Stage;
import io.hone.event.WindowedStatistics;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.streams.episode.PlainAvro;
import io.hone.streams.recipe.Conversation;
import io.hone.streams.recipe.Prompt;
import io.hone.streams.testing.StoreEntries;
import io.hone.streams.testing.Submitted;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

/**
 * Kafka Streams gives a partition whose transaction failed back to the same processors, with the
 * stores as they were at the last commit.
 */
class StatisticsRolledBackTest {
  private static final Namespace RUN = new Namespace("rolled-back");
  private static final Map<String, Serde<?>> STORES =
      Map.of(
          StatisticsTopology.DIGESTS, Serdes.ByteArray(),
          StatisticsTopology.FORGOTTEN, Serdes.ByteArray(),
          StatisticsTopology.WINDOWS, ShareSerde.create(),
          StatisticsTopology.SHARES, ShareSerde.create(),
          StatisticsTopology.UNPUBLISHED, Serdes.ByteArray());
  private static final Cell CELL = Cell.of(Stage.UNKNOWN, "", 0, Duration.ofSeconds(10));

  private final PlainAvro avro = new PlainAvro();
  private final StatisticsSettings settings = StatisticsSettings.defaults();
  private final DigestProcessor digest =
      new DigestProcessor(RUN.run(), settings, avro, new Pulse());
  private final MergeProcessor merge = new MergeProcessor(settings, new Pulse());

  private static <V> MockProcessorContext<String, V> context(
      Map<String, Map<String, Object>> committed) {
    MockProcessorContext<String, V> context = new MockProcessorContext<>();
    context.setCurrentSystemTimeMs(0);
    context.setCurrentStreamTimeMs(0);
    context.setRecordMetadata(RUN.topic(Topic.PROMPTS), 0, 0);
    STORES.forEach(
        (name, values) -> {
          @SuppressWarnings("unchecked")
          Serde<Object> serde = (Serde<Object>) values;
          StoreEntries.add(context, name, serde, committed.getOrDefault(name, Map.of()));
        });
    return context;
  }

  private static Map<String, Map<String, Object>> commit(MockProcessorContext<?, ?> context) {
    Map<String, Map<String, Object>> committed = new HashMap<>();
    STORES.keySet().forEach(name -> committed.put(name, StoreEntries.entries(context, name)));
    return committed;
  }

  private static void tick(MockProcessorContext<?, ?> context) {
    context.scheduledPunctuators().forEach(each -> each.getPunctuator().punctuate(0));
  }

  private static <V> List<V> forwarded(MockProcessorContext<String, V> context) {
    return context.forwarded().stream().<V>map(each -> each.record().value()).toList();
  }

  private Record<byte[], byte[]> prompt(String text) {
    Prompt prompt = Prompt.of(Conversation.of(text), Map.of());
    return new Record<>(
        new byte[0], avro.serialize("", Submitted.of(RUN, prompt, Instant.EPOCH)), 0);
  }

  private static Record<String, WindowedStatistics> share(long prompts) {
    Figures figures = new Figures();
    figures.count(Counts.PROMPTS, prompts);
    return new Record<>(Shares.key(CELL, 0), figures.contract(RUN.run(), CELL, 1), 0);
  }

  private static long prompts(List<?> records) {
    return records.stream()
        .mapToLong(each -> Figures.of((WindowedStatistics) each).count(Counts.PROMPTS))
        .max()
        .orElse(0);
  }

  @Test
  void shouldMakeFiguresAgainThatWereRolledBack() {
    MockProcessorContext<String, WindowedStatistics> before = context(Map.of());
    digest.init(before);
    digest.process(prompt("a prompt"));
    Map<String, Map<String, Object>> committed = commit(before);
    tick(before);
    digest.close();

    MockProcessorContext<String, WindowedStatistics> after = context(committed);
    digest.init(after);
    tick(after);

    assertThat(prompts(forwarded(before))).isOne();
    assertThat(prompts(forwarded(after))).isOne();
  }

  @Test
  void shouldMakeNoFiguresOfWhatWasRolledBack() {
    digest.init(context(Map.of()));
    digest.process(prompt("a prompt"));
    digest.close();

    MockProcessorContext<String, WindowedStatistics> after = context(Map.of());
    digest.init(after);
    tick(after);

    assertThat(forwarded(after)).isEmpty();
  }

  @Test
  void shouldPublishAgainWhatWasRolledBack() {
    MockProcessorContext<String, Object> before = context(Map.of());
    merge.init(before);
    merge.process(share(3));
    Map<String, Map<String, Object>> committed = commit(before);
    tick(before);
    merge.close();

    MockProcessorContext<String, Object> after = context(committed);
    merge.init(after);
    tick(after);

    assertThat(prompts(forwarded(before))).isEqualTo(3);
    assertThat(prompts(forwarded(after))).isEqualTo(3);
  }

  @Test
  void shouldPublishNothingThatWasRolledBack() {
    merge.init(context(Map.of()));
    merge.process(share(3));
    merge.close();

    MockProcessorContext<String, Object> after = context(Map.of());
    merge.init(after);
    tick(after);

    assertThat(forwarded(after)).isEmpty();
  }
}
