package io.hone.streams.episode;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.event.Call;
import io.hone.event.ControlCommand;
import io.hone.event.ControlKind;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.streams.recipe.Conversation;
import io.hone.streams.recipe.Model;
import io.hone.streams.recipe.Prompt;
import io.hone.streams.recipe.rewarding.RecipeBook;
import io.hone.streams.recipe.text.Templates;
import io.hone.streams.testing.Submitted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a pause does to the episodes of a partition. */
class EpisodePauseTest {
  private static final Namespace RUN = new Namespace("pause");
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final PlainAvro avro = new PlainAvro();
  private final EpisodeCounts counts = new EpisodeCounts();
  private final TopologyTestDriver driver = driver();

  private TopologyTestDriver driver() {
    return EpisodeDrivers.of(
        RUN,
        RecipeBook.open(
            RecipeBook.META_REWARDING, Map.of("actor.responses", "2"), Templates.builtIn()),
        EpisodeSettings.defaults().withPatience(PATIENCE).withInitial(new Model("policy", "base")),
        counts);
  }

  @AfterEach
  void close() {
    driver.close();
  }

  private void submit(String text) {
    Prompt prompt = Prompt.of(Conversation.of(text), Map.of());
    put(Topic.PROMPTS, prompt.id(), Submitted.of(RUN, prompt, Instant.EPOCH));
  }

  private void order(String run, ControlKind kind) {
    put(
        Topic.CONTROL,
        kind.name(),
        ControlCommand.newBuilder()
            .setCommandId(kind.name())
            .setRun(run)
            .setKind(kind)
            .setIssuedBy("test")
            .setIssuedAt(Instant.EPOCH)
            .build());
  }

  private void put(Topic topic, String key, Object value) {
    driver
        .createInputTopic(RUN.topic(topic), new StringSerializer(), avro)
        .pipeInput(key, value, Instant.EPOCH);
  }

  /** Those asked since the last look. */
  private List<Call> calls() {
    return driver
        .createOutputTopic(RUN.topic(Topic.CALLS_ACTOR), new StringDeserializer(), avro)
        .readValuesToList()
        .stream()
        .map(Call.class::cast)
        .toList();
  }

  @Test
  void shouldAdmitNobodyWhilePausedAndEverybodyAfterwards() {
    order(RUN.run(), ControlKind.PAUSE);
    submit("first");
    submit("second");
    driver.advanceWallClockTime(Duration.ofMinutes(1));
    assertThat(calls()).isEmpty();
    assertThat(counts.read().waiting()).isEqualTo(2);

    order(RUN.run(), ControlKind.RESUME);
    driver.advanceWallClockTime(Duration.ofSeconds(1));

    assertThat(counts.read().open()).isEqualTo(2);
    assertThat(calls()).isNotEmpty();
  }

  @Test
  void shouldAskNothingAgainBecauseOfAPause() {
    submit("first");
    int asked = calls().size();
    order(RUN.run(), ControlKind.PAUSE);
    driver.advanceWallClockTime(PATIENCE.multipliedBy(10));
    order(RUN.run(), ControlKind.RESUME);
    driver.advanceWallClockTime(Duration.ofSeconds(1));
    driver.advanceWallClockTime(PATIENCE.minusSeconds(1));
    assertThat(calls()).isEmpty();

    driver.advanceWallClockTime(Duration.ofSeconds(1));

    assertThat(calls()).hasSize(asked).allMatch(call -> call.getAttempt() == 2);
  }

  @Test
  void shouldNotObeyOrdersForAnotherRun() {
    order("another", ControlKind.PAUSE);

    submit("first");

    assertThat(calls()).isNotEmpty();
  }
}
