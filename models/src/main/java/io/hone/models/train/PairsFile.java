package io.hone.models.train;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hone.models.ChatMessage;
import io.hone.models.ModelException;
import io.hone.models.Prompt;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Training data as JSON lines, in TRL's dataset formats (huggingface.co/docs/trl/dataset_formats).
 *
 * <ul>
 *   <li>Preferences: {@code prompt}, {@code chosen}, {@code rejected}, all three plain texts or all
 *       three lists of {@code {"role", "content"}} messages, the answers being one assistant
 *       message each. Without {@code prompt}, it is what {@code chosen} and {@code rejected} begin
 *       with alike.
 *   <li>Examples: {@code prompt} and {@code completion}, plain or lists of messages, or {@code
 *       messages}, of which the last, the assistant's, is the answer.
 *   <li>{@code weight}, optional, a number of 0 or more.
 * </ul>
 *
 * Other fields are ignored; empty lines are skipped; a file without a row is refused. Errors are
 * permanent {@link ModelException}s that name file, line and field, never the text.
 */
public final class PairsFile {
  /** A line longer than this is refused before it is read into memory. */
  static final int MAX_LINE_BYTES = 16 << 20;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Path file;
  private long line;

  private PairsFile(Path file) {
    this.file = file;
  }

  /** Reads preferences one by one, in the file's order. */
  public static void readPreferences(Path file, Consumer<PreferenceRow> rows) {
    PairsFile reader = new PairsFile(file);
    reader.read(node -> rows.accept(reader.preference(node)));
  }

  /** Reads examples for supervised fine-tuning one by one, in the file's order. */
  public static void readExamples(Path file, Consumer<ExampleRow> rows) {
    PairsFile reader = new PairsFile(file);
    reader.read(node -> rows.accept(reader.example(node)));
  }

