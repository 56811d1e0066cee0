package io.hone.producers.prompts;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** Every line that is not blank, as a JSON object. */
final class JsonRows implements Rows {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Lines lines;

  JsonRows(Lines lines) {
    this.lines = lines;
  }

  @Override
  public Optional<Row> next() throws IOException, RefusedException {
    Optional<String> line = lines.next();
    while (line.isPresent() && line.get().isBlank()) line = lines.next();
    return line.isEmpty() ? Optional.empty() : Optional.of(row(line.get()));
  }

  private Row row(String text) throws RefusedException {
    JsonNode node;
    try {
      node = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      // The original message quotes the text; the column says enough.
      long column = e.getLocation() == null ? 1 : e.getLocation().getColumnNr();
      throw refused("(column %d)".formatted(column));
    }
    if (!(node instanceof ObjectNode object)) {
      throw refused("but " + node.getNodeType().name().toLowerCase(Locale.ROOT));
    }
    return new Row(lines.number(), object);
  }

  private RefusedException refused(String what) {
    return new RefusedException(
        lines.number(),
        "is not one JSON object %s: put one object on each line, or let the file's name (or submit's --format) tell its format"
            .formatted(what));
  }
}
