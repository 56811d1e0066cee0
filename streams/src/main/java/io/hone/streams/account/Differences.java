package io.hone.streams.account;

import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** In which fields two records of one contract differ. */
final class Differences {
  private static final int LONGEST = 80;

  private Differences() {}

  static String between(SpecificRecord written, SpecificRecord again) {
    return written.getSchema().getFields().stream()
        .filter(field -> !Objects.equals(written.get(field.pos()), again.get(field.pos())))
        .map(field -> difference(field, written, again))
        .collect(Collectors.joining("; "));
  }

  private static String difference(
      Schema.Field field, SpecificRecord written, SpecificRecord again) {
    return "%s is %s, not %s"
        .formatted(field.name(), brief(again.get(field.pos())), brief(written.get(field.pos())));
  }

  private static String brief(Object value) {
    String text = String.valueOf(value);
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
