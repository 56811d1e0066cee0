package io.hone.schemas.serde;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;

/** How a subject is named; the names are Confluent's, with or without their package. */
public enum SubjectNameStrategy {
  /** {@code <topic>-key} or {@code <topic>-value}: one kind of record a topic. The default. */
  TOPIC("TopicNameStrategy"),
  /** The record's full name: one schema history for all topics. */
  RECORD("RecordNameStrategy"),
  /** {@code <topic>-<full name>}: several kinds of record in one topic. */
  TOPIC_RECORD("TopicRecordNameStrategy");

  private static final String PACKAGE = "io.confluent.kafka.serializers.subject.";

  private final String confluentName;

  SubjectNameStrategy(String confluentName) {
    this.confluentName = confluentName;
  }

  /**
   * Reads {@code key.subject.name.strategy} or {@code value.subject.name.strategy}.
   *
   * @throws ConfigException if the value names none of them
   */
  static SubjectNameStrategy of(Map<String, ?> config, boolean isKey) {
    String key = (isKey ? "key" : "value") + ".subject.name.strategy";
    Object value = config.get(key);
    if (value == null) return TOPIC;
    String name = value instanceof Class<?> c ? c.getName() : value.toString();
    String simple = name.startsWith(PACKAGE) ? name.substring(PACKAGE.length()) : name;
    return Arrays.stream(values())
        .filter(s -> s.confluentName.equals(simple))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigException(
                    key
                        + " is '"
                        + name
                        + "': take "
                        + Arrays.stream(values())
                            .map(s -> s.confluentName)
                            .collect(Collectors.joining(", "))));
  }

  /** The subject of a record. */
  public String subject(String topic, boolean isKey, Schema schema) {
    return switch (this) {
      case TOPIC -> topic + (isKey ? "-key" : "-value");
      case RECORD -> schema.getFullName();
      case TOPIC_RECORD -> topic + "-" + schema.getFullName();
    };
  }
}
