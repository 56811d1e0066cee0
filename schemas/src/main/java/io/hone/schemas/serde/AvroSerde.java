package io.hone.schemas.serde;

import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** Both directions in one, for Kafka Streams. */
public final class AvroSerde implements Serde<Object> {
  private final AvroSerializer serializer = new AvroSerializer();
  private final AvroDeserializer deserializer = new AvroDeserializer();

  @Override
  public void configure(Map<String, ?> config, boolean isKey) {
    serializer.configure(config, isKey);
    deserializer.configure(config, isKey);
  }

  @Override
  public void close() {
    serializer.close();
    deserializer.close();
  }

  @Override
  public Serializer<Object> serializer() {
    return serializer;
  }

  @Override
  public Deserializer<Object> deserializer() {
    return deserializer;
  }
}
