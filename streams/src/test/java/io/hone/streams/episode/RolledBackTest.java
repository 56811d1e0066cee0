package io.hone.streams.episode;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.event.Call;
import io.hone.event.Completion;
import io.hone.event.FinishReason;
import io.hone.event.Sample;
import io.hone.event.TokenCounts;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.streams.recipe.Conversation;
import io.hone.streams.recipe.Model;
import io.hone.streams.recipe.Prompt;
import io.hone.streams.recipe.rewarding.RecipeBook;
import io.hone.streams.recipe.text.Templates;
import io.hone.streams.testing.StoreEntries;
import io.hone.streams.testing.Submitted;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

/**
 * Kafka Streams gives a partition whose transaction failed back to the same processor, with the
 * stores as they were at the last commit.
 */
class RolledBackTest {
  private static final Namespace RUN = new Namespace("rolled-back");

  private final PlainAvro avro = new PlainAvro();
  private final EpisodeCounts counts = new EpisodeCounts();
  private final EpisodeProcessor processor =
      new EpisodeProcessor(
          RUN,
          RecipeBook.open(
              RecipeBook.META_REWARDING, Map.of("actor.responses", "2"), Templates.builtIn()),
          EpisodeSettings.defaults().withInitial(new Model("policy", "v1")),
          1,
          avro,
          counts);

  private static MockProcessorContext<String, Object> context(
      Map<String, Map<String, byte[]>> entries) {
    MockProcessorContext<String, Object> context = new MockProcessorContext<>();
    context.setCurrentSystemTimeMs(0);
    EpisodeStores.NAMES.forEach(
        name ->
            StoreEntries.add(
                context, name, Serdes.ByteArray(), entries.getOrDefault(name, Map.of())));
    StoreEntries.add(context, EpisodeTopology.CONTROL, Serdes.String(), Map.of());
    StoreEntries.add(context, EpisodeTopology.MODELS, Serdes.String(), Map.of());
    return context;
  }

  private static Map<String, Map<String, byte[]>> entries(
      MockProcessorContext<String, Object> context) {
    Map<String, Map<String, byte[]>> all = new HashMap<>();
    EpisodeStores.NAMES.forEach(name -> all.put(name, StoreEntries.entries(context, name)));
    return all;
  }

  private void process(
      MockProcessorContext<String, Object> context, Topic topic, String key, Object value) {
    context.setRecordMetadata(RUN.topic(topic), 0, 0);
    processor.process(
        new Record<>(key.getBytes(StandardCharsets.UTF_8), avro.serialize("", value), 0));
  }

  private static List<Call> calls(MockProcessorContext<String, Object> context, Topic topic) {
    return context.forwarded(topic.shortName()).stream()
        .map(each -> (Call) each.record().value())
        .toList();
  }

  private static Completion answer(Call call) {
    return Completion.newBuilder()
        .setCallId(call.getCallId())
        .setPromptId(call.getPromptId())
        .setLineage(call.getLineage())
        .setStage(call.getStage())
        .setAttempt(1)
        .setModel(call.getModel())
        .setSampling(call.getSampling())
        .setSamples(
            List.of(new Sample(0, call.getPlace(), List.of(), List.of(), 1, FinishReason.STOP)))
        .setTokens(new TokenCounts(1L, 1L, 0L))
        .setWorker("w")
        .setQueued(0L)
        .setLatency(0L)
        .setCompletedAt(Instant.EPOCH)
        .build();
  }

  @Test
  void shouldTakeAFactAgainThatWasRolledBack() {
    Prompt prompt = Prompt.of(Conversation.of("a prompt"), Map.of());
    MockProcessorContext<String, Object> before = context(Map.of());
    processor.init(before);
    process(before, Topic.PROMPTS, prompt.id(), Submitted.of(RUN, prompt, Instant.EPOCH));
    Map<String, Map<String, byte[]>> committed = entries(before);
    List<Call> asked = calls(before, Topic.CALLS_ACTOR);
    for (Call call : asked) process(before, Topic.COMPLETIONS, prompt.id(), answer(call));
    int judged = calls(before, Topic.CALLS_JUDGE).size();
    processor.close();

    MockProcessorContext<String, Object> after = context(committed);
    processor.init(after);
    for (Call call : asked) process(after, Topic.COMPLETIONS, prompt.id(), answer(call));

    assertThat(judged).isPositive();
    assertThat(calls(after, Topic.CALLS_JUDGE)).hasSize(judged);
    assertThat(counts.read().duplicateCompletions()).isZero();
    assertThat(counts.read().open()).isOne();
  }
}
