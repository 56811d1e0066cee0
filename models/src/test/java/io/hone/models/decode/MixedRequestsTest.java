package io.hone.models.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.models.Generation;
import io.hone.models.GenerationRequest;
import io.hone.models.ModelException;
import io.hone.models.Prompt;
import io.hone.models.Sampling;
import io.hone.models.torch.Precision;
import io.hone.models.torch.TorchRuntime;
import io.hone.models.torch.TorchSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;

/**
 * Many requests of every kind at once, cancelled at random, while adapters come and go: an account
 * of what became of each.
 */
@Tag("slow")
class MixedRequestsTest {
  private static final int REQUESTS = 10_000;
  private static final int ADAPTERS = 4;
  private static final int KINDS = 60;
  private static final Duration LONG = Duration.ofMinutes(5);

  /** What is asked, of which adapter's version (0 is the base), and what must come of it. */
  private record Kind(
      int adapter, String prompt, Sampling sampling, List<List<Integer>> expected) {}

  /** A version that is loaded for a while; others retire it. */
  private record Loaded(String name, int adapter, AtomicInteger unloaded) {}

  @Test
  void shouldAnswerEveryRequestOnceAndByItsOwnVersionWhileAdaptersComeAndGo(@TempDir Path folder)
      throws InterruptedException {
    List<Path> adapters =
        IntStream.range(0, ADAPTERS)
            .mapToObj(i -> Stories.adapter(folder.resolve("a" + i), i, 0.3f))
            .toList();
    int threads = 0;
    try (TorchRuntime runtime = TorchRuntime.open(TorchSettings.defaults())) {
      List<Kind> kinds;
      try (InProcessModel alone = open(runtime, 1)) {
        for (int i = 0; i < ADAPTERS; i++) {
          alone.load("a" + (i + 1), adapters.get(i)).block(LONG);
        }
        kinds = kinds(alone);
      }
      try (InProcessModel model = open(runtime, 48)) {
        Account account = new Account(model, kinds, adapters);
        account.run(REQUESTS / 2);
        long before = nativeBytes();
        threads = decodeThreads();

        account.run(REQUESTS / 2);

        Awaitility.await().atMost(LONG).until(() -> model.inside() == 0);
        assertThat(account.problems).isEmpty();
        assertThat(account.answered.get() + account.cancelled.get() + account.refused.get())
            .isEqualTo(REQUESTS);
        assertThat(account.answered.get()).isGreaterThan(REQUESTS / 2);
        assertThat(account.cancelled.get()).isGreaterThan(REQUESTS / 20);
        assertThat(account.swaps).isGreaterThan(100);
        assertThat(model.versions()).hasSize(1 + ADAPTERS);
        assertThat(nativeBytes() - before).isLessThan(64L << 20);
        assertThat(decodeThreads()).isEqualTo(threads).isEqualTo(1);
      }
      Awaitility.await().atMost(LONG).until(() -> decodeThreads() == 0);
    }
  }

  private static InProcessModel open(TorchRuntime runtime, int batch) {
    // Little memory for keys and values, so that prefixes and lanes are evicted all the time.
    DecodeSettings settings =
        DecodeSettings.defaults().withBatch(batch).withKeyValueBytes(24L << 20);
    return InProcessModel.open("base", Stories.folder(), runtime, Precision.F32, settings);
  }

  private static List<Kind> kinds(InProcessModel model) {
    SplittableRandom random = new SplittableRandom(5);
    String story = "Once upon a time, there was a little dog named Max. He had a big red ball";
    List<Kind> kinds = new ArrayList<>();
    for (int i = 0; i < KINDS; i++) {
      Sampling sampling =
          new Sampling(
              random.nextInt(4) == 0 ? 0 : 0.5 + random.nextDouble(),
              random.nextInt(3) == 0 ? 0.9 : 1,
              random.nextInt(3) == 0 ? 20 : 0,
              1 + random.nextInt(40),
              random.nextInt(5) == 0 ? List.of("ball", " and") : List.of(),
              i,
              1 + random.nextInt(3),
              random.nextInt(4) == 0);
      String prompt = story.substring(0, random.nextInt(story.length()));
      int adapter = random.nextInt(ADAPTERS + 1);
      String version = adapter == 0 ? "base" : "a" + adapter;
      Generation answer =
          model.generate(request(version, prompt, sampling)).blockOptional(LONG).orElseThrow();
      kinds.add(new Kind(adapter, prompt, sampling, ids(answer)));
    }
    return kinds;
  }

