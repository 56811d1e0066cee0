package io.hone.consumers.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import blue.strategic.parquet.Hydrator;
import blue.strategic.parquet.ParquetReader;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.event.PairKind;
import io.hone.event.PreferencePair;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as others read them; see src/test/peers/python/read_export.py. */
class FilesTest {
  private static final Path PEERS = Path.of("src/test/resources/peers");

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  private Path trl(List<PreferencePair> pairs) throws IOException {
    Path file = folder.resolve("pairs.jsonl");
    try (TrlLines lines = new TrlLines(Files.newOutputStream(file))) {
      for (PreferencePair pair : pairs) lines.write(pair);
    }
    return file;
  }

  private Path parquet(List<PreferencePair> pairs) throws IOException {
    Path file = folder.resolve("pairs.parquet");
    try (ParquetPairs columns = new ParquetPairs(file)) {
      for (PreferencePair pair : pairs) columns.write(pair);
    }
    return file;
  }

  /** The file that TRL and datasets have read. */
  @Test
  void shouldWriteTheLinesThatTrlHasRead() throws IOException {
    Path file = trl(Pairs.examples());

    assertThat(file).hasSameTextualContentAs(PEERS.resolve("export.jsonl"));
  }

  @Test
  void shouldWriteAnExample() throws IOException {
    Path file = trl(List.of(Pairs.pair(1, PairKind.SUPERVISED, "v1")));

    JsonNode row = JSON.readTree(file.toFile());
    assertThat(row.path("completion").toString())
        .isEqualTo("[{\"role\":\"assistant\",\"content\":\"good 1\"}]");
    assertThat(row.has("chosen")).isFalse();
    assertThat(row.has("rejected")).isFalse();
  }

  /** What pyarrow has read from such a file, ours read by Apache's reader. */
  @Test
  void shouldWriteTheColumnsThatPyarrowHasRead() throws IOException {
    JsonNode said = JSON.readTree(PEERS.resolve("export_parquet.json").toFile());
    Path file = parquet(Pairs.examples());

    try (Stream<ObjectNode> rows = ParquetReader.streamContent(file.toFile(), new Cells())) {
      assertThat(rows.map(ObjectNode::toString).toList())
          .isEqualTo(
              StreamSupport.stream(said.path("rows").spliterator(), false)
                  .map(row -> sorted((ObjectNode) row).toString())
                  .toList());
    }
  }

  private static ObjectNode sorted(ObjectNode row) {
    return JSON.convertValue(JSON.convertValue(row, TreeMap.class), ObjectNode.class);
  }

  /** A row by its columns' names, without its nulls. */
  private static final class Cells implements Hydrator<ObjectNode, ObjectNode, String[]> {
    @Override
    public ObjectNode start() {
      return JSON.createObjectNode();
    }

    @Override
    public ObjectNode add(ObjectNode row, String[] column, @Nullable Object value) {
      if (value != null) row.putPOJO(column[0], value);
      return row;
    }

    @Override
    public ObjectNode finish(ObjectNode row) {
      return sorted(row);
    }
  }

  @Test
  void shouldLeaveNothingOfAFileThatFails() throws IOException {
    Path target = Files.writeString(folder.resolve("a"), "old");

    assertThatThrownBy(
            () ->
                NewFile.write(
                    target,
                    true,
                    path -> {
                      Files.writeString(path, "half");
                      throw new IOException("disk full");
                    }))
        .hasMessage("disk full");

    assertThat(folder).isDirectoryContaining("glob:**/a");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.toList()).containsExactly(target);
    }
    assertThat(target).hasContent("old");
  }

  @Test
  void shouldNotReplaceAFileUnasked() throws IOException {
    Path target = Files.writeString(folder.resolve("a"), "old");

    assertThatThrownBy(() -> NewFile.write(target, false, path -> Files.writeString(path, "new")))
        .isInstanceOf(FileAlreadyExistsException.class);

    assertThat(target).hasContent("old");
  }

  @Test
  void shouldWriteOverWhatAKilledProcessLeft() throws IOException {
    Files.writeString(folder.resolve("a.tmp"), "half");

    NewFile.write(folder.resolve("a"), false, path -> Files.writeString(path, "whole"));

    assertThat(folder.resolve("a")).hasContent("whole");
    assertThat(folder.resolve("a.tmp")).doesNotExist();
  }
}
