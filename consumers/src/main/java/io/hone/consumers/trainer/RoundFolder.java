package io.hone.consumers.trainer;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hone.consumers.export.TrlLines;
import io.hone.event.PreferencePair;
import io.hone.models.file.AtomicFolder;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where a round is worked on: {@code batch/} with {@code pairs.jsonl} and {@code batch.json}, which
 * appears whole or not at all; then checkpoints; then {@code adapter/}, whole or not at all, with a
 * copy of the batch as {@code round.json}.
 */
final class RoundFolder {
  private static final String BATCH = "batch.json";
  private static final String PAIRS = "pairs.jsonl";
  private static final String ROUND = "round.json";
  private static final JsonMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private final Path folder;

  /**
   * @param state the trainer's folder
   * @param version that the round makes
   */
  RoundFolder(Path state, String version) {
    this.folder = state.resolve(version);
  }

  private Path batch() {
    return folder.resolve("batch");
  }

  Path pairs() {
    return batch().resolve(PAIRS);
  }

  Path adapter() {
    return folder.resolve("adapter");
  }

  /** Whether the result is there. */
  boolean trained() {
    return Files.isRegularFile(adapter().resolve(AtomicFolder.MANIFEST));
  }

  /**
   * The batch, if one was written.
   *
   * @throws IOException if it cannot be read
   * @throws io.hone.models.ModelException permanent if it was altered
   */
  Optional<Batch> read() throws IOException {
    Path batch = batch().resolve(BATCH);
    if (!Files.isRegularFile(batch)) return Optional.empty();
    AtomicFolder.verify(batch());
    return Optional.of(JSON.readValue(Files.readAllBytes(batch), Batch.class));
  }

  /**
   * Writes the batch.
   *
   * @throws IOException if there is one, or the disk is full; nothing is left of this one then
   */
  void write(Batch batch, List<PreferencePair> pairs) throws IOException {
    Files.createDirectories(folder);
    AtomicFolder.write(
        batch(),
        target -> {
          try (TrlLines lines =
              new TrlLines(
                  new BufferedOutputStream(Files.newOutputStream(target.resolve(PAIRS))))) {
            for (PreferencePair pair : pairs) lines.write(pair);
          }
          write(target.resolve(BATCH), batch);
        });
  }

  /** Puts the batch beside the weights, into the folder that becomes the result. */
  static void note(Path result, Batch batch) throws IOException {
    write(result.resolve(ROUND), batch);
  }

  private static void write(Path file, Batch batch) throws IOException {
    Files.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(batch));
  }

  /** Deletes what training left, so that it begins anew on the same batch. */
  void forgetTraining() throws IOException {
    AtomicFolder.delete(adapter());
    AtomicFolder.delete(folder.resolve("adapter.checkpoints"));
  }

  /** Deletes everything. */
  void discard() throws IOException {
    AtomicFolder.delete(folder);
  }
}
