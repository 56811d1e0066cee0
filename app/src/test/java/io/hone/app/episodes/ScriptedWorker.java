package io.hone.app.episodes;

import io.hone.event.Call;
import io.hone.event.Completion;
import io.hone.event.FinishReason;
import io.hone.event.Sample;
import io.hone.event.TokenCounts;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.schemas.serde.AvroDeserializer;
import io.hone.schemas.serde.AvroSerializer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Answers every call by a script; writes before it commits. */
public final class ScriptedWorker implements AutoCloseable {
  private final Namespace run;
  private final Function<Call, String> script;
  private final KafkaConsumer<String, Object> consumer;
  private final KafkaProducer<String, Object> producer;
  private final AtomicInteger answered = new AtomicInteger();
  private final Thread thread;
  private volatile boolean closed;

  ScriptedWorker(Namespace run, Map<String, Object> clients) {
    this(run, clients, ScriptedWorker::words);
  }

  /**
   * @param script what it answers
   */
  public ScriptedWorker(Namespace run, Map<String, Object> clients, Function<Call, String> script) {
    this.run = run;
    this.script = script;
    Map<String, Object> settings = new HashMap<>(clients);
    settings.put("isolation.level", "read_committed");
    settings.put("group.id", "scripted-worker");
    settings.put("auto.offset.reset", "earliest");
    settings.put("enable.auto.commit", false);
    AvroDeserializer reader = AvroDeserializer.specific(settings);
    AvroSerializer writer = AvroSerializer.with(clients);
    this.consumer = new KafkaConsumer<>(settings, new StringDeserializer(), reader);
    this.producer = new KafkaProducer<>(clients, new StringSerializer(), writer);
    consumer.subscribe(
        List.of(
            run.topic(Topic.CALLS_META_JUDGE),
            run.topic(Topic.CALLS_JUDGE),
            run.topic(Topic.CALLS_ACTOR)));
    this.thread = Thread.ofPlatform().name("scripted-worker").start(this::work);
  }

  int answered() {
    return answered.get();
  }

  private void work() {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    while (!closed) {
      for (ConsumerRecord<String, Object> record : consumer.poll(Duration.ofMillis(100))) {
        Call call = (Call) record.value();
        sent.add(
            producer.send(
                new ProducerRecord<>(
                    run.topic(Topic.COMPLETIONS), call.getPromptId(), completion(call))));
        answered.incrementAndGet();
      }
      producer.flush();
      if (sent.stream().allMatch(each -> each.state() == Future.State.SUCCESS)) {
        consumer.commitSync();
      }
      sent.clear();
    }
    consumer.close();
    producer.close();
  }

  /** Words without meaning, and points and winners by chance; a call is always answered alike. */
  public static String words(Call call) {
    Random random = new Random(call.getCallId().hashCode());
    return switch (call.getStage()) {
      case JUDGE -> "Because " + random.nextInt(100) + ".\nScore: " + random.nextInt(11) / 2.0;
      case META_JUDGE -> "Winner: Judgement " + (random.nextBoolean() ? "A" : "B");
      default -> "word ".repeat(1 + random.nextInt(9)) + random.nextInt(1000);
    };
  }

  private Completion completion(Call call) {
    String text = script.apply(call);
    return Completion.newBuilder()
        .setCallId(call.getCallId())
        .setPromptId(call.getPromptId())
        .setLineage(call.getLineage())
        .setStage(call.getStage())
        .setAttempt(call.getAttempt())
        .setModel(call.getModel())
        .setSampling(call.getSampling())
        .setSamples(
            List.of(
                Sample.newBuilder()
                    .setIndex(0)
                    .setText(text)
                    .setTokenIds(List.of())
                    .setLogprobs(List.of())
                    .setTokens(3)
                    .setFinishReason(FinishReason.STOP)
                    .build()))
        .setTokens(TokenCounts.newBuilder().setPrompt(7).setCompletion(3).setCached(0).build())
        .setWorker("scripted")
        .setQueued(0L)
        .setLatency(1L)
        .setCompletedAt(Instant.now())
        .build();
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.join(10_000);
  }
}