  private void read(Consumer<JsonNode> rows) {
    long count = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      boolean more = true;
      while (more) {
        more = readLine(in, bytes);
        line++;
        String text = text(bytes);
        if (!text.isBlank()) {
          rows.accept(parse(text));
          count++;
        }
      }
    } catch (IOException e) {
      throw ModelException.permanent(
          "Cannot read %s: %s. Check the path and the permissions."
              .formatted(file, e.getClass().getSimpleName()),
          e);
    }
    if (count == 0) {
      throw ModelException.permanent("%s has no rows; there is nothing to learn.".formatted(file));
    }
  }

  /** One line into {@code bytes}; whether there may be more. */
  private boolean readLine(InputStream in, ByteArrayOutputStream bytes) throws IOException {
    bytes.reset();
    int next;
    while ((next = in.read()) >= 0) {
      if (next == '\n') {
        return true;
      }
      if (bytes.size() == MAX_LINE_BYTES) {
        line++;
        throw wrong("is longer than %d MiB; split it".formatted(MAX_LINE_BYTES >> 20));
      }
      bytes.write(next);
    }
    return false;
  }

  private String text(ByteArrayOutputStream bytes) {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.toByteArray()))
              .toString();
      // A byte order mark, as some editors put at the start of a file.
      return line == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw wrong("is not UTF-8; convert the file");
    }
  }

  private JsonNode parse(String text) {
    JsonNode node;
    try {
      node = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      // The original message quotes the text; the column says enough.
      long column = e.getLocation() == null ? 1 : e.getLocation().getColumnNr();
      throw wrong("is not one JSON object (column %d)".formatted(column));
    }
    if (!node.isObject()) {
      throw wrong("is not one JSON object but %s".formatted(kind(node)));
    }
    return node;
  }

  private PreferenceRow preference(JsonNode row) {
    boolean explicit = row.hasNonNull("prompt");
    if (field(row, "chosen").isTextual()) {
      String chosen = plain(row, "chosen");
      String rejected = plain(row, "rejected");
      if (explicit) {
        return pair(new Prompt.Raw(plain(row, "prompt")), chosen, rejected, weight(row));
      }
      int shared = sharedPrefix(chosen, rejected);
      if (shared == 0) {
        throw wrong("has no \"prompt\", and its \"chosen\" and \"rejected\" begin differently");
      }
      return pair(
          new Prompt.Raw(chosen.substring(0, shared)),
          chosen.substring(shared),
          rejected.substring(shared),
          weight(row));
    }
    List<ChatMessage> chosen = messages(row, "chosen");
    List<ChatMessage> rejected = messages(row, "rejected");
    List<ChatMessage> prompt;
    if (explicit) {
      prompt = messages(row, "prompt");
    } else {
      int shared = 0;
      int most = Math.min(chosen.size(), rejected.size()) - 1;
      while (shared < most && chosen.get(shared).equals(rejected.get(shared))) {
        shared++;
      }
      if (shared == 0) {
        throw wrong("has no \"prompt\", and its \"chosen\" and \"rejected\" begin differently");
      }
      prompt = chosen.subList(0, shared);
      chosen = chosen.subList(shared, chosen.size());
      rejected = rejected.subList(shared, rejected.size());
    }
    return pair(
        new Prompt.Chat(prompt),
        answer(chosen, "chosen"),
        answer(rejected, "rejected"),
        weight(row));
  }

  private PreferenceRow pair(Prompt prompt, String chosen, String rejected, double weight) {
    if (chosen.equals(rejected)) {
      throw wrong("has the same text as \"chosen\" and \"rejected\"; leave it out");
    }
    return new PreferenceRow(prompt, chosen, rejected, weight);
  }

  private ExampleRow example(JsonNode row) {
    if (row.hasNonNull("messages")) {
      List<ChatMessage> messages = messages(row, "messages");
      if (messages.size() < 2) {
        throw wrong("needs at least two messages in \"messages\", has one");
      }
      int last = messages.size() - 1;
      return new ExampleRow(
          new Prompt.Chat(messages.subList(0, last)),
          answer(messages.subList(last, last + 1), "messages"),
          weight(row));
    }
    if (field(row, "prompt").isTextual()) {
      return new ExampleRow(
          new Prompt.Raw(plain(row, "prompt")), plain(row, "completion"), weight(row));
    }
    return new ExampleRow(
        new Prompt.Chat(messages(row, "prompt")),
        answer(messages(row, "completion"), "completion"),
        weight(row));
  }

  private String answer(List<ChatMessage> messages, String field) {
    if (messages.size() != 1 || messages.get(0).role() != ChatMessage.Role.ASSISTANT) {
      throw wrong(
          "must have one assistant message as the answer in \"%s\", has %s"
              .formatted(
                  field, messages.stream().map(message -> message.role().wireName()).toList()));
    }
    return messages.get(0).text();
  }

  private List<ChatMessage> messages(JsonNode row, String field) {
    JsonNode list = field(row, field);
    if (!list.isArray()) {
      throw wrong("needs a list of messages as \"%s\", has %s".formatted(field, kind(list)));
    }
    if (list.isEmpty()) {
      throw wrong("has an empty list as \"%s\"".formatted(field));
    }
    List<ChatMessage> messages = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      String place = "%s[%d]".formatted(field, i);
      JsonNode message = list.get(i);
      if (!message.isObject()) {
        throw wrong("needs a message as \"%s\", has %s".formatted(place, kind(message)));
      }
      messages.add(
          new ChatMessage(
              role(required(message, "role", place), place),
              string(required(message, "content", place), place + ".content")));
    }
    return messages;
  }

  private ChatMessage.Role role(JsonNode role, String place) {
    String name = string(role, place + ".role");
    for (ChatMessage.Role known : ChatMessage.Role.values()) {
      if (known.wireName().equals(name)) {
        return known;
      }
    }
    throw wrong(
        "has the role \"%s\" in \"%s\"; known are system, user and assistant"
            .formatted(name.length() > 40 ? name.substring(0, 40) : name, place));
  }

  private double weight(JsonNode row) {
    if (!row.hasNonNull("weight")) {
      return 1;
    }
    JsonNode weight = row.get("weight");
    double value = weight.asDouble(Double.NaN);
    if (!weight.isNumber() || !(value >= 0) || Double.isInfinite(value)) {
      throw wrong("needs a number of 0 or more as \"weight\", has " + kind(weight));
    }
    return value;
  }

  private String plain(JsonNode row, String field) {
    return string(field(row, field), field);
  }

  private String string(JsonNode node, String place) {
    if (!node.isTextual()) {
      throw wrong("needs a text as \"%s\", has %s".formatted(place, kind(node)));
    }
    return node.textValue();
  }

  private JsonNode field(JsonNode row, String field) {
    if (!row.hasNonNull(field)) {
      throw wrong("has no \"%s\"".formatted(field));
    }
    return row.get(field);
  }

  private JsonNode required(JsonNode message, String field, String place) {
    if (!message.hasNonNull(field)) {
      throw wrong("has no \"%s\" in \"%s\"".formatted(field, place));
    }
    return message.get(field);
  }

  /** TRL's rule: what both begin with, but a space before the difference belongs to the answers. */
  private static int sharedPrefix(String a, String b) {
    int shared = 0;
    int most = Math.min(a.length(), b.length());
    while (shared < most && a.charAt(shared) == b.charAt(shared)) {
      shared++;
    }
    if (shared > 0 && Character.isHighSurrogate(a.charAt(shared - 1))) {
      shared--;
    }
    return shared > 0 && a.charAt(shared - 1) == ' ' ? shared - 1 : shared;
  }

  private static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT -> "an object";
      case STRING -> "a text";
      case NUMBER -> "the number " + node.asText();
      default -> node.getNodeType().name().toLowerCase(Locale.ROOT);
    };
  }

  private ModelException wrong(String what) {
    String remedy = what.contains(";") ? "" : "; mend the line or leave it out";
    return ModelException.permanent("%s: line %d %s%s.".formatted(file, line, what, remedy));
  }
}
