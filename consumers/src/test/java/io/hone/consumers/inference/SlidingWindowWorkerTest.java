package io.hone.consumers.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hone.consumers.calls.SourceKind;
import io.hone.consumers.testing.House;
import io.hone.consumers.testing.TestBroker;
import io.hone.consumers.testing.TestRegistry;
import io.hone.event.Call;
import io.hone.event.Completion;
import io.hone.event.Stage;
import io.hone.models.scripted.Latency;
import io.hone.models.scripted.Script;
import io.hone.models.scripted.ScriptedModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class SlidingWindowWorkerTest extends InferenceWorkerContract {
  @Override
  SourceKind kind() {
    return SourceKind.SLIDING_WINDOW;
  }

  @Test
  void shouldShareEveryStageEvenlyBetweenTwoWorkers(TestBroker broker, TestRegistry registry) {
    house.close();
    house = new House(broker, registry, 4);
    ScriptedModel model = new ScriptedModel(Script.metaRewarding(1));
    WorkerSettings settings = WorkerSettings.of(house.namespace(), kind(), 16);
    List<InferenceWorker> workers = List.of(start(settings, model), start(settings, model));

    List<Call> calls = new ArrayList<>();
    await()
        .atMost(LONG)
        .until(
            () -> {
              calls.addAll(askOfEveryStage(calls.size()));
              return workers.stream().allMatch(SlidingWindowWorkerTest::hasAnsweredEveryStage);
            });

    awaitAll(calls);
  }

  private List<Call> askOfEveryStage(int from) {
    List<Call> more =
        IntStream.range(from, from + 30)
            .mapToObj(i -> House.call(STAGES.get(i % STAGES.size()), "question " + i))
            .toList();
    house.ask(more);
    return more;
  }

  private static boolean hasAnsweredEveryStage(InferenceWorker worker) {
    var stages = worker.report().stages().values();
    return stages.size() == STAGES.size()
        && stages.stream().allMatch(stage -> stage.answered() > 0);
  }

  @Test
  void shouldLoseNothingWhileAnotherWorkerJoinsAndLeaves(TestBroker broker, TestRegistry registry) {
    house.close();
    house = new House(broker, registry, 4);
    ScriptedModel model =
        new ScriptedModel(
            Script.metaRewarding(1).withLatency(Latency.fixed(Duration.ofMillis(400))));
    WorkerSettings settings = WorkerSettings.of(house.namespace(), kind(), 256);
    List<Call> calls = new ArrayList<>();
    int joins = 4;

    start(settings, model);
    for (int join = 0; join < joins; join++) {
      calls.addAll(askMore(calls.size(), 1_000));
      await().atMost(LONG).until(() -> model.inFlight() >= 200);
      InferenceWorker guest = start(settings, model);
      // There must be work left when it comes in.
      await()
          .atMost(LONG)
          .until(
              () -> {
                int waiting = calls.size() - (int) model.asked();
                calls.addAll(askMore(calls.size(), Math.max(100, 1_000 - waiting)));
                return guest.report().source().delivered() >= 100;
              });
      guest.stop();
    }
    awaitAll(calls);

    Map<String, List<Completion>> found = byCall();
    assertThat(found.keySet()).isEqualTo(ids(calls));
    long repeated = model.asked() - calls.size();
    System.out.printf("%d joins and leaves: %d calls made again%n", joins, repeated);
    // Who joins takes calls in flight along; who leaves has ended its own.
    assertThat(repeated).isBetween(0L, (long) joins * settings.source().window());
    long written = found.values().stream().mapToLong(List::size).sum();
    assertThat(written).isLessThanOrEqualTo(model.asked());
    assertThat(model.mostInFlight()).isGreaterThan(256);
  }

  private List<Call> askMore(int from, int count) {
    List<Call> more =
        IntStream.range(from, from + count)
            .mapToObj(i -> House.call(Stage.ACTOR, "question " + i))
            .toList();
    house.ask(more);
    return more;
  }
}
