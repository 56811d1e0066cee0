package io.hone.app.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hone.models.Generation;
import io.hone.models.GenerationRequest;
import io.hone.models.LanguageModel;
import io.hone.models.ModelException;
import io.hone.models.Prompt;
import io.hone.models.Sampling;
import io.hone.models.scripted.Script;
import io.hone.models.scripted.ScriptedModel;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class InterviewTest {
  private static final List<Prompt> PROMPTS =
      IntStream.range(0, 20).mapToObj(i -> Prompt.user("prompt " + i)).toList();
  private static final Sampling ONCE = Sampling.plain(10, 3);

  private static final LanguageModel ECHO =
      new ScriptedModel(
          Script.of(
              1, (request, sample, random) -> text(request) + ", " + request.sampling().seed()));

  private static String text(GenerationRequest request) {
    return ((Prompt.Chat) request.prompt()).messages().getLast().text();
  }

  private static LanguageModel failing(ModelException failure, String prompt, int times) {
    AtomicInteger left = new AtomicInteger(times);
    return new LanguageModel() {
      @Override
      public Mono<Generation> generate(GenerationRequest request) {
        return Mono.defer(
            () ->
                text(request).equals(prompt) && left.getAndDecrement() > 0
                    ? Mono.error(failure)
                    : ECHO.generate(request));
      }

      @Override
      public int capacity() {
        return 4;
      }

      @Override
      public void close() {}
    };
  }

  private static List<String> said(LanguageModel model) {
    return new Interview(model, "v1")
        .ask(PROMPTS, ONCE).stream()
            .map(samples -> samples.isEmpty() ? "nothing" : samples.getFirst().text())
            .toList();
  }

  @Test
  void shouldAnswerInOrderWithADrawForEachPlace() {
    List<String> said = said(ECHO);

    assertThat(said.get(0)).isEqualTo("prompt 0, 3000009");
    assertThat(said.get(19)).isEqualTo("prompt 19, 3000028");
  }

  @Test
  void shouldAskAgainWhatFailsForAMoment() {
    LanguageModel busy = failing(ModelException.transientFailure("busy", null), "prompt 7", 2);

    assertThat(said(busy)).isEqualTo(said(ECHO));
  }

  @Test
  void shouldLeaveOutWhatDoesNotFit() {
    LanguageModel small = failing(ModelException.tooLong("too long"), "prompt 7", 1);

    assertThat(said(small).get(7)).isEqualTo("nothing");
  }

  @Test
  void shouldFailWithWhatIsPermanent() {
    ModelException refused = ModelException.permanent("refused");

    assertThatThrownBy(() -> said(failing(refused, "prompt 7", 1))).isEqualTo(refused);
  }

  @Test
  void shouldGiveUpWhatGoesOnFailing() {
    ModelException busy = ModelException.transientFailure("busy", null);

    assertThatThrownBy(() -> said(failing(busy, "prompt 7", 1_000))).isEqualTo(busy);
  }
}
