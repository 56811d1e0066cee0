package io.hone.schemas.registry;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/** Reads one setting at a time out of what Kafka hands to a serde: text, numbers or Kafka types. */
final class Setting {
  private Setting() {}

  /** The value without blanks around it; empty when it is not set or blank. */
  static Optional<String> text(Map<String, ?> config, String key) {
    Object value = config.get(key);
    String text =
        switch (value) {
          case null -> "";
          case Password password -> password.value();
          case Collection<?> list ->
              list.stream().map(String::valueOf).collect(Collectors.joining(","));
          default -> value.toString();
        };
    return Optional.of(text.strip()).filter(t -> !t.isEmpty());
  }

  static String required(Map<String, ?> config, String key) {
    return text(config, key)
        .orElseThrow(
            () ->
                new ConfigException(
                    key + " is not set: set it, because the chosen credentials source reads it"));
  }

  static void choice(String key, String value, String... known) {
    if (!Arrays.asList(known).contains(value)) {
      throw new ConfigException(
          "%s is '%s': take %s".formatted(key, value, String.join(" or ", known)));
    }
  }

  /**
   * A whole number.
   *
   * @throws ConfigException when it is none, or less than {@code least}
   */
  static int number(Map<String, ?> config, String key, int least, int otherwise) {
    Optional<String> text = text(config, key);
    if (text.isEmpty()) return otherwise;
    try {
      int number = Integer.parseInt(text.get());
      if (number >= least) return number;
    } catch (NumberFormatException e) {
      // The sentence below fits both mistakes.
    }
    throw new ConfigException(
        "%s is '%s': take a whole number from %d to %d"
            .formatted(key, text.get(), least, Integer.MAX_VALUE));
  }
}
