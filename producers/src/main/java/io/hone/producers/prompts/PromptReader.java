package io.hone.producers.prompts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.event.ChatMessage;
import io.hone.event.ChatRole;
import io.hone.event.ContentKind;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The prompts of a file, one record in memory at a time.
 *
 * <p>Life cycle: it owns the stream and closes it.
 */
public final class PromptReader implements AutoCloseable {
  private static final int KEYS_SHOWN = 20;

  private final Lines lines;
  private final Rows rows;
  private final Optional<String> field;

  private PromptReader(Lines lines, Rows rows, Optional<String> field) {
    this.lines = lines;
    this.rows = rows;
    this.field = field;
  }

  /**
   * Begins to read.
   *
   * @param stream UTF-8 text, as it is or in gzip
   * @param field the field that holds the prompt, a text or messages; empty: the record's shape
   *     tells
   * @throws IOException if the stream cannot be read
   */
  public static PromptReader open(InputStream stream, Format format, Optional<String> field)
      throws IOException {
    Lines lines = new Lines(stream);
    Rows rows =
        switch (format) {
          case JSONL -> new JsonRows(lines);
          case TEXT -> new TextRows(lines);
          case CSV -> new CsvRows(lines);
        };
    return new PromptReader(lines, rows, field);
  }

  /**
   * What a record holds.
   *
   * @param line where it begins, from 1
   * @param conversations one or more, each ending with a message of the user
   * @param attributes the record's labels
   * @param cut whether the record goes on after that message; what follows is left out
   */
  public record Entry(
      long line,
      List<List<ChatMessage>> conversations,
      Map<String, String> attributes,
      boolean cut) {
    public Entry {
      conversations = List.copyOf(conversations);
      attributes = Map.copyOf(attributes);
    }
  }

  /**
   * The next record; empty at the end of the file.
   *
   * @throws RefusedException if it is no prompt; the next call gives the record after it
   * @throws IOException if nothing more can be read, in one sentence with the line
   */
  public Optional<Entry> next() throws IOException, RefusedException {
    Optional<Rows.Row> row;
    try {
      row = rows.next();
    } catch (java.util.zip.ZipException | java.io.EOFException e) {
      throw new IOException(
          "the compressed file is damaged or incomplete after line %d (%s): pack it again"
              .formatted(lines.number(), e.getMessage()),
          e);
    }
    if (row.isEmpty()) return Optional.empty();
    try {
      return Optional.of(entry(row.get().line(), row.get().fields()));
    } catch (UnfitException e) {
      throw new RefusedException(row.get().line(), e.reason());
    }
  }

  private Entry entry(long line, ObjectNode fields) {
    if (!fields.path("tools").isEmpty()) {
      throw new UnfitException("offers tools, which a prompt cannot carry: leave it out");
    }
    if (field.isPresent()) {
      List<ChatMessage> told = named(fields, field.get());
      return entry(line, List.of(told), Attributes.of(fields, Set.of(field.get())), false);
    }
    Shape shape = Shape.of(fields).orElseThrow(() -> unknown(fields));
    Map<String, String> attributes = Attributes.of(fields, shape.uses());
    return entry(line, shape.read(fields), attributes, shape.goesOn(fields));
  }

  private static Entry entry(
      long line, List<List<ChatMessage>> told, Map<String, String> attributes, boolean goesOn) {
    List<List<ChatMessage>> prompts = told.stream().map(PromptReader::upToUser).toList();
    return new Entry(line, prompts, attributes, goesOn || !prompts.equals(told));
  }

  private static List<ChatMessage> named(ObjectNode fields, String name) {
    JsonNode value = fields.path(name);
    if (value.isMissingNode()) {
      throw new UnfitException(
          "has no field \"%s\" but %s: correct --field".formatted(name, keys(fields)));
    }
    return Shape.textOrMessages(value, name);
  }

  private static UnfitException unknown(ObjectNode fields) {
    return new UnfitException(
        "has the fields %s, which is no shape of a prompt that is known: name the one that holds the prompt with --field, or write %s"
            .formatted(keys(fields), Shape.known()));
  }

  private static List<String> keys(ObjectNode fields) {
    List<String> keys = new ArrayList<>();
    Iterator<String> names = fields.fieldNames();
    while (names.hasNext() && keys.size() < KEYS_SHOWN) keys.add(names.next());
    if (names.hasNext()) keys.add("…");
    return keys;
  }

  /** A prompt ends with what the user said last. */
  private static List<ChatMessage> upToUser(List<ChatMessage> conversation) {
    int last = conversation.size();
    while (last > 0 && conversation.get(last - 1).getRole() != ChatRole.USER) last--;
    if (last == 0) throw new UnfitException("has no message of the user to answer");
    if (conversation.get(last - 1).getParts().stream()
        .allMatch(
            part ->
                part.getKind() == ContentKind.TEXT && String.valueOf(part.getText()).isBlank())) {
      throw new UnfitException("has a prompt without text: leave it out");
    }
    return conversation.subList(0, last);
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
