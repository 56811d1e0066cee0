package io.hone.schemas.serde;

import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Utils;

/**
 * Serdes of values, configured: those that {@code value.serializer} and {@code value.deserializer}
 * name, else ours.
 */
public final class ValueSerdes {
  private ValueSerdes() {}

  /**
   * @throws ConfigException if the class that is named is not there
   */
  @SuppressWarnings("unchecked")
  public static Serializer<Object> serializer(Map<String, ?> settings) {
    Serializer<Object> made =
        (Serializer<Object>)
            make(settings, "value.serializer", AvroSerializer.class, Serializer.class);
    made.configure(settings, false);
    return made;
  }

  /**
   * Reads into what {@code specific.avro.reader} says: generic records, if it says nothing.
   *
   * @throws ConfigException if the class that is named is not there
   */
  @SuppressWarnings("unchecked")
  public static Deserializer<Object> deserializer(Map<String, ?> settings) {
    Deserializer<Object> made =
        (Deserializer<Object>)
            make(settings, "value.deserializer", AvroDeserializer.class, Deserializer.class);
    made.configure(settings, false);
    return made;
  }

  /**
   * Reads into the generated classes, whatever the settings say.
   *
   * @throws ConfigException if the class that is named is not there
   */
  public static Deserializer<Object> specific(Map<String, ?> settings) {
    return deserializer(SerdeSettings.specific(settings));
  }

  private static Object make(
      Map<String, ?> settings, String key, Class<?> otherwise, Class<?> type) {
    Object named = settings.get(key);
    String name = named == null ? otherwise.getName() : named.toString();
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
