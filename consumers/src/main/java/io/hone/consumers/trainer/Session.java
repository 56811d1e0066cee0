package io.hone.consumers.trainer;

import io.hone.consumers.records.CommittedReader;
import io.hone.consumers.trainer.TrainerStatus.Phase;
import io.hone.consumers.versions.BadArtifactException;
import io.hone.event.ControlCommand;
import io.hone.event.ModelState;
import io.hone.event.ModelVersion;
import io.hone.models.ModelException;
import io.hone.schemas.catalog.Topic;
import io.hone.schemas.versions.VersionBook;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time in which this trainer is the one that acts. It begins by fencing the one before and
 * reading what is true, and goes on from there; every failure to announce ends it.
 *
 * <p>For one thread, which calls {@link #step} again and again and never waits there; training and
 * examination are on the thread of {@link Work}.
 */
final class Session implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(2);

  private final TrainerSettings settings;
  private final Map<String, Object> kafka;
  private final PolicyTrainer.Means means;
  private final StatusBoard board;
  private final Announcements announcements;
  private final StepTopic steps;
  private final RoundWork rounds;
  private final Announcer announcer;
  private final Orders orders;
  private final Work work = new Work("hone-trainer-work");

  private VersionBook book = VersionBook.EMPTY;
  private long position;
  private @Nullable PairSource source;
  private Instant notBefore = Instant.MIN;

  /** The version that a round is being trained from; empty if none is. */
  private Optional<String> trainedFrom = Optional.empty();

  /** The version that is being examined; empty if none is. */
  private Optional<String> examined = Optional.empty();

  private Session(
      TrainerSettings settings,
      Map<String, Object> kafka,
      PolicyTrainer.Means means,
      StatusBoard board,
      Announcer announcer,
      long position) {
    this.settings = settings;
    this.kafka = kafka;
    this.means = means;
    this.board = board;
    this.announcements = new Announcements(settings);
    this.steps = new StepTopic(settings, kafka, means.clock());
    this.rounds = new RoundWork(settings, means.runtime(), means.store(), steps, board::tell);
    this.announcer = announcer;
    this.orders = new Orders(settings.namespace().run());
    this.position = position;
  }

  /**
   * Begins to act.
   *
   * @param position the first command that nobody has obeyed
   * @throws IllegalStateException if the run's versions stand on another base
   */
  static Session open(
      TrainerSettings settings,
      Map<String, Object> kafka,
      PolicyTrainer.Means means,
      StatusBoard board,
      long position,
      Supplier<ConsumerGroupMetadata> group) {
    TopicPartition control = new TopicPartition(settings.topic(Topic.CONTROL), 0);
    Session session =
        new Session(
            settings,
            kafka,
            means,
            board,
            new Announcer(settings, kafka, control, group),
            position);
    try {
      session.readWhatIsTrue(control);
      return session;
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private void readWhatIsTrue(TopicPartition control) {
    book = VersionBook.of(versions());
    try (CommittedReader reader = new CommittedReader(kafka)) {
      reader.readAll(control, Optional.of(position), ControlCommand.class, orders::take);
    }
    for (ModelVersion each : book.all()) {
      if (!each.getBase().equals(settings.base())) {
        throw new IllegalStateException(
            "version %s of run %s stands on a base with SHA-256 %s, and the model folder %s has %s: give the folder that the run began with, or another run"
                .formatted(
                    name(each),
                    settings.namespace().run(),
                    each.getBase(),
                    settings.model(),
                    settings.base()));
      }
    }
    board.tell(new TrainerEvent.Leads());
  }

  private List<ModelVersion> versions() {
    List<ModelVersion> records = new ArrayList<>();
    try (CommittedReader reader = new CommittedReader(kafka)) {
      TopicPartition models = new TopicPartition(settings.topic(Topic.MODELS), 0);
      reader.readAll(models, Optional.empty(), ModelVersion.class, records::add);
    }
    return records;
  }

  /**
   * Obeys a command.
   *
   * @param command empty if the record is none
   */
  void obey(long offset, Optional<ControlCommand> command) {
    Optional<ControlCommand> taken = command.filter(orders::take);
    if (taken.filter(Obedience::concerns).isEmpty()) {
      announce(List.of(), offset + 1);
    } else {
      meetOthers();
      obey(offset, taken.get());
    }
    stopWhatIsInVain();
  }

  /**
   * Takes in versions that somebody else has announced. What this one announced last may not be
   * read yet, so of its own the book knows better. One that stands on another base is none.
   */
  private void meetOthers() {
    for (ModelVersion each : VersionBook.of(versions()).all()) {
      boolean ours = each.getBase().equals(settings.base());
      if (ours && book.find(name(each)).isEmpty()) book = book.with(each);
    }
  }

  private void obey(long offset, ControlCommand command) {
    Obedience obedience = Obedience.to(command, book, now());
    List<ControlCommand> answers =
        obedience.refusal().map(why -> Obedience.answer(command, why, now())).stream().toList();
    announce(obedience.records(), answers, offset + 1);
    obedience
        .refusal()
        .ifPresent(why -> board.tell(new TrainerEvent.Refused(command.getCommandId(), why)));
  }

  /** A round whose parent is no longer in use, or the examination of what a person ruled on. */
  private void stopWhatIsInVain() {
    Optional<String> promoted = book.promoted().map(Session::name);
    boolean otherParent = trainedFrom.isPresent() && !trainedFrom.equals(promoted);
    boolean ruled =
        examined
            .flatMap(book::find)
            .filter(each -> each.getState() != ModelState.CANDIDATE)
            .isPresent();
    if (otherParent || ruled) work.stop();
  }

  /** Does what can be done without waiting. */
  void step() {
    if (work.busy()) {
      finish();
    } else if (!means.clock().instant().isBefore(notBefore)) {
      try {
        begin(Task.next(book, orders.paused()));
      } catch (IOException | ModelException e) {
        passing(e);
      }
    }
  }

  private void finish() {
    try {
      Optional<Runnable> result = work.ended();
      if (work.busy()) return;
      trainedFrom = Optional.empty();
      examined = Optional.empty();
      result.ifPresent(Runnable::run);
    } catch (ExecutionException e) {
      trainedFrom = Optional.empty();
      examined = Optional.empty();
      passing(Objects.requireNonNull(e.getCause()));
    }
  }

  private void begin(Task task) throws IOException {
    switch (task) {
      case Task.Begin begin -> {
        ModelVersion seed = announcements.seed(now());
        examine(seed, Optional.empty());
      }
      case Task.Examine examine -> examine(examine.candidate(), book.promoted());
      case Task.Reject reject ->
          announce(
              List.of(
                  Announcements.restated(
                      reject.candidate(), ModelState.REJECTED, reject.reason(), now())),
              position);
      case Task.Collect collect -> collect(collect.parent());
      case Task.Pause pause -> board.show(Phase.PAUSED, "", "./hone resume goes on");
      case Task.Stuck stuck -> board.show(Phase.STUCK, "", stuck.reason());
    }
  }

  private void examine(ModelVersion candidate, Optional<ModelVersion> promoted) {
    board.show(Phase.EXAMINING, name(candidate), "");
    examined = Optional.of(name(candidate));
    work.beginInterruptible(
        () -> {
          board.tell(new TrainerEvent.Examines(name(candidate)));
          Examiner.Ruling ruling = ruling(candidate, promoted);
          board.tell(new TrainerEvent.Examined(name(candidate), ruling));
          return () -> rule(candidate, promoted, ruling);
        });
  }

  /** A candidate that cannot be loaded is rejected; a base that cannot is the user's mistake. */
  private Examiner.Ruling ruling(ModelVersion candidate, Optional<ModelVersion> promoted)
      throws IOException {
    try {
      Optional<Path> folder = rounds.adapter(candidate);
      return means.examiner().examine(candidate, folder, promoted);
    } catch (BadArtifactException e) {
      return new Examiner.Ruling(false, String.valueOf(e.getMessage()), Map.of());
    } catch (ModelException e) {
      if (e.kind() == ModelException.Kind.TRANSIENT || candidate.getArtifact() == null) throw e;
      return new Examiner.Ruling(false, String.valueOf(e.getMessage()), Map.of());
    }
  }

  /** What was ruled counts if nobody has ordered otherwise meanwhile. */
  private void rule(
      ModelVersion candidate, Optional<ModelVersion> promoted, Examiner.Ruling ruling) {
    boolean first = candidate.getTraining() == null && book.all().isEmpty();
    boolean same =
        book.find(name(candidate)).equals(Optional.of(candidate))
            && book.promoted().map(Session::name).equals(promoted.map(Session::name));
    if (!first && !same) return;
    Examiner.Ruling counts =
        first ? new Examiner.Ruling(true, ruling.reason(), ruling.measures()) : ruling;
    announce(Announcements.ruled(book, candidate, counts, now()), position);
  }

  private void collect(ModelVersion parent) throws IOException {
    RoundFolder folder = new RoundFolder(settings.state(), book.next());
    if (source == null) {
      Optional<Batch> begun = folder.read().filter(batch -> usable(batch, folder, parent));
      if (begun.isPresent()) {
        train(folder, begun.get(), parent);
        return;
      }
      folder.discard();
      source = new PairSource(settings, kafka, book.consumed());
    }
    PairSource from = source;
    Instant now = means.clock().instant();
    if (!from.read(now)) {
      board.show(Phase.COLLECTING, name(parent), "reading what was learned from before");
      return;
    }
    Collector collector = from.collector();
    Optional<Gathered> full =
        collector.full(now, pairs -> Mixture.useful(settings.rules(), book, parent, pairs));
    if (full.isEmpty()) {
      board.collecting(name(parent), settings.rules(), collector);
      return;
    }
    Mixture mixture = Mixture.of(settings.rules(), book, parent, full.get());
    Batch batch =
        new Batch(
            book.next(),
            name(parent),
            settings.hash(),
            book.ancestors(name(parent)),
            full.get().ranges(),
            mixture.counts(),
            mixture.staleness(),
            mixture.note());
    folder.write(batch, mixture.pairs());
    tellLeftOut(batch);
    board.tell(new TrainerEvent.BatchWritten(batch.version(), batch.parent(), batch.counts()));
    train(folder, batch, parent);
  }

  /**
   * Whether a batch that lies there is still this round's. A result is announced under the settings
   * it was trained with; what is not trained yet is collected anew under the settings of today.
   */
  private boolean usable(Batch batch, RoundFolder folder, ModelVersion parent) {
    Map<String, Map<Integer, Long>> consumed = book.consumed();
    boolean goesOn =
        batch.ranges().stream()
            .allMatch(
                range ->
                    range.from()
                        == consumed
                            .getOrDefault(range.topic(), Map.of())
                            .getOrDefault(range.partition(), 0L));
    boolean ofToday =
        batch.configHash().equals(settings.hash()) && batch.parent().equals(name(parent));
    return goesOn && (ofToday || folder.trained());
  }

  private void tellLeftOut(Batch batch) {
    RoundCounts counts = batch.counts();
    LOG.atInfo()
        .addKeyValue("version", batch.version())
        .addKeyValue("parent", batch.parent())
        .addKeyValue("read", counts.read())
        .addKeyValue("actor_pairs", counts.actorPairs())
        .addKeyValue("judge_pairs", counts.judgePairs())
        .addKeyValue("repeated", counts.repeated())
        .addKeyValue("unreadable", counts.unreadable())
        .addKeyValue("unfit", counts.unfit())
        .addKeyValue("stale_by_version", counts.stale())
        .addKeyValue("of_unknown_versions", counts.unknown())
        .addKeyValue("judge_pairs_left_out", counts.judgesLeftOut())
        .log("a round is full");
  }

  private void train(RoundFolder folder, Batch batch, ModelVersion now) {
    ModelVersion parent = book.find(batch.parent()).orElse(now);
    trainedFrom = Optional.of(batch.parent());
    board.training(batch);
    work.begin(
        stop ->
            () -> {
              RoundWork.Ending ending = rounds.train(folder, batch, parent, stop);
              return () -> trained(batch, ending);
            });
  }

  private void trained(Batch batch, RoundWork.Ending ending) {
    ModelVersion record =
        switch (ending) {
          case RoundWork.Ending.Stored(var artifact, long steps) ->
              announcements.candidate(batch, artifact, steps, now());
          case RoundWork.Ending.Failed(String reason) -> announcements.failed(batch, reason, now());
          case RoundWork.Ending.Taken(String reason) -> announcements.burnt(batch, reason, now());
        };
    announce(List.of(record), position);
    if (ending instanceof RoundWork.Ending.Taken || source == null) {
      closeSource();
    } else {
      source.collector().begin();
    }
  }

  private void announce(List<ModelVersion> records, long next) {
    announce(records, List.of(), next);
  }

  private void announce(List<ModelVersion> records, List<ControlCommand> answers, long next) {
    announcer.announce(records, answers, next);
    position = next;
    for (ModelVersion each : records) {
      book = book.with(each);
      board.tell(new TrainerEvent.Announced(each));
    }
  }

  /** Something that may pass: tried again after a while, from what is on the disk. */
  private void passing(Throwable failure) {
    boolean mayPass =
        failure instanceof IOException
            || failure instanceof BadArtifactException
            || (failure instanceof ModelException model
                && model.kind() == ModelException.Kind.TRANSIENT);
    if (!mayPass) {
      if (failure instanceof Error error) throw error;
      if (failure instanceof RuntimeException unexpected) throw unexpected;
      throw new IllegalStateException(failure);
    }
    closeSource(); // the folder says where the round stands
    notBefore = means.clock().instant().plus(PAUSE_AFTER_FAILURE);
    board.tell(new TrainerEvent.Failed(String.valueOf(failure.getMessage())));
  }

  private Instant now() {
    return Announcements.after(book, means.clock().instant());
  }

  private static String name(ModelVersion version) {
    return version.getModel().getVersion();
  }

  private void closeSource() {
    if (source != null) source.close();
    source = null;
  }

  @Override
  public void close() {
    work.close();
    steps.close();
    closeSource();
    announcer.close();
  }
}
