package io.hone.bench.episodes;

import io.hone.event.Prompt;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.schemas.serde.AvroSerializer;
import io.hone.streams.episode.ToContracts;
import io.hone.streams.recipe.Conversation;
import java.time.Instant;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Submits prompts of one sentence to a run; every number gives another prompt. */
final class Prompts implements AutoCloseable {
  private final Namespace run;
  private final KafkaProducer<String, Object> producer;

  Prompts(Namespace run, Map<String, Object> clients) {
    this.run = run;
    AvroSerializer values = AvroSerializer.with(clients);
    this.producer = new KafkaProducer<>(clients, new StringSerializer(), values);
  }

  /** Returns when all are written. */
  @SuppressWarnings("FutureReturnValueIgnored") // a prompt that is missing is waited for in vain
  void submit(int from, int to) {
    IntStream.range(from, to)
        .mapToObj(this::prompt)
        .forEach(
            prompt ->
                producer.send(
                    new ProducerRecord<>(run.topic(Topic.PROMPTS), prompt.getPromptId(), prompt)));
    producer.flush();
  }

  private Prompt prompt(int number) {
    Conversation conversation =
        Conversation.of(
            "Which river is number %d of the atlas, how long is it, and why did people build towns along it?"
                .formatted(number));
    return Prompt.newBuilder()
        .setPromptId(io.hone.streams.recipe.Prompt.of(conversation, Map.of()).id())
        .setRun(run.run())
        .setMessages(ToContracts.messages(conversation))
        .setSource("bench")
        .setAttributes(Map.of())
        .setSubmittedAt(Instant.EPOCH)
        .build();
  }

  @Override
  public void close() {
    producer.close();
  }
}
