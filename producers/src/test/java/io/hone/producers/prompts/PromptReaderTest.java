package io.hone.producers.prompts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Files as they come: ends of lines, marks, compression, damage, size. */
class PromptReaderTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    }
    return packed.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({"a.jsonl,JSONL", "a.NDJSON,JSONL", "a.json.gz,JSONL", "a.b.txt,TEXT", "a.csv.gz,CSV"})
  void shouldTellTheFormatByName(String name, Format format) {
    assertThat(Format.ofName(name)).contains(format);
  }

  @ParameterizedTest
  @CsvSource({"prompts", "a.parquet", "a.gz", "a."})
  void shouldNotGuessAFormat(String name) {
    assertThat(Format.ofName(name)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void shouldReadAnEmptyFile(Format format) throws IOException {
    assertThat(Prompts.read(format, "").records()).isEmpty();
    assertThat(Prompts.read(format, "\n\r\n").records()).isEmpty();
  }

  @Test
  void shouldReadLinesOfText() throws IOException {
    Prompts.Read read = Prompts.read(Format.TEXT, "\uFEFFone\r\n\r\n \n two \nthree\tü😀");

    assertThat(read.texts()).containsExactly("USER: one", "USER:  two ", "USER: three\tü😀");
    assertThat(read.records()).extracting(PromptReader.Entry::line).containsExactly(1L, 4L, 5L);
  }

  @Test
  void shouldReadRowsOfCsv() throws IOException {
    String file = "\uFEFFid,prompt\r\n1,one\r\n\r\n2,\"two, \"\"2\"\"\r\nlines\"\r\n3,three\r\n";

    Prompts.Read read = Prompts.read(Format.CSV, file);

    assertThat(read.texts()).containsExactly("USER: one", "USER: two, \"2\"\nlines", "USER: three");
    assertThat(read.records()).extracting(PromptReader.Entry::line).containsExactly(2L, 4L, 6L);
    assertThat(read.records().getFirst().attributes()).containsEntry("id", "1");
  }

  @Test
  void shouldTakeAColumnOfCsv() throws IOException {
    Prompts.Read read =
        Prompts.read(Format.CSV, bytes("id,question\n1,one\n"), Optional.of("question"));

    assertThat(read.texts()).containsExactly("USER: one");
  }

  @Test
  void shouldRefuseARowOfAnotherWidthAndGoOn() throws IOException {
    Prompts.Read read = Prompts.read(Format.CSV, "id,prompt\n1,one,more\n2\n3,three\n");

    assertThat(read.texts()).containsExactly("USER: three");
    assertThat(read.refusals())
        .satisfiesExactly(
            first ->
                assertThat(first).startsWith("line 2 has 3 fields where the first row names 2"),
            second -> assertThat(second).startsWith("line 3 has 1 fields"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '§',
      value = {
        "prompt,prompt¶1,2; must name each column once",
        "prompt,¶1,2; must name each column once",
        "prompt¶\"one; line 2 is not CSV",
        "prompt¶\"one\" two¶three; line 2 is not CSV",
      })
  void shouldEndWhereCsvCannotBeReadOn(String file, String reason) {
    assertThatThrownBy(() -> Prompts.read(Format.CSV, file.replace('¶', '\n')))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void shouldGiveEveryRowBeforeDamage() throws IOException {
    byte[] file = bytes("prompt\n1\n2\n3\n?\n");
    file[file.length - 2] = (byte) 0xff;
    try (PromptReader reader =
        PromptReader.open(new java.io.ByteArrayInputStream(file), Format.CSV, Optional.empty())) {
      for (long line = 2; line <= 4; line++) {
        assertThat(reader.next()).isNotNull().map(PromptReader.Entry::line).contains(line);
      }

      assertThatThrownBy(reader::next)
          .hasMessageContaining("line 5 is not UTF-8 text", "nothing after it");
    } catch (RefusedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void shouldUnpackGzip() throws IOException {
    Prompts.Read read = Prompts.read(Format.TEXT, gzip(bytes("one\ntwo\n")));

    assertThat(read.texts()).containsExactly("USER: one", "USER: two");
  }

  @Test
  void shouldSayThatACompressedFileIsIncomplete() throws IOException {
    byte[] packed = gzip(bytes("one\n".repeat(10_000)));

    assertThatThrownBy(() -> Prompts.read(Format.TEXT, Arrays.copyOf(packed, packed.length - 10)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("damaged or incomplete after line");
  }

  @Test
  void shouldRefuseWhatIsNoText() throws IOException {
    byte[] file = {'a', '\n', (byte) 0xff, (byte) 0xfe, 0, '\n', 'b', 0, '\n', 'c'};

    Prompts.Read read = Prompts.read(Format.TEXT, file);

    assertThat(read.texts()).containsExactly("USER: a", "USER: c");
    assertThat(read.refusals())
        .satisfiesExactly(
            first -> assertThat(first).isEqualTo("line 2 is not UTF-8 text: convert the file"),
            second -> assertThat(second).startsWith("line 3 holds the character U+0000"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '§',
      value = {
        "one; (column ",
        "[{\"prompt\": \"a\"}]; but array",
        "\"a\"; but string",
        "{\"prompt\": \"a\"} {\"prompt\": \"b\"}; (column ",
        "{\"prompt\": \"a\", \"prompt\": \"b\"}; (column ",
        "{\"prompt\": \"a; (column ",
      })
  void shouldRefuseALineThatIsNoObject(String line, String reason) throws IOException {
    Prompts.Read read = Prompts.read(Format.JSONL, line + "\n{\"prompt\": \"next\"}");

    assertThat(read.texts()).containsExactly("USER: next");
    assertThat(read.refusals())
        .singleElement()
        .asString()
        .startsWith("line 1 is not one JSON object")
        .contains(reason, "--format");
  }

  @Test
  void shouldRefuseALineWithoutEndAndGoOn() throws IOException {
    byte[] content = new byte[Lines.MAX_LINE_BYTES + 10];
    Arrays.fill(content, (byte) 'x');
    content[content.length - 2] = '\n';

    Prompts.Read read = Prompts.read(Format.TEXT, content);

    assertThat(read.texts()).containsExactly("USER: x");
    assertThat(read.refusals()).containsExactly("line 1 is longer than 16 MiB: split it");
  }

  @Test
  void shouldEndAtAFieldOfCsvWithoutEnd() {
    String endless = "prompt\n\"" + ("x".repeat(1_000) + "\n").repeat(18_000);

    assertThatThrownBy(() -> Prompts.read(Format.CSV, endless))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a field is longer than 16 MiB");
  }

  /** Whatever the texts are, they come out of each format as they went in. */
  @Property(tries = 300)
  void shouldGiveBackEveryText(@ForAll @Size(max = 20) List<@NotEmpty String> texts)
      throws IOException {
    List<String> sound = texts.stream().filter(PromptReaderTest::isPrompt).toList();
    com.fasterxml.jackson.databind.ObjectMapper json =
        new com.fasterxml.jackson.databind.ObjectMapper();
    StringBuilder jsonl = new StringBuilder();
    StringBuilder csv = new StringBuilder("n,prompt\r\n");
    for (int i = 0; i < sound.size(); i++) {
      jsonl.append(json.createObjectNode().put("prompt", sound.get(i))).append('\n');
      csv.append(i).append(",\"").append(sound.get(i).replace("\"", "\"\"")).append("\"\r\n");
    }

    List<String> fromJson = Prompts.read(Format.JSONL, jsonl.toString()).texts();
    List<String> fromCsv = Prompts.read(Format.CSV, csv.toString()).texts();

    List<String> expected = sound.stream().map(text -> "USER: " + text).toList();
    assertThat(fromJson).isEqualTo(expected);
    assertThat(fromCsv)
        .isEqualTo(expected.stream().map(text -> text.replace("\r\n", "\n")).toList());
  }

  private static boolean isPrompt(String text) {
    return !text.isBlank()
        && StandardCharsets.UTF_8.newEncoder().canEncode(text)
        && text.indexOf(0) < 0;
  }

  @Test
  void shouldReadAMillionLines() throws IOException {
    int count = 1_000_000;
    StringBuilder file = new StringBuilder();
    IntStream.range(0, count).forEach(i -> file.append("prompt ").append(i).append('\n'));
    long read = 0;
    try (PromptReader reader =
        PromptReader.open(
            new java.io.ByteArrayInputStream(bytes(file.toString())),
            Format.TEXT,
            Optional.empty())) {
      while (reader.next().isPresent()) read++;
    } catch (RefusedException e) {
      throw new AssertionError(e);
    }

    assertThat(read).isEqualTo(count);
  }
}
