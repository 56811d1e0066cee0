package io.hone.streams.episode;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.event.CallError;
import io.hone.event.CallErrorKind;
import io.hone.event.Completion;
import io.hone.event.FinishReason;
import io.hone.event.TokenCounts;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.streams.recipe.Call;
import io.hone.streams.recipe.Cast;
import io.hone.streams.recipe.Conversation;
import io.hone.streams.recipe.Episode;
import io.hone.streams.recipe.Fact;
import io.hone.streams.recipe.Model;
import io.hone.streams.recipe.Pair;
import io.hone.streams.recipe.Prompt;
import io.hone.streams.recipe.Question;
import io.hone.streams.recipe.Recipe;
import io.hone.streams.recipe.Sample;
import io.hone.streams.recipe.Sampling;
import io.hone.streams.recipe.Scripted;
import io.hone.streams.recipe.Stage;
import io.hone.streams.recipe.play.Player;
import io.hone.streams.recipe.play.Player.Played;
import io.hone.streams.recipe.rewarding.ActorSettings;
import io.hone.streams.recipe.rewarding.JudgeSettings;
import io.hone.streams.recipe.rewarding.MetaRewarding;
import io.hone.streams.recipe.text.Templates;
import io.hone.streams.testing.Submitted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.constraints.UniqueElements;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TopologyTestDriver;

/** The topology against the player in memory, which knows neither Kafka nor an order of arrival. */
class EpisodePropertiesTest {
  private static final Namespace RUN = new Namespace("properties");
  private static final Model POLICY = new Model("policy", "v1");
  private static final Recipe RECIPE =
      new MetaRewarding(
          new MetaRewarding.Settings(
              ActorSettings.metaRewarding().withResponses(4).withJudgements(3),
              JudgeSettings.metaRewarding()),
          Templates.builtIn());

  private final PlainAvro avro = new PlainAvro();

  @Property(tries = 200)
  void shouldPublishThePlayersPairsByteForByte(
      @ForAll @Size(min = 1, max = 4) @UniqueElements
          List<@StringLength(min = 1, max = 60) String> texts,
      @ForAll @IntRange(min = 1, max = 4) int mostOpen,
      @ForAll @DoubleRange(max = 0.4) double garbage,
      @ForAll long seed) {
    List<Prompt> prompts =
        texts.stream().map(text -> Prompt.of(Conversation.of(text), Map.of())).toList();
    Scripted model = new Scripted(seed, garbage);

    Map<String, String> published = published(prompts, model, mostOpen, new Random(seed));

    assertThat(published).isEqualTo(played(prompts, model));
  }

  /** Pairs in hexadecimal, by id. */
  private Map<String, String> played(List<Prompt> prompts, Scripted model) {
    Map<String, String> pairs = new TreeMap<>();
    for (Prompt prompt : prompts) {
      Played played = new Player(RECIPE, model).play(Episode.open(prompt, 0, Cast.of(POLICY)));
      ToContracts contracts = new ToContracts(RUN.run(), RECIPE, played.episode());
      for (Pair pair : played.end().outcome().pairs()) {
        pairs.put(pair.id(), hex(avro.serialize("", contracts.pair(pair))));
      }
    }
    return pairs;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private Map<String, String> published(
      List<Prompt> prompts, Scripted model, int mostOpen, Random random) {
    EpisodeSettings settings = EpisodeSettings.defaults().withOpen(mostOpen).withInitial(POLICY);
    try (TopologyTestDriver driver =
        EpisodeDrivers.of(RUN, RECIPE, settings, new EpisodeCounts())) {
      prompts.forEach(
          prompt ->
              put(driver, Topic.PROMPTS, prompt.id(), Submitted.of(RUN, prompt, Instant.EPOCH)));
      List<io.hone.event.Call> open = new ArrayList<>(calls(driver));
      while (!open.isEmpty()) {
        io.hone.event.Call call = open.remove(random.nextInt(open.size()));
        Completion completion = completion(call, model.apply(asked(call)));
        put(driver, Topic.COMPLETIONS, call.getPromptId(), completion);
        if (random.nextInt(4) == 0) {
          put(driver, Topic.COMPLETIONS, call.getPromptId(), completion);
        }
        open.addAll(calls(driver));
      }
      Map<String, String> pairs = new TreeMap<>();
      for (byte[] value : values(driver, Topic.PREFERENCES)) {
        String id = ((io.hone.event.PreferencePair) avro.deserialize("", value)).getPairId();
        assertThat(pairs.put(id, hex(value))).as("%s came twice", id).isNull();
      }
      assertThat(values(driver, Topic.OUTCOMES)).hasSameSizeAs(prompts);
      return pairs;
    }
  }

  private void put(TopologyTestDriver driver, Topic topic, String key, Object value) {
    driver
        .createInputTopic(RUN.topic(topic), new StringSerializer(), avro)
        .pipeInput(key, value, Instant.EPOCH);
  }

  private List<io.hone.event.Call> calls(TopologyTestDriver driver) {
    return Stream.of(Topic.CALLS_ACTOR, Topic.CALLS_JUDGE, Topic.CALLS_META_JUDGE)
        .flatMap(topic -> values(driver, topic).stream())
        .map(value -> (io.hone.event.Call) avro.deserialize("", value))
        .toList();
  }

  private static List<byte[]> values(TopologyTestDriver driver, Topic topic) {
    return driver
        .createOutputTopic(
            RUN.topic(topic), new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readValuesToList();
  }

  /** As much of a call as the scripted model looks at. */
  private static Call asked(io.hone.event.Call call) {
    Question question =
        new Question(
            call.getPromptId(),
            Stage.valueOf(call.getStage().name()),
            POLICY,
            FromContracts.conversation(call.getMessages()),
            "",
            Sampling.of(1, 1, 1),
            0,
            call.getSubjects());
    return new Call(call.getCallId(), question, call.getPlace(), 0);
  }

  private static Completion completion(io.hone.event.Call call, Fact fact) {
    Completion.Builder completion =
        Completion.newBuilder()
            .setCallId(call.getCallId())
            .setPromptId(call.getPromptId())
            .setLineage(call.getLineage())
            .setStage(call.getStage())
            .setAttempt(call.getAttempt())
            .setModel(call.getModel())
            .setSampling(call.getSampling())
            .setSamples(fact.samples().stream().map(EpisodePropertiesTest::sample).toList())
            .setTokens(
                new TokenCounts(
                    fact.cost().prompt(), fact.cost().completion(), fact.cost().cached()))
            .setWorker("properties")
            .setQueued(0L)
            .setLatency(0L)
            .setCompletedAt(fact.at());
    if (fact.failed()) completion.setError(new CallError(CallErrorKind.PERMANENT, "scripted"));
    return completion.build();
  }

  private static io.hone.event.Sample sample(Sample sample) {
    return io.hone.event.Sample.newBuilder()
        .setIndex(0)
        .setText(sample.text())
        .setTokenIds(sample.tokenIds())
        .setLogprobs(sample.logprobs())
        .setTokens(sample.tokens())
        .setFinishReason(FinishReason.valueOf(sample.finish().name()))
        .build();
  }
}
