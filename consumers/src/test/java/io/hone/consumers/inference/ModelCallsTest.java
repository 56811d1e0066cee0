package io.hone.consumers.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.consumers.calls.SourceKind;
import io.hone.consumers.testing.House;
import io.hone.event.Call;
import io.hone.event.CallError;
import io.hone.event.CallErrorKind;
import io.hone.event.Completion;
import io.hone.event.Stage;
import io.hone.models.Generation;
import io.hone.models.GenerationRequest;
import io.hone.models.LanguageModel;
import io.hone.models.scripted.Script;
import io.hone.models.scripted.ScriptedModel;
import io.hone.schemas.catalog.Namespace;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

class ModelCallsTest {
  private final Call call = House.call(Stage.ACTOR, "question");
  private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  private final WorkerSettings settings =
      WorkerSettings.of(new Namespace("run"), SourceKind.SLIDING_WINDOW, 1);
  private final Slots slots = new Slots(1, 3, Duration.ofMinutes(1), System::nanoTime);

  private Mono<Completion> ask(LanguageModel model) {
    return new ModelCalls(settings, ModelRouter.all(model), slots, time)
        .complete(call, 2, new StageTally());
  }

  private static @Nullable CallError error(CompletableFuture<@Nullable Completion> answered) {
    return Objects.requireNonNull(answered.join()).getError();
  }

  /** Never answers. */
  private static final class Silent implements LanguageModel {
    private final AtomicInteger letGo = new AtomicInteger();

    @Override
    public Mono<Generation> generate(GenerationRequest request) {
      return Mono.<Generation>never().doOnCancel(letGo::incrementAndGet);
    }

    @Override
    public int capacity() {
      return 1;
    }

    @Override
    public void close() {}
  }

  @Test
  void shouldStartNoClockForAnAnswerThatIsThereAtOnce() {
    try (ScriptedModel model = new ScriptedModel(Script.metaRewarding(1), time)) {
      CompletableFuture<@Nullable Completion> answered = ask(model).toFuture();

      assertThat(answered).isCompleted();
      assertThat(error(answered)).isNull();
      assertThat(time.getScheduledTaskCount()).isZero();
    }
  }

  @Test
  void shouldLetGoOfAModelThatDoesNotAnswerInTime() {
    Silent model = new Silent();
    CompletableFuture<@Nullable Completion> answered = ask(model).toFuture();
    time.advanceTimeBy(settings.callLimit().minusMillis(1));
    assertThat(answered).isNotDone();
    assertThat(model.letGo).hasValue(0);

    time.advanceTimeBy(Duration.ofMillis(1));

    assertThat(answered).isCompleted();
    assertThat(error(answered)).extracting(CallError::getKind).isEqualTo(CallErrorKind.TIMEOUT);
    assertThat(model.letGo).hasValue(1);
    assertThat(slots.taken()).isZero();
  }

  @Test
  void shouldLetGoOfAModelWhenNobodyWantsTheAnswerAnyMore() {
    Silent model = new Silent();
    CompletableFuture<@Nullable Completion> answered = ask(model).toFuture();

    answered.cancel(false);

    assertThat(model.letGo).hasValue(1);
    assertThat(slots.taken()).isZero();
  }
}
