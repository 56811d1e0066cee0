package io.hone.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hone.event.DeadLetter;
import io.hone.event.DeadLetterReason;
import io.hone.schemas.catalog.Contracts;
import io.hone.schemas.registry.ScriptedRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class AvroSerdeTest {
  private static final String ESCAPED =
      DeadLetter.SCHEMA$.toString().replace("\\", "\\\\").replace("\"", "\\\"");
  private static final String ANSWER = "{\"id\": 258, \"schema\": \"" + ESCAPED + "\"}";

  static {
    Contracts.trust();
  }

  private static final ScriptedRegistry HOSTILE = hostile();
  private static final AvroDeserializer UNDER_ATTACK = underAttack();

  private static ScriptedRegistry hostile() {
    try {
      return new ScriptedRegistry().answer(200, ANSWER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static AvroDeserializer underAttack() {
    AvroDeserializer deserializer = new AvroDeserializer();
    deserializer.configure(config(HOSTILE, Map.of("specific.avro.reader", "true")), false);
    return deserializer;
  }

  @AfterContainer
  static void stopHostile() {
    UNDER_ATTACK.close();
    HOSTILE.close();
  }

  private static Map<String, Object> config(ScriptedRegistry registry, Map<String, ?> more) {
    Map<String, Object> config = new HashMap<>(more);
    config.put("schema.registry.url", registry.url());
    config.put("max.retries", 0);
    return config;
  }

  private static DeadLetter letter() {
    return DeadLetter.newBuilder()
        .setTopic("t")
        .setPartition(1)
        .setOffset(2)
        .setTimestamp(Instant.ofEpochMilli(1_767_225_600_000L))
        .setValue(ByteBuffer.wrap(new byte[] {1, 2, 3}))
        .setReason(DeadLetterReason.UNDECODABLE)
        .setDetail("ä")
        .setComponent("test")
        .setFailedAt(Instant.EPOCH)
        .build();
  }

  @Test
  void shouldReadBackWhatItWroteBehindMagicByteAndId() throws IOException {
    try (ScriptedRegistry registry = new ScriptedRegistry().answer(200, ANSWER);
        AvroSerde serde = new AvroSerde()) {
      serde.configure(config(registry, Map.of("specific.avro.reader", true)), false);

      byte[] bytes = serde.serializer().serialize("t", letter());
      Object back = serde.deserializer().deserialize("t", bytes);

      assertThat(back).isEqualTo(letter());
      assertThat(Arrays.copyOf(bytes, 5)).containsExactly(0, 0, 0, 1, 2);
    }
  }

  @Test
  void shouldReadAnOldRecordIntoTheNewGeneratedClass() throws IOException {
    Schema old = withoutField(DeadLetter.SCHEMA$, "headers");
    String text = old.toString().replace("\\", "\\\\").replace("\"", "\\\"");
    String answer = "{\"id\": 1, \"schema\": \"" + text + "\"}";
    try (ScriptedRegistry registry = new ScriptedRegistry().answer(200, answer);
        AvroSerde serde = new AvroSerde()) {
      serde.configure(config(registry, Map.of("specific.avro.reader", true)), false);
      GenericRecordBuilder record = new GenericRecordBuilder(old);
      for (Schema.Field field : old.getFields()) {
        record.set(field, letter().get(field.name()));
      }
      record.set("timestamp", 0L).set("failed_at", 0L);
      record.set(
          "reason",
          new org.apache.avro.generic.GenericData.EnumSymbol(
              old.getField("reason").schema(), "INVALID"));

      byte[] bytes = serde.serializer().serialize("t", record.build());
      DeadLetter back = (DeadLetter) serde.deserializer().deserialize("t", bytes);

      assertThat(back).isNotNull().extracting(DeadLetter::getHeaders).isEqualTo(List.of());
    }
  }

  private static Schema withoutField(Schema schema, String name) {
    return Schema.createRecord(
        schema.getName(),
        schema.getDoc(),
        schema.getNamespace(),
        false,
        schema.getFields().stream()
            .filter(f -> !f.name().equals(name))
            .map(f -> new Schema.Field(f, f.schema()))
            .toList());
  }

  @Test
  void shouldKeepATombstone() throws IOException {
    try (ScriptedRegistry registry = new ScriptedRegistry();
        AvroSerde serde = new AvroSerde()) {
      serde.configure(config(registry, Map.of()), false);

      byte[] bytes = serde.serializer().serialize("t", null);

      assertThat(bytes).isNull();
      assertThat(serde.deserializer().deserialize("t", bytes)).isNull();
    }
  }

  /** Whatever the bytes, the answer is a record or a SerializationException, and never worse. */
  @Property(tries = 2000)
  void shouldSurviveAnyBytes(@ForAll byte[] garbage) {
    byte[] data =
        ByteBuffer.allocate(5 + garbage.length).put((byte) 0).putInt(258).put(garbage).array();
    try {
      assertThat(UNDER_ATTACK.deserialize("t", data)).isInstanceOf(DeadLetter.class);
    } catch (SerializationException e) {
      assertThat(e).hasMessageContaining("is corrupt").hasMessageContaining("258");
    }
  }

  @Property(tries = 500)
  void shouldRefuseBytesThatDoNotBeginWithTheWireFormat(@ForAll byte[] garbage) {
    if (garbage.length >= 5 && garbage[0] == 0) return;

    assertThatThrownBy(() -> UNDER_ATTACK.deserialize("t", garbage))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("wire format");
  }

  @Property(tries = 200)
  void shouldRefuseARecordThatIsCutOffOrTooLong(@ForAll byte cut) throws IOException {
    byte[] whole = underAttackBytes();
    int length = 5 + Math.floorMod(cut, whole.length - 5);
    byte[] longer = Arrays.copyOf(whole, whole.length + 1);

    assertThatThrownBy(() -> UNDER_ATTACK.deserialize("t", Arrays.copyOf(whole, length)))
        .isInstanceOf(SerializationException.class);
    assertThatThrownBy(() -> UNDER_ATTACK.deserialize("t", longer))
        .hasMessageContaining("left over");
  }

  private static byte[] underAttackBytes() throws IOException {
    try (AvroSerializer serializer = new AvroSerializer()) {
      serializer.configure(config(HOSTILE, Map.of()), false);
      byte[] bytes = serializer.serialize("t", letter());
      if (bytes == null) throw new AssertionError("no bytes");
      return bytes;
    }
  }

  @Test
  void shouldTellAnUnknownSchemaFromARegistryThatIsDown() throws IOException {
    try (ScriptedRegistry registry =
            new ScriptedRegistry()
                .answer(404, "{\"error_code\": 40403, \"message\": \"Schema 5 not found\"}");
        AvroDeserializer deserializer = new AvroDeserializer()) {
      deserializer.configure(config(registry, Map.of()), false);

      assertThatThrownBy(() -> deserializer.deserialize("t", new byte[] {0, 0, 0, 0, 5}))
          .hasMessageContaining("Schema 5 not found")
          .isInstanceOfSatisfying(
              io.hone.schemas.registry.RegistryException.class,
              e -> assertThat(e.retriable()).isFalse());
    }
  }

  @Test
  void shouldNameSubjectsAsConfluentDoes() {
    Schema schema = SchemaBuilder.record("R").namespace("n").fields().endRecord();
    Map<String, String> config =
        Map.of(
            "value.subject.name.strategy",
            "io.confluent.kafka.serializers.subject.TopicRecordNameStrategy");

    SubjectNameStrategy strategy = SubjectNameStrategy.of(config, false);

    assertThat(strategy.subject("t", false, schema)).isEqualTo("t-n.R");
    assertThat(SubjectNameStrategy.TOPIC.subject("t", true, schema)).isEqualTo("t-key");
    assertThat(SubjectNameStrategy.RECORD.subject("t", false, schema)).isEqualTo("n.R");
    assertThatThrownBy(
            () -> SubjectNameStrategy.of(Map.of("key.subject.name.strategy", "Odd"), true))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("Odd");
  }

  @Test
  void shouldWriteAGenericRecord() throws IOException {
    Schema schema = SchemaBuilder.record("G").fields().requiredInt("n").endRecord();
    GenericRecord record = new GenericRecordBuilder(schema).set("n", 1).build();
    try (ScriptedRegistry registry = new ScriptedRegistry().answer(200, "{\"id\": 4}");
        AvroSerializer serializer = new AvroSerializer()) {
      serializer.configure(config(registry, Map.of()), false);

      byte[] bytes = serializer.serialize("t", record);

      assertThat(bytes).containsExactly(0, 0, 0, 0, 4, 2);
    }
  }
}
