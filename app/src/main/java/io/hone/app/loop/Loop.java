package io.hone.app.loop;

import io.hone.app.config.Config;
import io.hone.app.loop.Agenda.Next;
import io.hone.app.records.RunTail;
import io.hone.app.stack.Cluster;
import io.hone.app.status.RunFigures;
import io.hone.event.CallError;
import io.hone.event.CallErrorKind;
import io.hone.event.Completion;
import io.hone.event.ModelState;
import io.hone.event.ModelVersion;
import io.hone.producers.prompts.KnownPrompts;
import io.hone.producers.prompts.PromptWriter;
import io.hone.producers.prompts.RefusedException;
import io.hone.producers.prompts.Submission;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.schemas.serde.ValueSerdes;
import io.hone.streams.account.Position;
import io.hone.streams.account.RunRecords;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Drives a loop whose roles run already, here or elsewhere: submits each round's prompts when the
 * version that shall answer them is promoted, and waits for what comes of them. For one thread.
 */
public final class Loop {
  /** The pairs, where nobody trains. */
  public static final String PAIRS = "pairs.jsonl";

  private static final String EXAMPLE = "Sort these words alphabetically: tree, car, moon.";

  /** The prompts that versions are compared on. */
  static final String HELD_OUT = "held-out.jsonl";

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Set<Topic> WHOLE = EnumSet.of(Topic.PROMPTS, Topic.OUTCOMES, Topic.MODELS);
  private static final Set<Topic> FROM_NOW =
      EnumSet.of(Topic.CALLS_ACTOR, Topic.CALLS_JUDGE, Topic.CALLS_META_JUDGE, Topic.COMPLETIONS);

  private final Cluster cluster;
  private final Namespace run;
  private final Plan plan;
  private final Trainer trainer;
  private final LoopListener listener;
  private final LoopFacts facts = new LoopFacts();
  private final RunFigures figures = new RunFigures();
  private final Map<String, ModelState> told = new HashMap<>();
  private final Set<CallErrorKind> failures = EnumSet.noneOf(CallErrorKind.class);
  private RoundProgress progress;

  /**
   * What is to be done.
   *
   * @param rounds that are wanted in all, those of earlier calls among them
   * @param terms what may not change while the run goes on
   * @param recipe its name, for the report
   * @param settings in force, for the report
   */
  public record Plan(
      LoopPrompts prompts,
      int size,
      long seed,
      int rounds,
      String recipe,
      boolean trains,
      Map<String, String> terms,
      SequencedMap<String, String> settings) {

    /**
     * Commands that a reader may go on with, each with what it is for.
     *
     * @param folder the run's
     * @param data the option that names the data folder, with a space before it; empty: none
     */
    public List<String> next(LoopReport report, LoopFolder folder, String data) {
      List<String> next = new ArrayList<>();
      long most = prompts.learning().size() / size;
      if (trains && rounds < most) {
        next.add(
            "the same command with --rounds %d goes on".formatted(Math.min(most, rounds + 3L)));
      }
      report
          .promoted()
          .filter(version -> version.parent().isPresent())
          .ifPresent(
              version ->
                  next.add(
                      "./hone generate --model %s --adapter %s \"%s\"   # asks %s"
                          .formatted(
                              settings.get("model.folder"),
                              folder.artifact(version.name()),
                              EXAMPLE,
                              version.name())));
      if (!trains)
        next.add("less %s   # the pairs, for a trainer elsewhere".formatted(folder.path(PAIRS)));
      next.add(
          "./hone console%s --config %s   # the run in a browser"
              .formatted(data, folder.path(LoopFolder.CONFIGURATION)));
      next.add(
          "./hone up%s, and beside it ./hone verify%s --config %s   # proves that nothing was lost"
              .formatted(data, data, folder.path(LoopFolder.CONFIGURATION)));
      return next;
    }
  }

  /**
   * Makes a plan, and writes what others need to know of it into the folder.
   *
   * @throws IOException if prompts cannot be read or the folder cannot be written
   * @throws IllegalArgumentException if the run was begun otherwise
   */
  public static Plan plan(LoopOrder order, LoopPrompts prompts, Config config, LoopFolder folder)
      throws IOException {
    int size = order.sizeOf(prompts);
    if (prompts.learning().size() < size) {
      throw new IllegalArgumentException(
          "--round-prompts is %d, and there are %d prompts: take fewer or give more with --prompts"
              .formatted(size, prompts.learning().size()));
    }
    Map<String, String> terms = LoopFolder.terms(order, prompts, size);
    folder.requireSame(terms);
    folder.configuration(config);
    prompts.writeHeldOut(folder.path(HELD_OUT));
    SequencedMap<String, String> settings = new LinkedHashMap<>();
    config
        .entries()
        .forEach(
            (name, entry) -> {
              if (!entry.isDefault() && !Config.isOfProcess(name)) {
                settings.put(name, entry.shown(name));
              }
            });
    return new Plan(
        prompts,
        size,
        order.seed(),
        order.rounds(),
        order.recipe(),
        order.trains(),
        terms,
        settings);
  }

