package io.hone.consumers.trainer;

import io.hone.consumers.trainer.TrainerStatus.Phase;
import io.hone.models.train.TrainingEvent;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a trainer says of itself: a status that can be asked for, and events. */
final class StatusBoard {
  private static final Logger LOG = LoggerFactory.getLogger(StatusBoard.class);

  private final InstantSource clock;
  private final Consumer<TrainerEvent> listener;
  private volatile TrainerStatus status;

  StatusBoard(InstantSource clock, Consumer<TrainerEvent> listener) {
    this.clock = clock;
    this.listener = listener;
    this.status = status(Phase.WAITING, "", 0, 0, 0, "another trainer of the run acts");
  }

  TrainerStatus status() {
    return status;
  }

  private TrainerStatus status(
      Phase phase, String version, long done, long of, long pairs, String reason) {
    return new TrainerStatus(phase, version, done, of, pairs, reason, clock.instant());
  }

  void show(Phase phase, String version, String reason) {
    put(status(phase, version, 0, 0, 0, reason));
  }

  void collecting(String parent, RoundRules rules, Collector collector) {
    boolean byPrompts = rules.prompts() > 0;
    long done = byPrompts ? collector.prompts() : collector.pairs();
    long of = byPrompts ? rules.prompts() : rules.pairs();
    String reason =
        of > 0 && done >= of
            ? "enough, but no pair to learn from; it goes on until there is one"
            : "";
    put(status(Phase.COLLECTING, parent, done, of, collector.pairs(), reason));
  }

  void training(Batch batch) {
    RoundCounts counts = batch.counts();
    long pairs = counts.actorPairs() + counts.judgePairs();
    put(status(Phase.TRAINING, batch.version(), 0, 0, pairs, batch.note()));
  }

  /** The phase's beginning stays while the phase does. */
  private void put(TrainerStatus next) {
    TrainerStatus last = status;
    boolean same = last.phase() == next.phase() && last.version().equals(next.version());
    status =
        new TrainerStatus(
            next.phase(),
            next.version(),
            next.done(),
            next.of(),
            next.pairs(),
            next.reason(),
            same ? last.since() : next.since());
  }

  /** Passes an event on, and logs what a person should find there later. */
  void tell(TrainerEvent event) {
    TrainerStatus last = status;
    switch (event) {
      case TrainerEvent.Trains(String version, TrainingEvent.Step step) ->
          put(
              status(
                  Phase.TRAINING, version, step.step(), step.steps(), last.pairs(), last.reason()));
      case TrainerEvent.Waits waits -> show(Phase.WAITING, "", "another trainer of the run acts");
      case TrainerEvent.Failed(String reason) -> {
        put(status(last.phase(), last.version(), last.done(), last.of(), last.pairs(), reason));
        LOG.atWarn().addKeyValue("reason", reason).log("something failed and is tried again");
      }
      case TrainerEvent.Refused(String id, String reason) ->
          LOG.atWarn()
              .addKeyValue("command", id)
              .addKeyValue("reason", reason)
              .log("a command is not obeyed");
      case TrainerEvent.Announced(var version) ->
          LOG.atInfo()
              .addKeyValue("version", version.getModel().getVersion())
              .addKeyValue("state", version.getState())
              .addKeyValue("reason", version.getReason())
              .log("a version is announced");
      default -> {}
    }
    listener.accept(event);
  }
}
