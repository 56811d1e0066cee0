package io.hone.producers.prompts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.IOException;
import java.io.Reader;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a CSV file after its first, which names the columns. A quoted field may hold line
 * ends; they are read as LF. Where quotes do not match, nothing more can be read.
 */
final class CsvRows implements Rows {
  private static final CsvMapper CSV =
      CsvMapper.builder(
              CsvFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(Lines.MAX_LINE_BYTES).build())
                  .build())
          .enable(CsvParser.Feature.WRAP_AS_ARRAY)
          .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
          .build();

  private final Lines lines;
  private final OneLineAtATime reader;
  private final MappingIterator<List<String>> rows;
  private List<String> columns = List.of();

  CsvRows(Lines lines) throws IOException {
    this.lines = lines;
    this.reader = new OneLineAtATime(lines);
    this.rows = CSV.readerForListOf(String.class).readValues(reader);
  }

  @Override
  public Optional<Row> next() throws IOException, RefusedException {
    if (columns.isEmpty()) {
      Optional<Cells> header = cells();
      if (header.isEmpty()) return Optional.empty();
      columns = columns(header.get());
    }
    Optional<Cells> cells = cells();
    return cells.isEmpty() ? Optional.empty() : Optional.of(row(cells.get()));
  }

  private record Cells(long line, List<String> values) {}

  private Optional<Cells> cells() throws IOException {
    try {
      if (!rows.hasNextValue()) {
        reader.throwDamage();
        return Optional.empty();
      }
      // The parser stands at the row's first character, and has taken no line beyond it.
      long line = lines.number();
      return Optional.of(new Cells(line, rows.nextValue()));
    } catch (JsonProcessingException e) {
      reader.throwDamage();
      throw new IOException(
          "line %d is not CSV (%s): correct the quotes; nothing after it can be read"
              .formatted(lines.number(), reason(e)),
          e);
    }
  }

  /** What Jackson says without the text that it quotes. */
  private static String reason(JsonProcessingException e) {
    return e.getOriginalMessage().contains("maximum allowed")
        ? "a field is longer than %d MiB".formatted(Lines.MAX_LINE_BYTES >> 20)
        : "a quoted field does not end, or something follows its end";
  }

  private static List<String> columns(Cells header) throws IOException {
    List<String> names = List.copyOf(header.values());
    if (names.stream().anyMatch(String::isBlank) || new HashSet<>(names).size() < names.size()) {
      throw new IOException(
          "the first row %s must name each column once: add a row of names, or let the file's name (or submit's --format) tell another format"
              .formatted(names));
    }
    return names;
  }

  private Row row(Cells cells) throws RefusedException {
    if (cells.values().size() != columns.size()) {
      throw new RefusedException(
          cells.line(),
          "has %d fields where the first row names %d: quote fields that hold commas"
              .formatted(cells.values().size(), columns.size()));
    }
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < columns.size(); i++) fields.put(columns.get(i), cells.values().get(i));
    return new Row(cells.line(), fields);
  }

  /**
   * So that the parser is never more than a line ahead of the row that it gives. A line that cannot
   * be read ends the text for the parser, which still gives the row before it.
   */
  private static final class OneLineAtATime extends Reader {
    private final Lines lines;
    private String line = "";
    private int position;
    private @Nullable IOException damage;

    OneLineAtATime(Lines lines) {
      this.lines = lines;
    }

    @Override
    public int read(char[] buffer, int offset, int length) {
      if (position == line.length()) {
        Optional<String> next = next();
        if (next.isEmpty()) return -1;
        line = next.get() + "\n";
        position = 0;
      }
      int count = Math.min(length, line.length() - position);
      line.getChars(position, position + count, buffer, offset);
      position += count;
      return count;
    }

    private Optional<String> next() {
      if (damage != null) return Optional.empty();
      try {
        return lines.next();
      } catch (RefusedException e) {
        damage = new IOException(e.getMessage() + "; nothing after it can be read", e);
      } catch (IOException e) {
        damage = e;
      }
      return Optional.empty();
    }

    void throwDamage() throws IOException {
      if (damage != null) throw damage;
    }

    @Override
    public void close() {
      // Whoever made the lines closes them.
    }
  }
}
