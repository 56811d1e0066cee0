package io.hone.consumers.versions;

import io.hone.consumers.testing.TestBroker;
import io.hone.consumers.testing.TestRegistry;
import io.hone.event.Artifact;
import io.hone.event.ModelForm;
import io.hone.event.ModelRef;
import io.hone.event.ModelState;
import io.hone.event.ModelVersion;
import io.hone.schemas.catalog.Contracts;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.schemas.serde.AvroSerializer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** A run's topic of models, and what a trainer writes there. */
final class Announcements implements AutoCloseable {
  static {
    Contracts.trust(); // a builder of a record with measures needs it, whoever is first
  }

  static final String BASE = "b".repeat(64);

  private final Namespace run;
  private final Map<String, Object> kafka;
  private final KafkaProducer<String, Object> producer;

  Announcements(TestBroker broker, TestRegistry registry, Namespace run) {
    this.run = run;
    this.kafka = new HashMap<>(broker.clients());
    kafka.put("schema.registry.url", registry.url());
    broker.create(1, run.topic(Topic.MODELS));
    AvroSerializer values = AvroSerializer.with(kafka);
    producer = new KafkaProducer<>(kafka, new StringSerializer(), values);
  }

  Map<String, Object> kafka() {
    return kafka;
  }

  Namespace run() {
    return run;
  }

  /** Writes it and waits until it is there. */
  ModelVersion say(ModelVersion version) {
    try {
      producer
          .send(
              new ProducerRecord<>(
                  run.topic(Topic.MODELS), version.getModel().getVersion(), version))
          .get();
      return version;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  ModelVersion say(String version, ModelState state, @Nullable Artifact artifact) {
    return say(adapter(version, state, artifact));
  }

  static ModelVersion adapter(String version, ModelState state, @Nullable Artifact artifact) {
    return ModelVersion.newBuilder()
        .setModel(new ModelRef("policy", version))
        .setParent(null)
        .setBase(BASE)
        .setForm(artifact == null ? ModelForm.FULL : ModelForm.ADAPTER)
        .setState(state)
        .setArtifact(artifact)
        .setRun("run")
        .setChangedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
        .build();
  }

  @Override
  public void close() {
    producer.close();
  }
}