  /**
   * What is known of the trainer beside the topics.
   *
   * @param trains whether there is one; without, pairs are only collected
   * @param nothing whether it has read so many outcomes since its last round and found no pair to
   *     learn from
   * @param doing what it does now, for people
   */
  public record Trainer(boolean trains, LongPredicate nothing, Supplier<String> doing) {
    /** Nobody trains. */
    public static final Trainer NONE = new Trainer(false, outcomes -> true, () -> "");
  }

  public Loop(Cluster cluster, Namespace run, Plan plan, Trainer trainer, LoopListener listener) {
    this.cluster = cluster;
    this.run = run;
    this.plan = plan;
    this.trainer = trainer;
    this.listener = listener;
    this.progress = new RoundProgress(0, 0, figures);
  }

  /**
   * Plays until everything wanted is done.
   *
   * @param ended gives one sentence when a role ends unasked
   * @throws LoopStoppedException with that sentence
   */
  public LoopReport play(Supplier<Optional<String>> ended) throws RefusedException {
    long began = System.nanoTime();
    Rounds rounds = Rounds.of(plan.prompts().learning(), plan.size(), plan.seed());
    int wanted = Math.min(plan.rounds(), rounds.count());
    Agenda agenda = new Agenda(rounds, wanted, trainer.trains(), run.topic(Topic.OUTCOMES));
    try (RunTail tail = RunTail.open(cluster, run, WHOLE, FROM_NOW)) {
      Next next = new Next.Learn(0);
      while (!(next instanceof Next.Done)) {
        Optional<String> end = ended.get();
        if (end.isPresent()) throw new LoopStoppedException(end.get());
        tail.poll(POLL, both());
        if (!tail.caughtUp()) continue;
        versions();
        next = agenda.next(facts, trainer.nothing());
        act(agenda, next, wanted);
      }
    }
    return LoopReport.of(
        run.run(), plan.recipe(), (System.nanoTime() - began) / 1e9, facts, plan.settings());
  }

  private RunRecords.Receiver both() {
    return new RunRecords.Receiver() {
      @Override
      public void record(Position position, SpecificRecord value) {
        facts.record(position, value);
        figures.record(value);
        if (value instanceof Completion done && done.getError() != null) failed(done.getError());
      }

      @Override
      public void unreadable(Position position, String why) {
        listener.tell("a record cannot be read, %s: %s".formatted(position, why));
      }
    };
  }

  /** Of each kind the first, so that a server that refuses everything does not fill the screen. */
  private void failed(CallError error) {
    if (failures.add(error.getKind())) {
      listener.tell(
          "a call failed (%s): %s"
              .formatted(ReportText.words(error.getKind()), error.getMessage()));
    }
  }

  private void act(Agenda agenda, Next next, int wanted) throws RefusedException {
    switch (next) {
      case Next.Submit submit -> submit(agenda, submit.round(), wanted);
      case Next.Play play -> {
        progress = progress.of(play.round(), wanted);
        listener.show(progress.line(agenda.ids(play.round()), facts));
      }
      case Next.Learn learn -> {
        progress = progress.of(learn.round(), wanted);
        listener.show(progress.name() + "  " + trainer.doing().get());
      }
      case Next.Done done -> {}
    }
  }

  private void submit(Agenda agenda, int round, int wanted) throws RefusedException {
    String topic = run.topic(Topic.PROMPTS);
    try (Serializer<Object> values = ValueSerdes.serializer(cluster.settings());
        PromptWriter writer = PromptWriter.open(cluster.settings(), topic, values)) {
      Submission.Report report =
          new Submission(
                  run,
                  "round " + (round + 1),
                  KnownPrompts.read(cluster.settings(), topic),
                  writer,
                  InstantSource.system())
              .submit(agenda.rounds().prompts(round));
      progress = new RoundProgress(round, wanted, figures);
      if (report.submitted() > 0) {
        listener.tell(
            "%s  %,d prompts submitted to %s"
                .formatted(
                    progress.name(),
                    report.submitted(),
                    facts
                        .versions()
                        .promoted()
                        .map(each -> each.getModel().getVersion())
                        .orElse("the model")));
      }
    }
  }

  private void versions() {
    for (ModelVersion version : facts.versions().all()) {
      String name = version.getModel().getVersion();
      ModelState state = version.getState();
      if (told.put(name, state) == state) continue;
      if (state == ModelState.RETIRED) continue;
      listener.tell(
          "%s is %s%s"
              .formatted(
                  name,
                  ReportText.words(state),
                  version.getReason().isEmpty() ? "" : ": " + version.getReason()));
    }
  }
}
