package io.hone.app.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * The right to run a broker, or a whole loop, on a folder; the operating system takes it back when
 * the process dies.
 *
 * <p>Life cycle: taken before anything else is touched, closed after what ran has stopped. The file
 * holds the owner's process id and is never deleted: deleting it would let two owners lock two
 * files of one name.
 */
public final class FolderLock implements AutoCloseable {
  /**
   * Folders locked by this JVM. POSIX drops a process's lock when it closes any channel to the
   * file, so a second try here must be refused before it opens one.
   */
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  /**
   * A broker whose parent was killed ends by itself within a second; who starts again at once waits
   * for it.
   */
  private static final Duration ORPHAN_LIMIT = Duration.ofSeconds(3);

  private static final Duration PAUSE = Duration.ofMillis(25);

  private final Path key;
  private final FileChannel channel;

  private FolderLock(Path key, FileChannel channel) {
    this.key = key;
    this.channel = channel;
  }

  static FolderLock take(BrokerFolder folder) {
    return take(folder, folder.lock());
  }

  /**
   * The right to play loops on a data folder, which is made if it is not there. The broker in it
   * has a right of its own.
   *
   * @throws BrokerException if another process has it, or the folder cannot be written or is full
   */
  public static FolderLock ofLoop(Path data) {
    return take(BrokerFolder.prepare(data), data.resolve("run.lock"));
  }

  private static FolderLock take(BrokerFolder folder, Path file) {
    try {
      Path key = folder.root().toRealPath();
      if (!HELD_HERE.add(key)) {
        throw inUse(folder, Long.toString(ProcessHandle.current().pid()));
      }
      try {
        return new FolderLock(key, lock(folder, file));
      } catch (IOException | RuntimeException e) {
        HELD_HERE.remove(key);
        throw e;
      }
    } catch (IOException e) {
      throw BrokerFolder.notWritable(folder.root(), e);
    }
  }

  private static FileChannel lock(BrokerFolder folder, Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      long deadline = System.nanoTime() + ORPHAN_LIMIT.toNanos();
      while (channel.tryLock() == null) {
        if (System.nanoTime() > deadline) throw inUse(folder, owner(channel));
        LockSupport.parkNanos(PAUSE.toNanos());
      }
      String pid = Long.toString(ProcessHandle.current().pid());
      channel.truncate(0).write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static String owner(FileChannel channel) throws IOException {
    ByteBuffer pid = ByteBuffer.allocate(20);
    channel.read(pid, 0);
    return StandardCharsets.US_ASCII.decode(pid.flip()).toString();
  }

  private static BrokerException inUse(BrokerFolder folder, String pid) {
    return new BrokerException(
        "folder %s is in use by another Hone (pid %s): stop it or choose another with --data"
            .formatted(folder.root(), pid.isBlank() ? "unknown" : pid));
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw BrokerFolder.notWritable(key, e);
    } finally {
      HELD_HERE.remove(key);
    }
  }
}
