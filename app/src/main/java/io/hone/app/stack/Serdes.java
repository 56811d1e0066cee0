package io.hone.app.stack;

import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Utils;

/** Makes the value serdes that the settings name; ours when they name none. */
public final class Serdes {
  private static final String SERIALIZER = "io.hone.schemas.serde.AvroSerializer";
  private static final String DESERIALIZER = "io.hone.schemas.serde.AvroDeserializer";

  private Serdes() {}

  /** The serializer named by {@code value.serializer}. */
  @SuppressWarnings("unchecked")
  public static Serializer<Object> serializer(Map<String, Object> settings) {
    Serializer<Object> made =
        (Serializer<Object>) make(settings, "value.serializer", SERIALIZER, Serializer.class);
    made.configure(settings, false);
    return made;
  }

  /** The deserializer named by {@code value.deserializer}. */
  @SuppressWarnings("unchecked")
  public static Deserializer<Object> deserializer(Map<String, Object> settings) {
    Deserializer<Object> made =
        (Deserializer<Object>)
            make(settings, "value.deserializer", DESERIALIZER, Deserializer.class);
    made.configure(settings, false);
    return made;
  }

  private static Object make(
      Map<String, Object> settings, String key, String otherwise, Class<?> type) {
    String name = String.valueOf(settings.getOrDefault(key, otherwise));
    try {
      return Utils.newInstance(name, type);
    } catch (ClassNotFoundException e) {
      throw new ConfigException(
          key
              + " names the class "
              + name
              + ", which is not on the class path: put its jars into app/target/hone/lib, or build"
              + " with -Pconfluent");
    }
  }
}