  private static GenerationRequest request(String version, String prompt, Sampling sampling) {
    return new GenerationRequest(version, new Prompt.Raw(prompt), sampling);
  }

  private static List<List<Integer>> ids(Generation generation) {
    return generation.samples().stream().map(Generation.Sample::tokenIds).toList();
  }

  private static int decodeThreads() {
    return (int)
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("hone-decode"))
            .count();
  }

  /** Memory of this process that is in RAM, without the heap, which grows as collections please. */
  private static long nativeBytes() {
    try {
      long all = Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]) * 4096;
      return all - ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
    } catch (IOException e) {
      return 0; // not Linux: nothing to compare
    }
  }

  /** Sends requests and keeps the books. */
  private static final class Account {
    private final InProcessModel model;
    private final List<Kind> kinds;
    private final List<Path> adapters;
    private final List<AtomicReference<Loaded>> loaded = new ArrayList<>();
    private final List<String> problems = java.util.Collections.synchronizedList(new ArrayList<>());
    private final Map<Integer, String> ends = new ConcurrentHashMap<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger cancelled = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final SplittableRandom random = new SplittableRandom(17);
    private int sent;
    private int swaps;

    Account(InProcessModel model, List<Kind> kinds, List<Path> adapters) {
      this.model = model;
      this.kinds = kinds;
      this.adapters = adapters;
      for (int i = 0; i < adapters.size(); i++) {
        loaded.add(new AtomicReference<>(load(i)));
      }
    }

    private Loaded load(int adapter) {
      String name = "a" + adapter + "-" + swaps;
      model.load(name, adapters.get(adapter)).block(LONG);
      return new Loaded(name, adapter, new AtomicInteger());
    }

    private void swap(int adapter) {
      swaps++;
      Loaded next = load(adapter);
      Loaded before = loaded.get(adapter).getAndSet(next);
      before.unloaded().set(1);
      model.unload(before.name()).block(LONG);
    }

    void run(int requests) throws InterruptedException {
      Semaphore inFlight = new Semaphore(120);
      for (int i = 0; i < requests; i++) {
        inFlight.acquire();
        if (random.nextInt(40) == 0) {
          swap(random.nextInt(adapters.size()));
        }
        send(sent++, kinds.get(random.nextInt(kinds.size())), inFlight);
      }
      assertThat(inFlight.tryAcquire(120, LONG.toSeconds(), java.util.concurrent.TimeUnit.SECONDS))
          .as("every request ends")
          .isTrue();
    }

    private void send(int number, Kind kind, Semaphore inFlight) {
      @org.jspecify.annotations.Nullable
      Loaded version = kind.adapter() == 0 ? null : loaded.get(kind.adapter() - 1).get();
      String name = version == null ? "base" : version.name();
      AtomicReference<Generation> answer = new AtomicReference<>();
      AtomicReference<Throwable> failure = new AtomicReference<>();
      // By the one signal that ends it: who cancels does not hear of an answer that comes
      // meanwhile.
      Disposable running =
          model
              .generate(request(name, kind.prompt(), kind.sampling()))
              .doOnNext(answer::set)
              .doOnError(failure::set)
              .doFinally(
                  signal -> {
                    switch (signal) {
                      case CANCEL -> end(number, "cancelled", cancelled);
                      case ON_ERROR -> checkRefusal(number, version, failure.get());
                      default -> check(number, name, kind, answer.get());
                    }
                    inFlight.release();
                  })
              .subscribe(nothing -> {}, nothing -> {});
      if (random.nextInt(8) == 0) {
        reactor.core.scheduler.Schedulers.parallel()
            .schedule(
                running::dispose, random.nextInt(30), java.util.concurrent.TimeUnit.MILLISECONDS);
      }
    }

    private void check(int number, String version, Kind kind, Generation answer) {
      end(number, "answered", answered);
      if (!answer.version().equals(version) || !ids(answer).equals(kind.expected())) {
        problems.add(number + " was answered by " + answer.version() + " otherwise than alone");
      }
    }

    private void checkRefusal(
        int number, @org.jspecify.annotations.Nullable Loaded version, Throwable error) {
      end(number, "refused", refused);
      boolean wasUnloaded = version != null && version.unloaded().get() == 1;
      if (!(error instanceof ModelException) || !wasUnloaded) {
        problems.add(number + " failed: " + error);
      }
    }

    private void end(int number, String how, AtomicInteger counter) {
      counter.incrementAndGet();
      String before = ends.put(number, how);
      if (before != null) {
        problems.add(number + " ended twice: " + before + ", then " + how);
      }
    }
  }
}
