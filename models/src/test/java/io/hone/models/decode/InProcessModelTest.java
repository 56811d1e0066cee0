package io.hone.models.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.hone.models.Generation;
import io.hone.models.Generation.FinishReason;
import io.hone.models.GenerationRequest;
import io.hone.models.ModelException;
import io.hone.models.Prompt;
import io.hone.models.Sampling;
import io.hone.models.torch.Precision;
import io.hone.models.torch.TorchRuntime;
import io.hone.models.torch.TorchSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The decoder as its users see it, on a real pretrained model. */
class InProcessModelTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static TorchRuntime runtime;

  @BeforeAll
  static void open() {
    runtime = TorchRuntime.open(TorchSettings.defaults());
  }

  @AfterAll
  static void close() {
    runtime.close();
  }

  private static InProcessModel model(DecodeSettings settings) {
    return InProcessModel.open("base", Stories.folder(), runtime, Precision.F32, settings);
  }

  private static GenerationRequest ask(String version, String text, Sampling sampling) {
    return new GenerationRequest(version, new Prompt.Raw(text), sampling);
  }

  private static Generation answer(InProcessModel model, GenerationRequest request) {
    return model.generate(request).blockOptional(SOON).orElseThrow();
  }

  /** Requests of every kind: lengths, temperatures, cuts, seeds, several samples. */
  private static List<GenerationRequest> mixed(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    String story =
        "Once upon a time, there was a little girl named Lily. She loved to play outside";
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                ask(
                    "base",
                    story.substring(0, random.nextInt(story.length())),
                    new Sampling(
                        random.nextInt(4) == 0 ? 0 : 0.5 + random.nextDouble(),
                        random.nextInt(3) == 0 ? 0.9 : 1,
                        random.nextInt(3) == 0 ? 20 : 0,
                        1 + random.nextInt(60),
                        random.nextInt(5) == 0 ? List.of("girl", " and") : List.of(),
                        i,
                        1 + random.nextInt(3),
                        random.nextInt(4) == 0)))
        .toList();
  }

  @Test
  void shouldReproduceTheReferenceTokenForToken() {
    JsonNode greedy = Stories.reference().get("greedy_from_bos");
    List<Integer> expected = new ArrayList<>();
    greedy.get("token_ids").forEach(id -> expected.add(id.asInt()));
    try (InProcessModel model = model(DecodeSettings.defaults())) {

      Generation generation = answer(model, ask("base", "", Sampling.greedy(expected.size() - 1)));

      assertThat(generation.samples().getFirst().tokenIds())
          .isEqualTo(expected.subList(1, expected.size()));
      assertThat(generation.samples().getFirst().text()).isEqualTo(greedy.get("text").asText());
      assertThat(generation.promptTokens()).isEqualTo(1);
    }
  }

  @Test
  void shouldGiveTheSameAnswerAloneAndAmongSixtyThreeOthers() {
    List<GenerationRequest> requests = mixed(64, 11);
    List<Generation> alone;
    List<Generation> together;
    try (InProcessModel model = model(DecodeSettings.defaults().withBatch(1))) {
      alone = requests.stream().map(request -> answer(model, request)).toList();
    }
    try (InProcessModel model = model(DecodeSettings.defaults().withBatch(64))) {

      together =
          Flux.fromIterable(requests)
              .flatMapSequential(model::generate, 64)
              .collectList()
              .blockOptional(SOON)
              .orElseThrow();
    }

    for (int i = 0; i < requests.size(); i++) {
      List<Generation.Sample> expected = alone.get(i).samples();
      List<Generation.Sample> actual = together.get(i).samples();
      assertThat(actual).hasSameSizeAs(expected);
      for (int s = 0; s < expected.size(); s++) {
        assertThat(actual.get(s).tokenIds()).isEqualTo(expected.get(s).tokenIds());
        assertThat(actual.get(s).text()).isEqualTo(expected.get(s).text());
        assertThat(actual.get(s).finishReason()).isEqualTo(expected.get(s).finishReason());
      }
    }
  }

  @Test
  void shouldComputeASharedPromptOnce() {
    try (InProcessModel model = model(DecodeSettings.defaults())) {
      GenerationRequest request =
          ask("base", "Once upon a time, there was a little", Sampling.plain(5, 1).withSamples(8));

      Generation first = answer(model, request);
      Flux.range(0, 6).flatMap(i -> model.generate(request)).blockLast(SOON);

      assertThat(model.statistics().prefilledTokens()).isEqualTo(first.promptTokens() - 1);
      assertThat(first.samples()).hasSize(8);
    }
  }

  @Test
  void shouldScoreTokensUnderTheUncutModel() {
    try (InProcessModel model = model(DecodeSettings.defaults())) {
      Sampling sampling = Sampling.plain(20, 3).withTopK(3).withLogProbabilities(true);

      Generation generation = answer(model, ask("base", "Once upon", sampling));

      Generation.Sample sample = generation.samples().getFirst();
      assertThat(sample.logProbabilities()).hasSize(sample.tokens());
      assertThat(sample.logProbabilities()).allMatch(p -> p <= 0 && p > -12);
    }
  }

  @Test
  void shouldStopBeforeAStopTextAndAtTheEndOfTheContext() {
    try (InProcessModel model = model(DecodeSettings.defaults())) {
      Generation stopped =
          answer(model, ask("base", "", Sampling.greedy(200).withStop(List.of("named Li"))));

      Generation full = answer(model, ask("base", "", Sampling.greedy(5_000)));

      assertThat(stopped.samples().getFirst().text())
          .isEqualTo("Once upon a time, there was a little girl ");
      assertThat(stopped.samples().getFirst().finishReason()).isEqualTo(FinishReason.STOP);
      assertThat(full.samples().getFirst().tokens()).isLessThanOrEqualTo(512);
    }
  }

  @Test
  void shouldAnswerByTheVersionThatARequestNames(@TempDir Path folder) {
    Path first = Stories.adapter(folder.resolve("first"), 1, 0.3f);
    Path second = Stories.adapter(folder.resolve("second"), 2, 0.3f);
    Sampling sampling = Sampling.greedy(30);
    try (InProcessModel model = model(DecodeSettings.defaults())) {
      model.load("first", first).then(model.load("second", second)).block(SOON);
      model.load("same", Stories.folder()).block(SOON);
      List<String> names = List.of("base", "first", "second", "same");
      List<Generation> alone =
          names.stream().map(name -> answer(model, ask(name, "One day", sampling))).toList();

      List<Generation> together =
          Flux.fromIterable(names)
              .flatMapSequential(name -> model.generate(ask(name, "One day", sampling)))
              .collectList()
              .blockOptional(SOON)
              .orElseThrow();

      assertThat(together).isEqualTo(alone);
      List<String> texts = alone.stream().map(g -> g.samples().getFirst().text()).toList();
      assertThat(texts.get(3)).isEqualTo(texts.get(0));
      assertThat(List.of(texts.get(0), texts.get(1), texts.get(2))).doesNotHaveDuplicates();
    }
  }

  @Test
  void shouldFinishOnAVersionThatIsUnloadedMeanwhile(@TempDir Path folder) {
    Path adapter = Stories.adapter(folder.resolve("a"), 1, 0.3f);
    try (InProcessModel model = model(DecodeSettings.defaults())) {
      model.load("a", adapter).block(SOON);
      Generation expected = answer(model, ask("a", "One", Sampling.greedy(400)));
      Mono<Generation> running = model.generate(ask("a", "One", Sampling.greedy(400))).cache();
      AtomicBoolean ended = new AtomicBoolean();
      running.subscribe(answer -> ended.set(true));
      Awaitility.await()
          .pollInterval(Duration.ofMillis(1))
          .until(() -> model.inside() == 1 || ended.get());

      model.unload("a").block(SOON);

      assertThat(running.block(SOON)).isEqualTo(expected);
      assertThat(model.versions()).containsExactly("base");
      assertThatThrownBy(() -> answer(model, ask("a", "One", Sampling.greedy(1))))
          .isInstanceOf(ModelException.class)
          .hasMessage("Version a is not loaded; loaded are base.");
    }
  }

  @Test
  void shouldRefuseWhatDoesNotFitTheContext() {
    try (InProcessModel model = model(DecodeSettings.defaults())) {
      String book = "Once upon a time. ".repeat(200);

      Throwable refused =
          org.assertj.core.api.Assertions.catchThrowable(
              () -> answer(model, ask("base", book, Sampling.greedy(1))));

      assertThat(refused)
          .isInstanceOfSatisfying(
              ModelException.class,
              e -> assertThat(e.kind()).isEqualTo(ModelException.Kind.TOO_LONG))
          .hasMessageContaining("the context 512; shorten it");
    }
  }

  @Test
  void shouldRefuseBeyondItsWaitingRoomAndServeTheOthers() {
    DecodeSettings small = DecodeSettings.defaults().withBatch(2).withWaiting(4);
    try (InProcessModel model = model(small)) {

      List<Object> ends =
          Flux.range(0, 40)
              .flatMap(
                  i ->
                      model
                          .generate(ask("base", "One", Sampling.greedy(60)))
                          .cast(Object.class)
                          .onErrorResume(Mono::just),
                  40)
              .collectList()
              .blockOptional(SOON)
              .orElseThrow();

      assertThat(ends).hasSize(40);
      assertThat(ends.stream().filter(Generation.class::isInstance).count())
          .isGreaterThanOrEqualTo(6);
      assertThat(ends.stream().filter(ModelException.class::isInstance).map(Object::toString))
          .isNotEmpty()
          .allMatch(text -> text.contains("has 6 samples to work on and takes no more"));
    }
  }

  @Test
  void shouldFailOnlyTheVersionWhoseWeightsAreBroken(@TempDir Path folder) {
    Path broken = Stories.adapter(folder.resolve("broken"), 1, 1e30f);
    try (InProcessModel model = model(DecodeSettings.defaults())) {
      model.load("broken", broken).block(SOON);
      Generation expected = answer(model, ask("base", "One day", Sampling.greedy(40)));

      List<Object> ends =
          Flux.just("base", "broken", "base", "broken")
              .flatMapSequential(
                  name ->
                      model
                          .generate(ask(name, "One day", Sampling.greedy(40)))
                          .cast(Object.class)
                          .onErrorResume(Mono::just))
              .collectList()
              .blockOptional(SOON)
              .orElseThrow();

      assertThat(ends.get(0)).isEqualTo(expected);
      assertThat(ends.get(2)).isEqualTo(expected);
      assertThat(ends.get(1).toString())
          .contains("Version broken gives logits that are not numbers");
    }
  }

  @Test
  void shouldServeRequestsThatNeedMoreMemoryThanThereIsOneAfterTheOther() {
    // Room for three rows of 512 positions, 5 layers, 4 heads of 8, f32.
    long row = 2L * 5 * 4 * 8 * 4 * 512;
    DecodeSettings tight = DecodeSettings.defaults().withKeyValueBytes(3 * row);
    List<GenerationRequest> requests =
        IntStream.range(0, 12)
            .mapToObj(
                i ->
                    ask(
                        "base",
                        "Once upon a time number " + i,
                        Sampling.plain(300 + i, i).withSamples(1 + i % 3)))
            .toList();
    try (InProcessModel model = model(tight)) {

      List<Generation> generations =
          Flux.fromIterable(requests)
              .flatMapSequential(model::generate, 12)
              .collectList()
              .blockOptional(SOON)
              .orElseThrow();

      assertThat(generations).hasSize(12);
      for (int i = 0; i < 12; i++) {
        assertThat(generations.get(i).samples()).hasSize(1 + i % 3);
      }
    }
  }

  @Test
  void shouldFailWhatRunsWhenItIsClosedAndEndItsThread() {
    InProcessModel model = model(DecodeSettings.defaults().withBatch(2));
    List<Object> ends = java.util.Collections.synchronizedList(new ArrayList<>());
    Flux.range(0, 20)
        .flatMap(
            i ->
                model
                    .generate(ask("base", "One", Sampling.greedy(500)))
                    .cast(Object.class)
                    .onErrorResume(Mono::just),
            20)
        .subscribe(ends::add);
    Awaitility.await()
        .pollInterval(Duration.ofMillis(1))
        .until(() -> model.inside() + ends.size() >= 20);

    model.close();

    Awaitility.await().until(() -> ends.size() == 20);
    assertThat(ends).filteredOn(ModelException.class::isInstance).isNotEmpty();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("hone-decode"));
    assertThatThrownBy(() -> answer(model, ask("base", "One", Sampling.greedy(1))))
        .isInstanceOf(ModelException.class);
  }
}
