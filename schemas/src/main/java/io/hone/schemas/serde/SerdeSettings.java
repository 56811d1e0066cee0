package io.hone.schemas.serde;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;

/**
 * The serdes' own settings, under Confluent's keys.
 *
 * @param autoRegister register unknown schemas
 * @param useLatest write with the subject's latest version
 * @param normalize let the registry normalise schemas
 * @param specific read into generated classes
 * @param removeJavaProperties leave {@code avro.java.string} out of registered schemas
 * @param subjects how subjects are named
 */
record SerdeSettings(
    boolean autoRegister,
    boolean useLatest,
    boolean normalize,
    boolean specific,
    boolean removeJavaProperties,
    SubjectNameStrategy subjects) {
  private static final String SPECIFIC = "specific.avro.reader";

  static SerdeSettings of(Map<String, ?> config, boolean isKey) {
    return new SerdeSettings(
        flag(config, "auto.register.schemas", true),
        flag(config, "use.latest.version", false),
        flag(config, "normalize.schemas", false),
        flag(config, SPECIFIC, false),
        flag(config, "avro.remove.java.properties", false),
        SubjectNameStrategy.of(config, isKey));
  }

  /** These, reading into generated classes. */
  static Map<String, Object> specific(Map<String, ?> config) {
    Map<String, Object> specific = new HashMap<>(config);
    specific.put(SPECIFIC, true);
    return specific;
  }

  private static boolean flag(Map<String, ?> config, String key, boolean otherwise) {
    Object value = config.get(key);
    if (value == null) return otherwise;
    return switch (value.toString().strip().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new ConfigException(key + " is '" + value + "': take true or false");
    };
  }
}
