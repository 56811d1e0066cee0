package io.hone.models.scripted;

import io.hone.models.Generation;
import io.hone.models.GenerationRequest;
import io.hone.models.LanguageModel;
import io.hone.models.ModelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A model that plays a {@link Script}. Everything is drawn from the script's seed and the request,
 * never from the order in which requests come or the time, so that a run can be repeated; only a
 * transient failure is drawn anew each time the same request comes.
 *
 * <p>Time passes on the scheduler that it is given: a virtual one makes hours pass in a test. Safe
 * for many threads; the scheduler stays the caller's to dispose.
 */
public final class ScriptedModel implements LanguageModel {
  private static final long ANSWERS = 0x9E3779B97F4A7C15L;
  private static final long TIMES = 0xC2B2AE3D27D4EB4FL;
  private static final long FAULTS = 0x165667B19E3779F9L;

  private final Script script;
  private final Scheduler time;
  private final Answer garbage = Answers.garbage();
  private final Map<Long, Integer> failed = new ConcurrentHashMap<>();
  private final Sinks.Empty<Void> closed = Sinks.empty();
  private final LongAdder asked = new LongAdder();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  /** Real time. */
  public ScriptedModel(Script script) {
    this(script, Schedulers.parallel());
  }

  /**
   * @param time where latency passes and answers arrive
   */
  public ScriptedModel(Script script, Scheduler time) {
    this.script = script;
    this.time = time;
  }

  @Override
  public Mono<Generation> generate(GenerationRequest request) {
    return Mono.defer(
        () -> {
          asked.increment();
          most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
          AtomicBoolean left = new AtomicBoolean();
          // Before whoever asked hears of the end, and asks the next.
          Runnable leave =
              () -> {
                if (left.compareAndSet(false, true)) inFlight.decrementAndGet();
              };
          return answer(request)
              .takeUntilOther(closed.asMono())
              .switchIfEmpty(
                  Mono.error(() -> ModelException.transientFailure("The model closes.", null)))
              .doOnTerminate(leave)
              .doOnCancel(leave);
        });
  }

  private Mono<Generation> answer(GenerationRequest request) {
    long content = hash(request);
    Duration latency = script.latency().draw(new SplittableRandom(content ^ TIMES));
    Mono<Generation> outcome = outcome(request, content);
    return latency.isZero() ? outcome : Mono.delay(latency, time).then(outcome);
  }

  private Mono<Generation> outcome(GenerationRequest request, long content) {
    Faults faults = script.faults();
    double lasting = new SplittableRandom(content ^ FAULTS).nextDouble();
    double bound = faults.permanentShare();
    if (lasting < bound) return Mono.error(ModelException.permanent("Scripted: refused for good."));
    bound += faults.tooLongShare();
    if (lasting < bound) return Mono.error(ModelException.tooLong("Scripted: too long."));
    bound += faults.silentShare();
    if (lasting < bound) return Mono.never();
    // Of the requests that are left, so that the shares are of all requests.
    if (faults.transientShare() > 0 && failsNow(content, faults.transientShare() / (1 - bound))) {
      return Mono.error(ModelException.transientFailure("Scripted: busy.", null));
    }
    return Mono.fromSupplier(() -> generation(request, content));
  }

  private boolean failsNow(long content, double share) {
    int before = failed.getOrDefault(content, 0);
    boolean fails = new SplittableRandom(content ^ (FAULTS * (before + 2))).nextDouble() < share;
    if (fails) {
      failed.merge(content, 1, Integer::sum);
    } else {
      failed.remove(content);
    }
    return fails;
  }

  private Generation generation(GenerationRequest request, long content) {
    List<Generation.Sample> samples = new ArrayList<>();
    for (int i = 0; i < request.sampling().samples(); i++) {
      SplittableRandom random = new SplittableRandom(content ^ (ANSWERS * (i + 1)));
      boolean spoilt = random.nextDouble() < script.faults().garbageShare();
      String text = (spoilt ? garbage : script.answer()).text(request, i, random);
      int tokens = tokens(text);
      samples.add(
          new Generation.Sample(text, List.of(), Generation.FinishReason.STOP, tokens, List.of()));
    }
    int prompt = Answers.content(request).stream().mapToInt(ScriptedModel::tokens).sum();
    return new Generation(request.version(), prompt, samples);
  }

  /** One for every four characters, as English has about; counting words would cost the most. */
  private static int tokens(String text) {
    return Math.ceilDiv(text.length(), 4);
  }

  /** Of the content alone, the same in every JVM. */
  private long hash(GenerationRequest request) {
    long hash = script.seed();
    for (String text : Answers.content(request)) hash = mixed(hash, text.hashCode());
    hash = mixed(hash, request.version().hashCode());
    return mixed(hash, request.sampling().seed());
  }

  private static long mixed(long hash, long part) {
    return new SplittableRandom(hash * 31 + part).nextLong();
  }

  @Override
  public int capacity() {
    return script.capacity();
  }

  /** How many requests have come so far, failed ones and repetitions included. */
  public long asked() {
    return asked.sum();
  }

  /** How many requests are being answered. */
  public int inFlight() {
    return inFlight.get();
  }

  /** The most that were ever answered at a time. */
  public int mostInFlight() {
    return most.get();
  }

  @Override
  public void close() {
    closed.tryEmitEmpty();
  }
}
