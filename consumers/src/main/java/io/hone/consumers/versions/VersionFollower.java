package io.hone.consumers.versions;

import io.hone.consumers.records.TopicTail;
import io.hone.event.ModelForm;
import io.hone.event.ModelState;
import io.hone.event.ModelVersion;
import io.hone.models.ModelException;
import io.hone.models.VersionHost;
import io.hone.schemas.catalog.Topic;
import io.hone.schemas.versions.VersionBook;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a host's versions as the topic of models says: the promoted one and the last before it. A
 * version is fetched, checked and loaded beside the others before anybody can name it. One that is
 * bad is refused with a sentence and the host stays as it is; nothing is unloaded before the
 * promoted version is there.
 *
 * <p>Life cycle: {@link #start} opens a {@link TopicTail} and a thread that loads, one version at a
 * time; {@link #close} ends both and leaves the host as it is. Host and store stay the caller's.
 */
public final class VersionFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(VersionFollower.class);
  private static final Duration LEAVE = Duration.ofSeconds(5);

  private final FollowerSettings settings;
  private final VersionHost host;
  private final VersionFiles files;
  private final Consumer<VersionEvent> listener;
  private final Thread thread =
      Thread.ofPlatform().daemon().name("hone-versions").unstarted(this::run);
  private @Nullable TopicTail<ModelVersion> tail;

  // Guarded by this.
  private VersionBook book = VersionBook.EMPTY;
  private final Map<String, Long> readAt = new HashMap<>();
  private final Map<String, VersionEvent> last = new TreeMap<>();
  private boolean caughtUp;
  private boolean closed;

  // The loading thread's own.
  private final Set<String> loaded = new HashSet<>();
  private final Map<String, ModelVersion> dealtWith = new HashMap<>();
  private final Map<String, Retry> retries = new HashMap<>();

  /**
   * @param at of {@link System#nanoTime}
   */
  private record Retry(ModelVersion version, long at, Duration pause) {}

  private VersionFollower(
      FollowerSettings settings,
      VersionHost host,
      VersionFiles files,
      Consumer<VersionEvent> listener) {
    this.settings = settings;
    this.host = host;
    this.files = files;
    this.listener = listener;
  }

  /**
   * Starts; returns at once.
   *
   * @param kafka settings of Kafka's clients and of the registry
   * @param listener told what is done, on the loading thread; must not block for long
   */
  public static VersionFollower start(
      FollowerSettings settings,
      Map<String, Object> kafka,
      VersionHost host,
      VersionFiles files,
      Consumer<VersionEvent> listener) {
    VersionFollower follower = new VersionFollower(settings, host, files, listener);
    follower.thread.start();
    follower.tail =
        TopicTail.start(
            settings.run().topic(Topic.MODELS),
            ModelVersion.class,
            kafka,
            new TopicTail.Receiver<>() {
              @Override
              public void record(ModelVersion value) {
                follower.announced(value);
              }

              @Override
              public void caughtUp() {
                follower.readToTheEnd();
              }
            });
    return follower;
  }

  private synchronized void announced(ModelVersion version) {
    book = book.with(version);
    readAt.put(version.getModel().getVersion(), System.nanoTime());
    notifyAll();
  }

  private synchronized void readToTheEnd() {
    caughtUp = true;
    notifyAll();
  }

  /** The versions as far as they were read. */
  public synchronized VersionBook book() {
    return book;
  }

  /** Whether the promoted version, if there is one, is loaded or refused. */
  public synchronized boolean settled() {
    if (!caughtUp) return false;
    Optional<ModelVersion> promoted = book.promoted();
    if (promoted.isEmpty()) return true;
    VersionEvent event = last.get(promoted.get().getModel().getVersion());
    return event instanceof VersionEvent.Loaded || event instanceof VersionEvent.Refused;
  }

  /** The last that was done about each version, by name. */
  public synchronized Map<String, VersionEvent> events() {
    return Map.copyOf(last);
  }

  private void run() {
    try {
      while (true) {
        List<ModelVersion> wanted = awaitWork();
        Optional<ModelVersion> next = wanted.stream().filter(this::due).findFirst();
        if (next.isPresent()) {
          provide(next.get());
        } else {
          unloadBut(wanted);
        }
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  /** Waits until something is due; what has been read halfway at the start is not acted upon. */
  private synchronized List<ModelVersion> awaitWork() throws InterruptedException {
    while (true) {
      if (closed || Thread.interrupted()) throw new InterruptedException();
      List<ModelVersion> wanted = LoadPlan.wanted(book, settings.own(), settings.keep());
      if (caughtUp && (wanted.stream().anyMatch(this::due) || !surplus(wanted).isEmpty())) {
        return wanted;
      }
      long nanos = untilNextRetry();
      if (nanos == 0) {
        wait();
      } else {
        wait(nanos / 1_000_000 + 1);
      }
    }
  }

  private long untilNextRetry() {
    return retries.values().stream()
        .mapToLong(retry -> Math.max(1, retry.at() - System.nanoTime()))
        .min()
        .orElse(0);
  }

  private boolean due(ModelVersion version) {
    String name = version.getModel().getVersion();
    ModelVersion before = dealtWith.get(name);
    // One that is loaded stays what it is, whatever is said of it later; one that was refused is
    // looked at again when it is announced again.
    if (before != null && (loaded.contains(name) || before.equals(version))) return false;
    Retry retry = retries.get(name);
    return retry == null || !retry.version().equals(version) || System.nanoTime() - retry.at() >= 0;
  }

  private void provide(ModelVersion version) {
    String name = version.getModel().getVersion();
    try {
      if (version.getForm() == ModelForm.REMOTE || version.getArtifact() == null) {
        requireHeld(version);
      } else if (!host.versions().contains(name)) {
        host.load(name, files.fetch(version)).block();
      }
      loaded.add(name);
      dealtWith.put(name, version);
      retries.remove(name);
      tell(arrived(version));
    } catch (IOException e) {
      postpone(version, String.valueOf(e.getMessage()));
    } catch (ModelException e) {
      if (e.kind() == ModelException.Kind.TRANSIENT) {
        postpone(version, String.valueOf(e.getMessage()));
      } else {
        refuse(version, e);
      }
    } catch (RuntimeException e) {
      if (Thread.currentThread().isInterrupted()) return;
      refuse(version, e);
    }
  }

  /** A version without files: whoever opened the host must have opened it as that. */
  private void requireHeld(ModelVersion version) {
    String name = version.getModel().getVersion();
    if (!host.versions().contains(name)) {
      throw new BadArtifactException(
          "Version %s was announced without files, and this worker's model stands for %s: set model.version to %s where that model is."
              .formatted(name, String.join(", ", host.versions()), name));
    }
    if (version.getForm() != ModelForm.REMOTE) files.requireBase(version);
  }

  private VersionEvent arrived(ModelVersion version) {
    String name = version.getModel().getVersion();
    long since;
    synchronized (this) {
      since = readAt.getOrDefault(name, System.nanoTime());
    }
    return new VersionEvent.Loaded(
        name,
        Duration.between(version.getChangedAt(), Instant.now()),
        Duration.ofNanos(System.nanoTime() - since));
  }

  private void refuse(ModelVersion version, RuntimeException why) {
    String name = version.getModel().getVersion();
    dealtWith.put(name, version);
    retries.remove(name);
    tell(new VersionEvent.Refused(name, String.valueOf(why.getMessage())));
  }

  private void postpone(ModelVersion version, String why) {
    String name = version.getModel().getVersion();
    Retry before = retries.get(name);
    Duration wait = before == null ? settings.firstWait() : before.pause().multipliedBy(2);
    if (wait.compareTo(settings.longestWait()) > 0) wait = settings.longestWait();
    retries.put(name, new Retry(version, System.nanoTime() + wait.toNanos(), wait));
    tell(new VersionEvent.Postponed(name, why, wait));
  }

  private void unloadBut(List<ModelVersion> wanted) {
    for (String name : surplus(wanted)) {
      loaded.remove(name);
      dealtWith.remove(name);
      try {
        host.unload(name).block();
        tell(new VersionEvent.Unloaded(name));
      } catch (ModelException e) {
        LOG.atWarn()
            .addKeyValue("version", name)
            .addKeyValue("reason", e.getMessage())
            .log("a version could not be unloaded; it stays and costs memory");
      }
    }
  }

  /** What was loaded here and is wanted no more; nothing while the promoted one is not there. */
  private Set<String> surplus(List<ModelVersion> wanted) {
    boolean ready =
        wanted.stream()
            .filter(version -> version.getState() == ModelState.PROMOTED)
            .findFirst()
            .map(version -> loaded.contains(version.getModel().getVersion()))
            .orElse(false);
    if (!ready) return Set.of();
    Set<String> surplus = new HashSet<>(loaded);
    surplus.remove(settings.own());
    wanted.forEach(version -> surplus.remove(version.getModel().getVersion()));
    return surplus;
  }

  private void tell(VersionEvent event) {
    synchronized (this) {
      last.put(event.version(), event);
    }
    boolean good = event instanceof VersionEvent.Loaded || event instanceof VersionEvent.Unloaded;
    (good ? LOG.atInfo() : LOG.atWarn())
        .addKeyValue("version", event.version())
        .log(event.sentence());
    listener.accept(event);
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    TopicTail<ModelVersion> opened = tail;
    if (opened != null) opened.close();
    thread.interrupt();
    try {
      thread.join(LEAVE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
