package io.hone.producers.prompts;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.Optional;

/** Every line that is not blank, as the field {@value #FIELD}. */
final class TextRows implements Rows {
  static final String FIELD = "prompt";

  private final Lines lines;

  TextRows(Lines lines) {
    this.lines = lines;
  }

  @Override
  public Optional<Row> next() throws IOException, RefusedException {
    Optional<String> line = lines.next();
    while (line.isPresent() && line.get().isBlank()) line = lines.next();
    return line.map(
        text -> new Row(lines.number(), JsonNodeFactory.instance.objectNode().put(FIELD, text)));
  }
}
