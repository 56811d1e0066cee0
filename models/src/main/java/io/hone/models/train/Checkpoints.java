package io.hone.models.train;

import io.hone.models.ModelException;
import io.hone.models.file.AtomicFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run's checkpoints: folders {@code step-0000000123}, each whole or not there, the newest few
 * kept. What a caller puts into one is its own; {@link Learner#saveToGoOn} and {@link RunState} are
 * what a training run has.
 */
public final class Checkpoints {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
  private static final String LOCK = "lock";
  private static final Pattern NAME = Pattern.compile("step-(\\d{10,18})");

  private final Path folder;
  private final int keep;

  /**
   * @param folder where they lie; made when first needed
   * @param keep how many stay, at least 1
   */
  public Checkpoints(Path folder, int keep) {
    if (keep < 1) {
      throw new IllegalArgumentException("At least 1 checkpoint must be kept, got " + keep + ".");
    }
    this.folder = folder;
    this.keep = keep;
  }

  /** A checkpoint on disk. */
  public record Found(long step, Path path) {}

  /**
   * Writes one, then deletes those that are too old. What already lies there for the same step is
   * broken, or it would have been gone on from, and is replaced.
   *
   * @throws IOException if the disk is full or cannot be written to; all earlier ones stay then
   */
  public Path write(long step, AtomicFolder.Filler filler) throws IOException {
    Path target = folder.resolve("step-%010d".formatted(step));
    delete(target);
    AtomicFolder.write(target, filler);
    prune();
    return target;
  }

  /** The newest whole one; broken ones are passed over with a warning. */
  public Optional<Found> newest() throws IOException {
    AtomicFolder.removeUnfinished(folder);
    for (Found found : newestFirst()) {
      try {
        AtomicFolder.verify(found.path());
        return Optional.of(found);
      } catch (ModelException e) {
        LOG.warn(
            "Checkpoint of step {} is passed over, going on from an earlier one: {}",
            found.step(),
            e.getMessage());
      }
    }
    return Optional.empty();
  }

  private List<Found> newestFirst() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Found> found = new ArrayList<>();
    try (Stream<Path> children = Files.list(folder)) {
      for (Path child : children.toList()) {
        Matcher name = NAME.matcher(child.getFileName().toString());
        if (name.matches()) {
          found.add(new Found(Long.parseLong(name.group(1)), child));
        }
      }
    }
    found.sort(Comparator.comparingLong(Found::step).reversed());
    return found;
  }

  private void prune() throws IOException {
    List<Found> found = newestFirst();
    for (Found old : found.subList(Math.min(keep, found.size()), found.size())) {
      delete(old.path());
    }
  }

  /** Keeps other processes and other runs of this one away until closed. */
  public record Lock(FileChannel channel) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /**
   * Locks the folder for one run.
   *
   * @throws ModelException transient if another run holds it
   */
  public Lock lock() throws IOException {
    Files.createDirectories(folder);
    FileChannel channel =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return new Lock(channel);
      }
    } catch (OverlappingFileLockException e) {
      LOG.debug("Held by this process", e);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    channel.close();
    throw ModelException.transientFailure(
        "Another training run is writing to %s; wait for it, or name another place for the result."
            .formatted(folder),
        null);
  }

  /** Deletes all, once the run's result is on disk. */
  public void deleteAll() throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    AtomicFolder.removeUnfinished(folder);
    for (Found found : newestFirst()) {
      delete(found.path());
    }
    Files.deleteIfExists(folder.resolve(LOCK));
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      LOG.info("{} holds files that are not ours; it stays.", folder);
    }
  }

  /** Only a folder: what else has the name of a checkpoint is not ours. */
  private static void delete(Path checkpoint) throws IOException {
    if (!Files.isDirectory(checkpoint, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    AtomicFolder.delete(checkpoint);
  }
}
