package io.hone.models.scripted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hone.models.Generation;
import io.hone.models.GenerationRequest;
import io.hone.models.ModelException;
import io.hone.models.Prompt;
import io.hone.models.Sampling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

class ScriptedModelTest {

  private static GenerationRequest request(String text, int samples) {
    return new GenerationRequest(
        "v1", Prompt.user(text), Sampling.plain(100, 7).withSamples(samples));
  }

  private static List<Generation> ask(ScriptedModel model, List<GenerationRequest> requests) {
    return Objects.requireNonNull(
        Flux.fromIterable(requests).concatMap(model::generate).collectList().block());
  }

  @Property(tries = 50)
  void shouldAnswerARequestAlikeInEveryOrder(@ForAll long seed, @ForAll long order) {
    List<GenerationRequest> requests =
        IntStream.range(0, 20).mapToObj(i -> request("question " + i, 3)).toList();
    List<GenerationRequest> shuffled = new ArrayList<>(requests);
    Collections.shuffle(shuffled, new Random(order));
    List<Generation> inOrder = ask(new ScriptedModel(Script.metaRewarding(seed)), requests);

    List<Generation> other = ask(new ScriptedModel(Script.metaRewarding(seed)), shuffled);

    assertThat(other).containsExactlyInAnyOrderElementsOf(inOrder);
  }

  @Test
  void shouldDrawSamplesOfTheirOwn() {
    ScriptedModel model = new ScriptedModel(Script.of(1, Answers.words(10, 20)));

    List<Generation> answers = ask(model, List.of(request("one", 8), request("two", 8)));

    assertThat(answers.stream().flatMap(g -> g.samples().stream()).map(Generation.Sample::text))
        .doesNotHaveDuplicates();
  }

  @Test
  void shouldPlayThePartThatTheTemplateAsksFor() {
    ScriptedModel model = new ScriptedModel(Script.metaRewarding(3));

    List<Generation> answers =
        ask(
            model,
            List.of(
                request("What is a river?", 1),
                request("Judge. End in 'Score: <points>'.", 1),
                request("Compare. End in 'Winner: Judgement A' or so.", 1)));

    assertThat(answers.get(0).samples().get(0).text()).doesNotContain("Score", "Winner");
    assertThat(answers.get(1).samples().get(0).text()).containsPattern("\nScore: [0-5]\\.\\d+$");
    assertThat(answers.get(2).samples().get(0).text()).containsPattern("\nWinner: Judgement [AB]$");
  }

  @Test
  void shouldFailInTheSharesOfItsScript() {
    Faults faults = new Faults(0.1, 0.1, 0.1, 0, 0.2);
    ScriptedModel model = new ScriptedModel(Script.of(5, Answers.words(1, 3)).withFaults(faults));
    Map<ModelException.Kind, Integer> counts = new EnumMap<>(ModelException.Kind.class);
    int[] spoilt = new int[1];

    for (int i = 0; i < 4000; i++) {
      try {
        Generation answer = ask(model, List.of(request("q" + i, 1))).getFirst();
        if (!answer.samples().get(0).text().matches("[a-z ]+")) spoilt[0]++;
      } catch (ModelException e) {
        counts.merge(e.kind(), 1, Integer::sum);
      }
    }

    assertThat(counts)
        .hasSize(3)
        .allSatisfy((kind, count) -> assertThat(count).isBetween(300, 500));
    assertThat(spoilt[0]).isBetween(400, 700);
  }

  @Test
  void shouldGetOverATransientFailureWhenAskedAgain() {
    ScriptedModel model =
        new ScriptedModel(Script.of(5, Answers.words(1, 3)).withFaults(Faults.ofTransient(0.5)));

    Long answered =
        Flux.range(0, 200)
            .concatMap(i -> model.generate(request("q" + i, 1)).retry(30))
            .count()
            .block();

    assertThat(answered).isEqualTo(200);
    assertThat(model.asked()).isBetween(320L, 500L);
  }

  @Test
  void shouldLetHoursPassOnAVirtualScheduler() {
    VirtualTimeScheduler time = VirtualTimeScheduler.create();
    ScriptedModel model =
        new ScriptedModel(
            Script.metaRewarding(1).withLatency(Latency.fixed(Duration.ofHours(3))), time);

    StepVerifier.withVirtualTime(() -> model.generate(request("slow", 1)), () -> time, 1)
        .expectSubscription()
        .expectNoEvent(Duration.ofMinutes(179))
        .thenAwait(Duration.ofMinutes(1))
        .expectNextCount(1)
        .verifyComplete();
  }

  @Test
  void shouldEndWhatRunsWhenItCloses() {
    ScriptedModel model =
        new ScriptedModel(Script.metaRewarding(1).withFaults(new Faults(0, 0, 0, 1, 0)));

    StepVerifier.create(model.generate(request("silent", 1)))
        .then(model::close)
        .verifyErrorMatches(
            e -> e instanceof ModelException m && m.kind() == ModelException.Kind.TRANSIENT);
    assertThat(model.inFlight()).isZero();
    assertThat(model.mostInFlight()).isOne();
  }

  @Test
  void shouldRefuseSharesAboveOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Faults(0.6, 0.6, 0, 0, 0))
        .withMessageContaining("1.2");
  }

  @Property
  void shouldKeepLatencyWithinItsBounds(@ForAll long seed) {
    Random random = new Random(seed);

    Duration cut = Latency.exponential(Duration.ofMillis(500), Duration.ofSeconds(1)).draw(random);

    assertThat(cut).isBetween(Duration.ZERO, Duration.ofSeconds(1));
    assertThat(Latency.between(Duration.ofMillis(5), Duration.ofMillis(9)).draw(random))
        .isBetween(Duration.ofMillis(5), Duration.ofMillis(9));
  }
}
