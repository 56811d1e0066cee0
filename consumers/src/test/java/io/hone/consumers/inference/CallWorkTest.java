package io.hone.consumers.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hone.consumers.calls.Delivery;
import io.hone.consumers.calls.SourceKind;
import io.hone.consumers.testing.House;
import io.hone.event.Call;
import io.hone.event.Stage;
import io.hone.models.scripted.Script;
import io.hone.models.scripted.ScriptedModel;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.reading.RecordReader;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

class CallWorkTest {
  private final Call call = House.call(Stage.ACTOR, "question");
  private final ScriptedModel model = new ScriptedModel(Script.metaRewarding(1));

  /** Says that a record is durable when it is told to. */
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());

  private CallWork work() {
    WorkerSettings settings = WorkerSettings.of(new Namespace("run"), SourceKind.SLIDING_WINDOW, 1);
    Slots slots = new Slots(1, 3, Duration.ofMinutes(1), System::nanoTime);
    return new CallWork(
        settings,
        new RecordReader((topic, bytes) -> call),
        new ModelCalls(settings, ModelRouter.all(model), slots, Schedulers.parallel()),
        new RecordWriter(producer, (topic, value) -> new byte[1], Schedulers.boundedElastic()),
        slots,
        Schedulers.boundedElastic(),
        () -> false);
  }

  private static Delivery delivery() {
    return new Delivery(new ConsumerRecord<>("calls", 0, 0, new byte[1], new byte[1]), 2, 1);
  }

  @Test
  void shouldEndOnlyWhenTheCompletionIsDurable() {
    CompletableFuture<?> end = work().handle(delivery()).toFuture();
    await().until(() -> producer.history().size() == 1);
    await().during(Duration.ofMillis(200)).until(() -> !end.isDone());

    producer.completeNext();

    await().until(end::isDone);
    assertThat(end).isCompleted();
    assertThat(model.asked()).isOne();
  }
}
