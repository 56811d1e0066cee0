package io.hone.consumers.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hone.consumers.calls.SourceKind;
import io.hone.consumers.testing.House;
import io.hone.consumers.testing.Shared;
import io.hone.consumers.testing.TestBroker;
import io.hone.consumers.testing.TestRegistry;
import io.hone.models.scripted.Latency;
import io.hone.models.scripted.Script;
import io.hone.models.scripted.ScriptedModel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/** Hundreds of calls in flight, measured: alone on the machine, as far as these tests go. */
@Isolated
@ExtendWith(Shared.class)
class InFlightTest {
  @Test
  void shouldReallyHaveAsManyInFlightAsItMay(TestBroker broker, TestRegistry registry) {
    int count = 12_000;
    ScriptedModel model =
        new ScriptedModel(
            Script.metaRewarding(1).withLatency(Latency.fixed(Duration.ofMillis(50))));
    List<Integer> inFlight = new CopyOnWriteArrayList<>();

    try (House house = new House(broker, registry, 1)) {
      house.ask(InferenceWorkerContract.calls(count));
      try (InferenceWorker worker =
          InferenceWorker.start(
              WorkerSettings.of(house.namespace(), SourceKind.SLIDING_WINDOW, 256),
              house.kafka(),
              ModelRouter.all(model))) {
        await().atMost(InferenceWorkerContract.LONG).until(() -> model.asked() >= 3_000);
        long began = System.nanoTime();
        long before = model.asked();
        await()
            .atMost(InferenceWorkerContract.LONG)
            .pollInterval(Duration.ofMillis(7))
            .until(
                () -> {
                  inFlight.add(model.inFlight());
                  return model.asked() >= count - 1_500;
                });
        double rate = (model.asked() - before) / ((System.nanoTime() - began) / 1e9);
        await()
            .atMost(InferenceWorkerContract.LONG)
            .until(() -> worker.report().source().acknowledged() == count);

        int middle = inFlight.stream().sorted().toList().get(inFlight.size() / 2);
        System.out.printf(
            "256 slots, 50 ms: %d in flight in the middle, %.0f calls/s%n", middle, rate);
        assertThat(model.mostInFlight()).isEqualTo(256);
        // Not the mean: a pause of the machine counts for as long as it lasts.
        assertThat(middle).isGreaterThan(180);
        assertThat(model.asked()).isEqualTo(count);
      }
    }
  }
}
