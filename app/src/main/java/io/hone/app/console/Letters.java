package io.hone.app.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.app.records.AvroJson;
import io.hone.app.records.RunLookup;
import io.hone.app.web.Refusal;
import io.hone.event.DeadLetter;
import io.hone.event.RecordHeader;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.schemas.serde.ValueSerdes;
import io.hone.streams.account.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** What dead letters hold, and the records that become of them. */
final class Letters {
  /** Names the order by which a record was written again. */
  static final String HEADER = "hone.resent";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Object> kafka;
  private final Namespace run;
  private final RunLookup lookup;

  /**
   * @param kafka settings of clients and registry
   */
  Letters(Map<String, Object> kafka, Namespace run, RunLookup lookup) {
    this.kafka = kafka;
    this.run = run;
    this.lookup = lookup;
  }

  /**
   * @throws Refusal 404 if there is none at the position
   */
  DeadLetter read(Position position) {
    return lookup
        .at(position)
        .filter(DeadLetter.class::isInstance)
        .map(DeadLetter.class::cast)
        .orElseThrow(() -> new Refusal(404, "there is no dead letter at %s".formatted(position)));
  }

  /** The record's value in the best form that it has: a record, text or bytes. */
  JsonNode shown(DeadLetter letter) {
    ByteBuffer value = letter.getValue();
    if (value == null) return NullNode.instance;
    byte[] bytes = bytes(value);
    Optional<JsonNode> record = record(letter.getTopic(), bytes);
    if (record.isPresent()) {
      ObjectNode json = Json.object().put("form", "record");
      json.set("json", record.get());
      return json;
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(value.duplicate()).toString();
      return Json.object().put("form", "text").put("text", text);
    } catch (CharacterCodingException e) {
      String base64 = Base64.getEncoder().encodeToString(bytes);
      return Json.object().put("form", "bytes").put("base64", base64);
    }
  }

  private Optional<JsonNode> record(String topic, byte[] bytes) {
    try (Deserializer<Object> values = ValueSerdes.deserializer(kafka)) {
      return values.deserialize(topic, bytes) instanceof IndexedRecord record
          ? Optional.of(JSON.readTree(AvroJson.of(record)))
          : Optional.empty();
    } catch (SerializationException | JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /**
   * The record that is written to its topic again: as it was, or edited.
   *
   * @param edited in Avro's JSON form of the topic's contract; null: as it was
   * @throws Refusal 400 if it cannot be
   */
  ProducerRecord<byte[], byte[]> again(DeadLetter letter, @Nullable JsonNode edited) {
    Topic topic = topic(letter.getTopic());
    ByteBuffer value = letter.getValue();
    if (edited == null && value == null) {
      throw Refusal.wrong("the record has no value: edit it, or leave it");
    }
    RecordHeaders headers = new RecordHeaders();
    for (RecordHeader header : letter.getHeaders()) {
      ByteBuffer content = header.getValue();
      headers.add(header.getKey(), content == null ? null : bytes(content));
    }
    ByteBuffer key = letter.getKey();
    byte[] keyBytes = key == null ? null : bytes(key);
    byte[] valueBytes = bytes(value);
    if (edited != null) {
      GenericRecord record = parsed(topic, edited);
      keyBytes = key(topic, record).orElse(keyBytes);
      valueBytes = serialized(letter.getTopic(), record);
    }
    // Where a key belongs is worked out anew: whoever wrote the record may have been wrong there.
    Integer partition = keyBytes == null ? letter.getPartition() : null;
    return new ProducerRecord<>(letter.getTopic(), partition, null, keyBytes, valueBytes, headers);
  }

  /** The key that the contract asks for, where it is a field of the record. */
  private static Optional<byte[]> key(Topic topic, GenericRecord record) {
    if (record.getSchema().getField(topic.key()) == null) return Optional.empty();
    return Optional.of(String.valueOf(record.get(topic.key())).getBytes(StandardCharsets.UTF_8));
  }

  private Topic topic(String name) {
    return run.find(name)
        .orElseThrow(
            () -> Refusal.wrong("it stood on %s, which is no topic of this run".formatted(name)));
  }

  private static GenericRecord parsed(Topic topic, JsonNode edited) {
    try {
      return AvroJson.parse(topic.value(), edited.toString());
    } catch (IOException e) {
      throw Refusal.wrong(
          "what was edited is no %s: %s".formatted(topic.value().getName(), e.getMessage()));
    }
  }

  private byte[] serialized(String name, GenericRecord record) {
    try (Serializer<Object> values = ValueSerdes.serializer(kafka)) {
      return values.serialize(name, record);
    }
  }

  private static byte[] bytes(@Nullable ByteBuffer buffer) {
    if (buffer == null) return new byte[0];
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
