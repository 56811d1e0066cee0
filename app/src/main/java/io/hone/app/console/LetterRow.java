package io.hone.app.console;

import io.hone.app.records.Spelling;
import io.hone.event.DeadLetter;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.streams.account.Position;
import org.jspecify.annotations.Nullable;

/**
 * What is held of a dead letter.
 *
 * @param position of the letter itself
 * @param topic where the record stood, without the run's part of the name if it has one
 * @param partition where it stood, as is {@code offset}
 * @param reason in lower case
 * @param detail one sentence
 * @param failedAt milliseconds since 1970
 * @param bytes of the record's value
 */
record LetterRow(
    Position position,
    String topic,
    int partition,
    long offset,
    String reason,
    String detail,
    String component,
    long failedAt,
    long bytes) {
  private static final int LONGEST_DETAIL = 300;

  static LetterRow of(Position position, DeadLetter letter, Namespace run) {
    String topic = letter.getTopic();
    java.nio.@Nullable ByteBuffer value = letter.getValue();
    return new LetterRow(
        position,
        run.find(topic).map(Topic::shortName).orElse(topic),
        letter.getPartition(),
        letter.getOffset(),
        Spelling.of(letter.getReason()),
        Words.beginning(letter.getDetail(), LONGEST_DETAIL),
        letter.getComponent(),
        letter.getFailedAt().toEpochMilli(),
        value == null ? 0 : value.remaining());
  }

  /** What it is asked for by: {@code partition-offset} of the letter. */
  String id() {
    return position.partition() + "-" + position.offset();
  }

  /** Of letters that have the same fault. */
  Group group() {
    return new Group(reason, component, topic);
  }

  /**
   * A kind of fault.
   *
   * @param topic of the records
   */
  record Group(String reason, String component, String topic) {}
}
