package io.hone.schemas.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hone.event.DeadLetter;
import io.hone.event.DeadLetterReason;
import io.hone.event.Prompt;
import io.hone.schemas.registry.RegistryException;
import io.hone.schemas.registry.ScriptedRegistry;
import io.hone.schemas.serde.AvroDeserializer;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordReaderTest {
  private static final byte[] FRAMED = {0, 0, 0, 0, 7, 0};
  private static final byte[] FRAMED_OTHERWISE = {0, 0, 0, 0, 8, 2, 'x'};

  private static Reading<Prompt> read(RecordReader reader, byte @Nullable [] bytes) {
    return reader.read("prompts", new RecordHeaders(), bytes, Prompt.class);
  }

  private static Reading<Prompt> read(Deserializer<Object> deserializer, byte @Nullable [] bytes) {
    return read(new RecordReader(deserializer), bytes);
  }

  private static AvroDeserializer asking(ScriptedRegistry registry) {
    return AvroDeserializer.specific(Map.of("schema.registry.url", registry.url()));
  }

  @ParameterizedTest
  @CsvSource({
    "401, 40101, NOT_AUTHORISED",
    "403, 40301, NOT_AUTHORISED",
    "400, 40001, REFUSED",
    "503, 50301, UNAVAILABLE"
  })
  void shouldWaitForARegistryThatDoesNotHelp(int status, int code, RegistryException.Kind kind)
      throws IOException {
    try (ScriptedRegistry registry =
            new ScriptedRegistry()
                .answer(status, "{\"error_code\":%d,\"message\":\"no\"}".formatted(code));
        AvroDeserializer deserializer = asking(registry)) {
      assertThatThrownBy(() -> read(deserializer, FRAMED))
          .isInstanceOfSatisfying(
              RegistryException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
  }

  @Test
  void shouldGiveUpARecordWhoseSchemaTheRegistryDoesNotKnow() throws IOException {
    try (ScriptedRegistry registry =
            new ScriptedRegistry().answer(404, "{\"error_code\":40403,\"message\":\"none\"}");
        AvroDeserializer deserializer = asking(registry)) {
      Reading<Prompt> reading = read(deserializer, FRAMED);

      assertThat(reading)
          .isInstanceOfSatisfying(
              Reading.Dead.class,
              dead -> assertThat(dead.reason()).isEqualTo(DeadLetterReason.UNKNOWN_SCHEMA));
    }
  }

  /** What is no registry is a wrong address; a registry with one bad schema is not. */
  @Test
  void shouldBlameTheRecordForAnUnusableAnswerOnlyOnceTheRegistryIsProven() throws IOException {
    try (ScriptedRegistry registry =
            new ScriptedRegistry()
                .answer(200, "<html>")
                .answer(200, "{\"schema\":\"\\\"string\\\"\"}")
                .answer(200, "<html>");
        AvroDeserializer deserializer = asking(registry)) {
      RecordReader reader = new RecordReader(deserializer);

      assertThatThrownBy(() -> read(reader, FRAMED)).isInstanceOf(RegistryException.class);
      assertThat(read(reader, FRAMED_OTHERWISE))
          .isInstanceOfSatisfying(
              Reading.Dead.class,
              dead -> assertThat(dead.reason()).isEqualTo(DeadLetterReason.INVALID));
      assertThat(read(reader, FRAMED))
          .isInstanceOfSatisfying(
              Reading.Dead.class,
              dead -> assertThat(dead.reason()).isEqualTo(DeadLetterReason.UNKNOWN_SCHEMA));
    }
  }

  @Test
  void shouldWaitWhenAnotherDeserializerCannotReachItsRegistry() {
    Deserializer<Object> foreign =
        (topic, bytes) -> {
          throw new SerializationException("no schema", new ConnectException("refused"));
        };

    assertThatThrownBy(() -> read(foreign, FRAMED)).isInstanceOf(SerializationException.class);
  }

  @Test
  void shouldBlameNoRecordForAnInterruption() {
    Deserializer<Object> interrupted =
        (topic, bytes) -> {
          throw new InterruptException("closing");
        };

    try {
      assertThatThrownBy(() -> read(interrupted, FRAMED)).isInstanceOf(InterruptException.class);
    } finally {
      // Making the exception has set it.
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void shouldSayWhatIsWrongWithARecord() {
    Deserializer<Object> corrupt =
        (topic, bytes) -> {
          throw new SerializationException("x".repeat(2_000));
        };

    assertThat(read(corrupt, null))
        .isEqualTo(new Reading.Dead<>(DeadLetterReason.INVALID, "The record has no value."));
    assertThat(read((topic, bytes) -> "text", FRAMED))
        .isEqualTo(
            new Reading.Dead<>(
                DeadLetterReason.INVALID, "The record is a java.lang.String and no Prompt."));
    assertThat(read(corrupt, FRAMED))
        .isEqualTo(new Reading.Dead<>(DeadLetterReason.UNDECODABLE, "x".repeat(1_000) + "…"));
  }

  @Test
  void shouldKeepARecordAsItWas() {
    byte[] key = "key".getBytes(StandardCharsets.UTF_8);
    RecordHeaders headers = new RecordHeaders();
    headers.add("empty", null);
    headers.add("full", key);

    DeadLetter letter =
        DeadLetters.of(
            new ConsumerRecord<>(
                "prompts",
                3,
                17,
                1_000,
                TimestampType.CREATE_TIME,
                3,
                6,
                key,
                FRAMED,
                headers,
                Optional.empty()),
            new Reading.Dead<>(DeadLetterReason.UNDECODABLE, "why"),
            "who",
            Instant.ofEpochMilli(2_000));

    assertThat(letter)
        .returns("prompts", DeadLetter::getTopic)
        .returns(3, DeadLetter::getPartition)
        .returns(17L, DeadLetter::getOffset)
        .returns(Instant.ofEpochMilli(1_000), DeadLetter::getTimestamp)
        .returns(ByteBuffer.wrap(key), DeadLetter::getKey)
        .returns(ByteBuffer.wrap(FRAMED), DeadLetter::getValue)
        .returns("who", DeadLetter::getComponent)
        .returns("why", DeadLetter::getDetail);
    assertThat(letter.getHeaders())
        .extracting(h -> h.getValue())
        .containsExactly(null, ByteBuffer.wrap(key));
  }
}
