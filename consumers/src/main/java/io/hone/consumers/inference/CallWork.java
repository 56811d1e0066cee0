package io.hone.consumers.inference;

import io.hone.consumers.calls.CallHandler;
import io.hone.consumers.calls.Delivery;
import io.hone.event.Call;
import io.hone.event.CallErrorKind;
import io.hone.event.Completion;
import io.hone.schemas.catalog.Topic;
import io.hone.schemas.reading.DeadLetters;
import io.hone.schemas.reading.Reading;
import io.hone.schemas.reading.RecordReader;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * What becomes of a delivery: a completion for every call, a dead letter for what is no call. Its
 * end means that the one or the other is durable.
 */
final class CallWork implements CallHandler {
  private static final Logger LOG = LoggerFactory.getLogger(CallWork.class);
  private static final int REMEMBERED = 10_000;

  private final WorkerSettings settings;
  private final RecordReader reader;
  private final ModelCalls models;
  private final RecordWriter writer;
  private final Slots slots;
  private final Scheduler blocking;
  private final BooleanSupplier paused;
  private final RecentAnswers recent = new RecentAnswers(REMEMBERED);
  private final Map<Topic, StageTally> tallies = new EnumMap<>(Topic.class);

  CallWork(
      WorkerSettings settings,
      RecordReader reader,
      ModelCalls models,
      RecordWriter writer,
      Slots slots,
      Scheduler blocking,
      BooleanSupplier paused) {
    this.settings = settings;
    this.reader = reader;
    this.models = models;
    this.writer = writer;
    this.slots = slots;
    this.blocking = blocking;
    this.paused = paused;
    WorkerSettings.STAGES.forEach(stage -> tallies.put(stage, new StageTally()));
  }

  @Override
  public boolean hungry(int rank) {
    return slots.wants(rank);
  }

  @Override
  public boolean paused() {
    return paused.getAsBoolean();
  }

  @Override
  public Mono<Void> handle(Delivery delivery) {
    return RecordWriter.patiently(
            Mono.fromCallable(() -> read(delivery.record())).subscribeOn(blocking),
            SerializationException.class::isInstance,
            "a call waits for the schema registry")
        .flatMap(
            reading ->
                switch (reading) {
                  case Reading.Event<Call> call -> answer(call.value(), delivery);
                  case Reading.Dead<Call> dead -> bury(dead, delivery);
                });
  }

  private Reading<Call> read(ConsumerRecord<byte[], byte[]> record) {
    return reader.read(record.topic(), record.headers(), record.value(), Call.class);
  }

  private Mono<Void> answer(Call call, Delivery delivery) {
    StageTally tally = tally(delivery);
    if (recent.has(call.getCallId())) {
      tally.known();
      return Mono.empty();
    }
    int tries = settings.source().tries();
    Mono<Completion> completion =
        delivery.attempt() > tries
            ? Mono.fromSupplier(() -> givenUp(call, tries))
            : models.complete(call, delivery.rank(), tally);
    return completion.flatMap(made -> write(call, made, tally));
  }

  private Completion givenUp(Call call, int tries) {
    return models.failed(
        call,
        CallErrorKind.POISONOUS,
        "It was begun %d times and no worker lived to write an end: given up.".formatted(tries));
  }

  private Mono<Void> write(Call call, Completion made, StageTally tally) {
    return durable(made)
        .thenReturn(made)
        .onErrorResume(
            RecordTooLargeException.class,
            e -> {
              Completion smaller =
                  models.failed(
                      call,
                      CallErrorKind.PERMANENT,
                      "The answer is too large for the topic: raise max.request.size and"
                          + " max.message.bytes, or ask for fewer samples.");
              return durable(smaller).thenReturn(smaller);
            })
        .doOnNext(
            written -> {
              tally.written(written);
              if (written.getError() == null) recent.written(call.getCallId());
            })
        .then();
  }

  private Mono<Void> durable(Completion completion) {
    String topic = settings.namespace().topic(Topic.COMPLETIONS);
    return writer.write(topic, completion.getPromptId(), completion);
  }

  private Mono<Void> bury(Reading.Dead<Call> why, Delivery delivery) {
    String topic = settings.namespace().topic(Topic.DEAD_LETTERS);
    return writer
        .write(
            topic,
            delivery.record().key(),
            DeadLetters.of(delivery.record(), why, "worker", Instant.now()))
        .doOnSuccess(
            written -> {
              tally(delivery).deadLettered();
              LOG.atWarn()
                  .addKeyValue("record", delivery.position())
                  .addKeyValue("reason", why.reason())
                  .addKeyValue("detail", why.detail())
                  .log("a record that is no call went to dead-letters");
            });
  }

  private StageTally tally(Delivery delivery) {
    return java.util.Objects.requireNonNull(
        tallies.get(WorkerSettings.STAGES.get(delivery.rank())));
  }

  Map<Topic, StageCounts> counts() {
    Map<Topic, StageCounts> counts = new EnumMap<>(Topic.class);
    tallies.forEach((stage, tally) -> counts.put(stage, tally.counts()));
    return counts;
  }
}
