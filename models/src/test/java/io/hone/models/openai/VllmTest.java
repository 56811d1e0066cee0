package io.hone.models.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hone.models.ChatMessage;
import io.hone.models.Generation;
import io.hone.models.Generation.FinishReason;
import io.hone.models.GenerationRequest;
import io.hone.models.ModelException;
import io.hone.models.Prompt;
import io.hone.models.Sampling;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The client against vLLM's protocol, field by field, adapters included. */
class VllmTest {
  private static final Sampling EVERYTHING =
      new Sampling(0.7, 0.9, 40, 64, List.of("END"), Long.MAX_VALUE - 9, 3, true);

  private final VllmServer vllm = new VllmServer();
  private final FakeServer server = new FakeServer(vllm);
  private final OpenAiModel model =
      Fixture.get(
          OpenAiModel.open(
              OpenAiSettings.of(URI.create(server.url() + VllmServer.PREFIX))
                  .withDialect(OpenAiSettings.Dialect.VLLM)));

  @AfterEach
  void close() {
    model.close();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldBeUnderstoodWithEverySetting(boolean chat) {
    Prompt prompt =
        chat
            ? new Prompt.Chat(List.of(ChatMessage.system("Be brief."), ChatMessage.user("Hi")))
            : new Prompt.Raw("Hi");

    Generation generation = ask("base", prompt, EVERYTHING);

    assertThat(generation.promptTokens()).isEqualTo(2);
    assertThat(generation.samples())
        .extracting(Generation.Sample::text)
        .containsExactly(
            "base|Hi|" + (Long.MAX_VALUE - 9),
            "base|Hi|" + (Long.MAX_VALUE - 8),
            "base|Hi|" + (Long.MAX_VALUE - 7));
    assertThat(generation.samples())
        .allSatisfy(
            sample -> {
              assertThat(sample.finishReason()).isEqualTo(FinishReason.STOP);
              assertThat(sample.tokenIds()).hasSize(sample.text().length() + 1).endsWith(2);
              assertThat(sample.logProbabilities()).hasSize(sample.tokens()).endsWith(-0.002);
            });
  }

  @Test
  void shouldTellWhereTheMostTokensEndedASample() {
    Generation.Sample sample =
        Fixture.only(ask("base", new Prompt.Raw("Hi"), Sampling.plain(4, 0)));

    assertThat(sample.text()).isEqualTo("base");
    assertThat(sample.finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(sample.tokens()).isEqualTo(4);
  }

  @Test
  void shouldGetSeveralGreedySamplesPastARefusalOfMoreThanOne() {
    Generation generation = ask("base", new Prompt.Raw("Hi"), Sampling.greedy(64).withSamples(3));

    assertThat(generation.samples()).hasSize(3).containsOnly(Fixture.only(generation));
  }

  @Test
  void shouldTellWhatDoesNotFitTheContext() {
    Prompt prompt = Prompt.user("x".repeat(4_000));

    assertThatThrownBy(() -> ask("base", prompt, Sampling.plain(97, 0)))
        .isInstanceOfSatisfying(
            ModelException.class,
            e -> assertThat(e.kind()).isEqualTo(ModelException.Kind.TOO_LONG));
    assertThat(ask("base", prompt, Sampling.plain(96, 0)).promptTokens()).isEqualTo(4_000);
  }

  @Test
  void shouldTellAVersionThatTheServerLacks() {
    assertThatThrownBy(() -> ask("v9", Prompt.user("Hi"), Sampling.plain(1, 0)))
        .isInstanceOfSatisfying(
            ModelException.class,
            e -> assertThat(e.kind()).isEqualTo(ModelException.Kind.PERMANENT))
        .hasMessageContaining("answered 404 (NotFoundError)");
  }

  /** A version is asked for until its unload begins, and answers what was asked before. */
  @Test
  void shouldMixUpAndLoseNothingWhileAdaptersComeAndGo() {
    Random random = new Random(7);
    Flux<Long> swaps =
        Flux.range(0, 150)
            .concatMap(
                i ->
                    model
                        .load("v" + i, Path.of("/adapters/v" + i))
                        .then(i < 3 ? Mono.empty() : model.unload("v" + (i - 3)))
                        .thenReturn(1L));
    Flux<String> asked =
        Flux.range(0, 5_000)
            .map(number -> outcome(number, random.nextInt(1_000), random.nextInt(2_000)))
            .flatMap(outcome -> outcome, 500);

    var outcomes =
        Fixture.get(
            Mono.zip(asked.collectMultimap(word -> word, word -> 1), swaps.count().single()));

    Map<String, Integer> counts = new TreeMap<>();
    outcomes.getT1().forEach((word, all) -> counts.put(word, all.size()));
    assertThat(counts).containsKeys("answered", "cancelled");
    assertThat(counts.keySet()).isSubsetOf("answered", "cancelled", "unloaded");
    assertThat(counts.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(5_000);
    assertThat(outcomes.getT2()).isEqualTo(150);
    assertThat(model.versions()).containsExactlyInAnyOrder("base", "v147", "v148", "v149");
    assertThat(vllm.adapters()).containsOnlyKeys("v147", "v148", "v149");
    await().until(() -> model.figures().equals("running=0 waiting=0 used=0"));
  }

  /** Asks one of the versions that are there now, and tells how that ended in one word. */
  private Mono<String> outcome(int number, int pick, int patienceMicros) {
    return Mono.defer(
        () -> {
          List<String> versions = List.copyOf(model.versions());
          String version = versions.get(pick % versions.size());
          Mono<String> answer =
              model
                  .generate(
                      new GenerationRequest(
                          version, Prompt.user("number"), Sampling.plain(64, number)))
                  .map(generation -> Fixture.only(generation).text())
                  .map(text -> text.equals(version + "|number|" + number) ? "answered" : "mixed up")
                  .onErrorResume(
                      ModelException.class,
                      e ->
                          Mono.just(
                              e.toString().contains("was unloaded") ? "unloaded" : e.toString()));
          if (pick % 5 != 0) return answer;
          Duration patience = Duration.ofNanos(patienceMicros * 1_000L);
          return Mono.firstWithSignal(answer, Mono.delay(patience).thenReturn("cancelled"));
        });
  }

  private Generation ask(String version, Prompt prompt, Sampling sampling) {
    return Fixture.get(model.generate(new GenerationRequest(version, prompt, sampling)));
  }
}
