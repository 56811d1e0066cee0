package io.hone.consumers.inference;

import io.hone.consumers.calls.SourceKind;
import io.hone.models.scripted.Latency;
import io.hone.models.scripted.Script;
import io.hone.models.scripted.ScriptedModel;
import io.hone.schemas.catalog.Namespace;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A worker in a process of its own, to be killed. */
final class WorkerMain {
  private WorkerMain() {}

  public static void main(String[] args) throws InterruptedException {
    ScriptedModel model =
        new ScriptedModel(
            Script.metaRewarding(1)
                .withLatency(Latency.exponential(Duration.ofMillis(40), Duration.ofMillis(400))));
    InferenceWorker.start(
        WorkerSettings.of(
            new Namespace(args[2]), SourceKind.valueOf(args[3]), Integer.parseInt(args[4])),
        Map.of("bootstrap.servers", args[0], "schema.registry.url", args[1]),
        ModelRouter.all(model));
    new CountDownLatch(1).await();
  }
}
