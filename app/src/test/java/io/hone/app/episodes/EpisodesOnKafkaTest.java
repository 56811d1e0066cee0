package io.hone.app.episodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.app.records.Committed;
import io.hone.app.stack.OpenStack;
import io.hone.event.Outcome;
import io.hone.event.OutcomeStatus;
import io.hone.event.PreferencePair;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.streams.episode.EpisodeRunner;
import io.hone.streams.episode.EpisodeSettings;
import io.hone.streams.recipe.Model;
import io.hone.streams.recipe.rewarding.ActorSettings;
import io.hone.streams.recipe.rewarding.JudgeSettings;
import io.hone.streams.recipe.rewarding.MetaRewarding;
import io.hone.streams.recipe.text.Templates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Episodes on the real broker, with exactly-once processing and a model by script. */
@SuppressWarnings("NullAway.Init") // set before each test
class EpisodesOnKafkaTest {
  private static final Namespace RUN = new Namespace("episodes-test");
  private static final int SPREAD = 2;
  private static final Duration LONG = Duration.ofSeconds(90);

  @TempDir Path folder;

  private OpenStack stack;
  private Map<String, Object> clients;

  @BeforeEach
  void start() throws Exception {
    stack = OpenStack.start(folder.resolve("data"));
    clients = stack.cluster().settings();
    stack.run(RUN.run(), SPREAD);
  }

  @AfterEach
  void stop() throws Exception {
    stack.close();
  }

  private EpisodeRunner runner(String state) {
    return EpisodeRunner.start(
        RUN,
        new MetaRewarding(
            new MetaRewarding.Settings(
                ActorSettings.metaRewarding().withResponses(3).withJudgements(2),
                JudgeSettings.metaRewarding()),
            Templates.builtIn()),
        EpisodeSettings.defaults().withOpen(40).withInitial(new Model("policy", "seed")),
        new EpisodeRunner.Means(clients, folder.resolve(state), 2, SPREAD));
  }

  @Test
  void shouldEndEveryPromptOnceThoughAnotherProcessTakesOver() throws Exception {
    int prompts = 120;
    try (ScriptedWorker worker = new ScriptedWorker(RUN, clients)) {
      stack.submit(RUN, prompts);
      try (EpisodeRunner first = runner("first")) {
        Awaitility.await().atMost(LONG).until(() -> outcomes().size() >= 20);
        assertThat(first.lastFailure()).isNull();
      }
      stack.submit(RUN, prompts);

      try (EpisodeRunner second = runner("second")) {
        Awaitility.await().atMost(LONG).until(() -> outcomes().size() >= prompts);
        Awaitility.await().atMost(LONG).until(() -> second.counts().open() == 0);
        assertThat(second.lastFailure()).isNull();
      }
      assertThat(worker.answered()).isPositive();
    }

    List<Outcome> outcomes = outcomes();
    assertThat(ids(outcomes.stream().map(Outcome::getPromptId).toList())).hasSize(prompts);
    assertThat(outcomes).hasSize(prompts);
    // A transaction leaves a marker behind its records, which takes an offset and is no record.
    assertThat(offsets(Topic.OUTCOMES)).isGreaterThan(outcomes.size());
    List<PreferencePair> pairs = all(Topic.PREFERENCES, PreferencePair.class);
    assertThat(ids(pairs.stream().map(PreferencePair::getPairId).toList())).hasSameSizeAs(pairs);
    assertThat(ids(outcomes.stream().flatMap(o -> o.getPairIds().stream()).toList()))
        .isEqualTo(ids(pairs.stream().map(PreferencePair::getPairId).toList()));
    assertThat(outcomes).anyMatch(outcome -> outcome.getStatus() == OutcomeStatus.PAIRED);
  }

  private static Set<String> ids(List<String> ids) {
    return new HashSet<>(ids);
  }

  private List<Outcome> outcomes() {
    return all(Topic.OUTCOMES, Outcome.class);
  }

  /** How many offsets of a topic are taken, in all its partitions. */
  private long offsets(Topic topic) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(clients, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(RUN.topic(topic)).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      return consumer.endOffsets(partitions).values().stream().mapToLong(end -> end).sum();
    }
  }

  private <T extends SpecificRecord> List<T> all(Topic topic, Class<T> type) {
    return Committed.all(stack.cluster(), RUN, topic, type);
  }
}
