package io.hone.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.hone.event.DeadLetter;
import io.hone.schemas.registry.ScriptedRegistry;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AvroSerializerTest {
  private static final Schema OWN =
      SchemaBuilder.record("R").fields().requiredString("a").requiredString("b").endRecord();

  private ScriptedRegistry registry;

  @BeforeEach
  void start() throws IOException {
    registry = new ScriptedRegistry();
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  private Map<String, Object> config(Map<String, ?> more) {
    Map<String, Object> config = new HashMap<>(more);
    config.put("schema.registry.url", registry.url());
    config.put("max.retries", 0);
    return config;
  }

  private AvroSerializer serializer(Map<String, ?> more) {
    AvroSerializer serializer = new AvroSerializer();
    serializer.configure(config(more), false);
    return serializer;
  }

  private void knows(Schema schema) {
    registry.answer(
        200,
        JsonNodeFactory.instance
            .objectNode()
            .put("subject", "t-value")
            .put("version", 2)
            .put("id", 9)
            .put("schema", schema.toString())
            .toString());
  }

  private static final Map<String, ?> LATEST =
      Map.of("auto.register.schemas", false, "use.latest.version", "true");

  @Test
  void shouldWriteTheLatestVersionByFieldNamesNotByPositions() {
    Schema latest =
        SchemaBuilder.record("R")
            .fields()
            .requiredString("b")
            .requiredString("a")
            .name("c")
            .type()
            .intType()
            .intDefault(7)
            .endRecord();
    knows(latest);
    GenericRecord record = new GenericRecordBuilder(OWN).set("a", "1").set("b", "2").build();

    try (AvroSerializer serializer = serializer(LATEST);
        AvroDeserializer deserializer = new AvroDeserializer()) {
      deserializer.configure(config(Map.of()), false);
      byte[] bytes = serializer.serialize("t", record);

      assertThat(deserializer.deserialize("t", bytes))
          .hasToString("{\"b\": \"2\", \"a\": \"1\", \"c\": 7}");
    }
  }

  @Test
  void shouldRefuseALatestVersionThatWantsMoreThanTheRecordHas() {
    knows(SchemaBuilder.record("R").fields().requiredString("a").requiredInt("must").endRecord());
    GenericRecord record = new GenericRecordBuilder(OWN).set("a", "1").set("b", "2").build();

    try (AvroSerializer serializer = serializer(LATEST)) {
      assertThatThrownBy(() -> serializer.serialize("t", record))
          .isInstanceOf(SerializationException.class)
          .hasMessageContaining("cannot be written to t with schema id 9");
    }
  }

  @Test
  void shouldTellNoValueOfARecordThatDoesNotFit() {
    registry.answer(200, "{\"id\": 4}");
    GenericRecord record =
        new org.apache.avro.generic.GenericData.Record(
            SchemaBuilder.record("R")
                .fields()
                .name("x")
                .type()
                .unionOf()
                .nullType()
                .and()
                .longType()
                .endUnion()
                .noDefault()
                .endRecord());
    record.put("x", "a prompt of somebody");

    try (AvroSerializer serializer = serializer(Map.of())) {
      Throwable refused = catchThrowable(() -> serializer.serialize("t", record));

      assertThat(refused)
          .isInstanceOf(SerializationException.class)
          .hasMessageContaining("a String where the union has none")
          .hasMessageNotContaining("prompt of somebody")
          .hasNoCause();
    }
  }

  @Test
  void shouldLeaveJavasPropertiesOutOfWhatItRegisters() {
    registry.answer(200, "{\"id\": 4}");
    GenericRecord letter =
        new org.apache.avro.generic.GenericData.Record(DeadLetter.getClassSchema());

    try (AvroSerializer serializer = serializer(Map.of("avro.remove.java.properties", "TRUE"))) {
      assertThatThrownBy(() -> serializer.serialize("t", letter))
          .isInstanceOf(SerializationException.class);
    }

    assertThat(DeadLetter.getClassSchema().toString()).contains("avro.java.string");
    assertThat(registry.bodies())
        .singleElement()
        .asString()
        .contains("DeadLetter")
        .doesNotContain("avro.java.string");
  }

  @Test
  void shouldNotTakeAClassThatMerelyHasTheNameForAGeneratedOne() {
    knows(SchemaBuilder.record("Thread").namespace("java.lang").fields().endRecord());

    try (AvroDeserializer deserializer = new AvroDeserializer()) {
      deserializer.configure(config(Map.of("specific.avro.reader", true)), false);

      assertThatThrownBy(() -> deserializer.deserialize("t", new byte[] {0, 0, 0, 0, 9}))
          .isInstanceOf(SerializationException.class)
          .hasMessageContaining("java.lang.Thread")
          .hasMessageContaining("specific.avro.reader=false");
    }
  }

  @Test
  void shouldRefuseAClaimOfMoreBytesThanThereAre() {
    knows(SchemaBuilder.builder().bytesType());
    byte[] claimsTwoGigabytes = {0, 0, 0, 0, 9, -2, -1, -1, -1, 15};

    try (AvroDeserializer deserializer = new AvroDeserializer()) {
      deserializer.configure(config(Map.of()), false);

      assertThatThrownBy(() -> deserializer.deserialize("t", claimsTwoGigabytes))
          .isInstanceOf(SerializationException.class)
          .hasMessageContaining("is corrupt");
    }
  }

  @Test
  void shouldRefuseAClaimOfMoreItemsThanCouldBeThere() {
    knows(SchemaBuilder.array().items().nullType());
    byte[] claimsTwoBillionNulls = {0, 0, 0, 0, 9, -2, -1, -1, -1, 15, 0};

    try (AvroDeserializer deserializer = new AvroDeserializer()) {
      deserializer.configure(config(Map.of()), false);

      assertThatThrownBy(() -> deserializer.deserialize("t", claimsTwoBillionNulls))
          .isInstanceOf(SerializationException.class)
          .hasMessageContaining("is corrupt");
    }
  }

  @Test
  void shouldRefuseAFlagThatIsNone() {
    assertThatThrownBy(() -> serializer(Map.of("use.latest.version", "perhaps")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("use.latest.version is 'perhaps': take true or false");
  }
}
