package io.hone.models.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hone.models.Generation;
import io.hone.models.GenerationRequest;
import io.hone.models.ModelException;
import io.hone.models.Prompt;
import io.hone.models.Sampling;
import io.hone.models.openai.FakeServer.Exchange;
import io.hone.models.openai.Wire.PoolFigures;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.SignalType;

/** Requests, faults and cancellations in any mixture: what goes in comes out, once. */
class AccountingTest {
  private static final int REQUESTS = 2_000;
  private static final int BOUND = 16;
  private static final int ROOM = 1_500;
  private static final Pattern NUMBER = Pattern.compile("\"number (\\d+)\"");
  private static final List<String> FAULTS =
      List.of(
          "429",
          "500",
          "400",
          "drop",
          "drop in body",
          "garbage",
          "html",
          "events",
          "half",
          "short",
          "huge",
          "no choices",
          "never",
          "drip");

  private final List<Caller> callers = new ArrayList<>();

  @Property(tries = 4, shrinking = ShrinkingMode.OFF)
  void shouldEndEveryRequestExactlyOnceAndLeakNothing(@ForAll long seed) {
    callers.clear();
    PoolFigures figures = new PoolFigures();
    UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(true);
    AtomicInteger mostUsed = new AtomicInteger();
    AtomicInteger mostOpen = new AtomicInteger();
    AtomicLong mostHeld = new AtomicLong();
    Random random = new Random(seed);
    for (int i = 0; i < REQUESTS; i++) callers.add(new Caller(i, Plan.draw(random)));
    FakeServer.Script script =
        exchange -> {
          mostUsed.accumulateAndGet(figures.used(), Math::max);
          mostOpen.accumulateAndGet(figures.open(), Math::max);
          mostHeld.accumulateAndGet(buffers.metric().usedDirectMemory(), Math::max);
          serve(exchange);
        };
    try (FakeServer server = new FakeServer(script)) {
      try (OpenAiModel model =
          Fixture.get(OpenAiModel.open(settings(server), Fixture.effects(figures, buffers)))) {
        for (Caller caller : callers) {
          model.generate(request(caller.number)).subscribe(caller);
          if (caller.plan.cancelAtOnce()) caller.cancel();
        }

        await()
            .atMost(Duration.ofMinutes(2))
            .until(() -> callers.stream().allMatch(caller -> caller.ends.get() > 0));
        await().until(() -> model.figures().equals("running=0 waiting=0 used=0"));
      }
      await().until(() -> server.openConnections() == 0 && figures.open() == 0);
    }
    await().until(() -> held(buffers).equals("direct=0 heap=0"));

    assertThat(callers).allSatisfy(Caller::assertEndedOnce);
    assertThat(mostUsed.get()).isBetween(2, BOUND);
    assertThat(mostHeld.get()).isPositive();
    assertThat(mostOpen.get()).isLessThanOrEqualTo(BOUND);
    assertEveryOutcomeOccurred();
  }

  private void serve(Exchange exchange) throws IOException {
    Matcher matcher = NUMBER.matcher(exchange.body());
    if (!matcher.find()) throw new IllegalStateException("no number: " + exchange.body());
    int number = Integer.parseInt(matcher.group(1));
    Caller caller = callers.get(number);
    int attempt = caller.attempts.getAndIncrement();
    if (caller.plan.cancelAtServer()) {
      caller.cancel();
      exchange.waitForClientToLeave();
    } else if (attempt < caller.plan.faults().size()) {
      Faults.of(caller.plan.faults().get(attempt)).serve(exchange);
    } else {
      exchange.answer(200, Fixture.CHAT_ANSWER.replace("Hello", "answer " + number));
    }
  }

  private void assertEveryOutcomeOccurred() {
    Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    callers.forEach(caller -> outcomes.merge(caller.outcome(), 1, Integer::sum));

    assertThat(outcomes).containsOnlyKeys(Outcome.values());
    assertThat(outcomes.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(REQUESTS);
  }

  private static String held(UnpooledByteBufAllocator buffers) {
    var metric = buffers.metric();
    return "direct=" + metric.usedDirectMemory() + " heap=" + metric.usedHeapMemory();
  }

  private static GenerationRequest request(int number) {
    return new GenerationRequest(
        "base", Prompt.user("number " + number), Sampling.plain(8, number));
  }

  private static OpenAiSettings settings(FakeServer server) {
    return Fixture.settings(server)
        .withLimits(
            new Limits(Duration.ofMillis(400), Duration.ofSeconds(5), BOUND, ROOM, 64 << 10));
  }

  private enum Outcome {
    ANSWERED,
    TRANSIENT,
    PERMANENT,
    CANCELLED
  }

  /**
   * @param faults what the attempts meet, in order; then an answer
   */
  private record Plan(List<String> faults, boolean cancelAtOnce, boolean cancelAtServer) {
    static Plan draw(Random random) {
      int dice = random.nextInt(100);
      List<String> faults = new ArrayList<>();
      for (int left = random.nextInt(5); left > 1; left--) {
        String fault = FAULTS.get(random.nextInt(FAULTS.size()));
        boolean slow = fault.equals("never") || fault.equals("drip");
        if (!slow || random.nextInt(5) == 0) faults.add(fault);
      }
      return new Plan(faults, dice < 10, dice >= 10 && dice < 25);
    }
  }

  /** One request's subscriber; counts every way in which it may end. */
  private static final class Caller extends BaseSubscriber<Generation> {
    private final int number;
    private final Plan plan;
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger ends = new AtomicInteger();
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicInteger wrong = new AtomicInteger();
    private volatile SignalType end = SignalType.SUBSCRIBE;
    private volatile Throwable error = new AssertionError("none");

    Caller(int number, Plan plan) {
      this.number = number;
      this.plan = plan;
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    protected void hookOnNext(Generation answer) {
      answers.incrementAndGet();
      if (!Fixture.only(answer).text().equals("answer " + number)) wrong.incrementAndGet();
    }

    @Override
    protected void hookOnError(Throwable failure) {
      error = failure;
      if (!(failure instanceof ModelException)) wrong.incrementAndGet();
    }

    @Override
    protected void hookFinally(SignalType type) {
      end = type;
      ends.incrementAndGet();
    }

    Outcome outcome() {
      return switch (end) {
        case CANCEL -> Outcome.CANCELLED;
        case ON_COMPLETE -> Outcome.ANSWERED;
        case ON_ERROR ->
            ((ModelException) error).kind() == ModelException.Kind.TRANSIENT
                ? Outcome.TRANSIENT
                : Outcome.PERMANENT;
        default -> throw new AssertionError("Request " + number + " ended by " + end);
      };
    }

    void assertEndedOnce() {
      assertThat(ends).as("ends of request %d", number).hasValue(1);
      assertThat(wrong).as("wrong answers to request %d", number).hasValue(0);
      int expected = end == SignalType.ON_COMPLETE ? 1 : 0;
      assertThat(answers).as("answers to request %d", number).hasValue(expected);
      assertThat(attempts.get()).as("attempts of request %d", number).isLessThanOrEqualTo(3);
    }
  }
}
