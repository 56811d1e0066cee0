package io.hone.app.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Every meter of Hone's own. Its name, tags and meaning are a public contract: dashboards and alert
 * rules are written against them, and the reference page is made of them. Each has the tag {@code
 * run}, too.
 */
public enum HoneMeter {
  PROMPTS_ACCEPTED(Group.RUN, "Prompts on their topic."),
  PROMPTS_ENDED(Group.RUN, "Prompts that have an outcome: paired, no_pair or dead.", "outcome"),
  PROMPTS_REASON(
      Group.RUN, "How often each reason for no pair, or for a death, was given.", "reason"),
  RECIPE_COUNTS(
      Group.RUN,
      "The recipe's own counts, summed over the ended prompts, e.g. judgements.unparsable.",
      "count"),
  PAIRS(Group.RUN, "Preference pairs of the ended prompts."),
  TOKENS(Group.RUN, "Prompt and completion tokens of the ended prompts."),
  DEAD_LETTERS(Group.RUN, "Records on the topic of dead letters."),
  UNREADABLE_RECORDS(
      Group.RUN, "Records of prompts, outcomes, dead letters and versions that are none."),
  CALLS_WAITING(
      Group.RUN,
      "Calls that no worker has finished, by offsets: markers of transactions count, too.",
      "stage"),
  TOPIC_RECORDS(Group.RUN, "Records on a topic.", "topic"),
  TOPIC_BYTES(Group.RUN, "Bytes of a topic on disk, leaders only.", "topic"),
  TOPIC_LAG(Group.RUN, "Records that a group has not finished, by offsets.", "topic", "group"),
  RUN_READ_TIMESTAMP_SECONDS(Group.RUN, "When this process last read the run's topics, Unix time."),

  VERSION_STATE(Group.MODELS, "1 for the state that a version is in.", "version", "state"),
  VERSION_PAIRS(
      Group.MODELS,
      "Pairs that a version was trained on (actor, judge), or that were too old for it (stale).",
      "version",
      "kind"),
  VERSION_MEASURE(Group.MODELS, "What the examination of a version found.", "version", "measure"),
  VERSION_MEASURE_LOW(
      Group.MODELS, "Lower end of the 95 % interval of a measure.", "version", "measure"),
  VERSION_MEASURE_HIGH(
      Group.MODELS, "Upper end of the 95 % interval of a measure.", "version", "measure"),
  PROMOTED_MEASURE(Group.MODELS, "The measures of the version in use.", "measure"),
  PARENT_MEASURE(
      Group.MODELS, "The measures of the version that the one in use was trained from.", "measure"),

  EPISODES_RUNNING(
      Group.EPISODES, "1 while every partition that this process was given is being played."),
  EPISODES_OPEN(Group.EPISODES, "Episodes that are open here now."),
  EPISODES_WAITING(Group.EPISODES, "Prompts that were read here and are not admitted yet."),
  EPISODES_ACCEPTED_TOTAL(Group.EPISODES, "Prompts accepted here since the start."),
  EPISODES_ENDED_TOTAL(Group.EPISODES, "Episodes that ended here since the start.", "outcome"),
  EPISODES_FACTS_TOTAL(Group.EPISODES, "Answers taken in here since the start."),
  EPISODES_DUPLICATES_TOTAL(
      Group.EPISODES, "Prompts and completions that had come before.", "what"),
  EPISODES_FAILED_ATTEMPTS_TOTAL(Group.EPISODES, "Completions that brought an error."),
  EPISODES_ASKED_AGAIN_TOTAL(Group.EPISODES, "Calls asked again after an error or in vain."),
  EPISODES_GIVEN_UP_TOTAL(Group.EPISODES, "Calls that failed for good."),
  EPISODES_DEAD_LETTERS_TOTAL(Group.EPISODES, "Records that the episodes could not read."),

  CALLS_AT_MODEL(Group.WORKER, "Calls at the model now."),
  CALLS_FOR_SLOT(Group.WORKER, "Calls that were taken and wait for a slot."),
  CALLS_HELD(Group.WORKER, "Calls that were taken and are not settled."),
  CALLS_ANSWERED_TOTAL(Group.WORKER, "Calls whose answer is durable.", "stage"),
  CALLS_FAILED_TOTAL(Group.WORKER, "Calls whose failure is durable.", "stage", "kind"),
  CALLS_SAMPLES_TOTAL(Group.WORKER, "Samples drawn in the answers.", "stage"),
  CALLS_ATTEMPTS_TOTAL(Group.WORKER, "Attempts at the model, repetitions included.", "stage"),
  CALLS_KNOWN_TOTAL(Group.WORKER, "Calls that came again after their answer.", "stage"),
  CALLS_DEAD_LETTERED_TOTAL(Group.WORKER, "Records that were no calls.", "stage"),
  CALLS_LATENCY_SECONDS_TOTAL(
      Group.WORKER,
      "Time of the answered calls at the model; over the answered, the mean.",
      "stage"),
  CALLS_QUEUED_SECONDS_TOTAL(
      Group.WORKER, "Time of the answered calls between asking and the start of work.", "stage"),
  CALLS_TOKENS_TOTAL(Group.WORKER, "Tokens of the calls: prompt or completion.", "stage", "kind"),
  DELIVERIES_TOTAL(
      Group.WORKER,
      "What came of deliveries: delivered, redelivered, acknowledged, given_back or refused.",
      "what"),
  WORKER_VERSION(
      Group.WORKER, "1 for what this worker did last about a version.", "version", "state"),

  TRAINER_PHASE(Group.TRAINER, "1 for the phase that the trainer is in.", "phase"),
  TRAINER_PHASE_TIMESTAMP_SECONDS(Group.TRAINER, "When it came into the phase, Unix time."),
  TRAINER_DONE(Group.TRAINER, "Prompts or pairs collected, or steps trained, in this phase."),
  TRAINER_WANTED(Group.TRAINER, "How many are wanted in this phase; 0 if nothing is counted."),
  TRAINER_PAIRS(Group.TRAINER, "Pairs of the round so far."),
  TRAINER_STEP(Group.TRAINER, "The last step that was trained here."),
  TRAINER_STEPS(Group.TRAINER, "Steps of that round."),
  TRAINER_LOSS(Group.TRAINER, "Loss of the last step."),
  TRAINER_REWARD(Group.TRAINER, "Mean implicit reward of the answers at it.", "answer"),
  TRAINER_MARGIN(Group.TRAINER, "Difference of the two."),
  TRAINER_ACCURACY(Group.TRAINER, "Share of its pairs whose chosen answer has the higher reward."),
  TRAINER_KL(Group.TRAINER, "Estimate of KL(reference || policy) at it, nats per answer."),
  TRAINER_GRADIENT_NORM(Group.TRAINER, "Norm of its gradient, before clipping."),
  TRAINER_LEARNING_RATE(Group.TRAINER, "Its learning rate."),
  TRAINER_TOKENS_PER_SECOND(Group.TRAINER, "Its speed, without padding."),

  READY(Group.PROCESS, "1 if a check of /health/ready holds.", "check"),
  REACTOR_THREADS(Group.PROCESS, "Threads of Reactor's schedulers.", "scheduler"),
  REACTOR_BUSY(Group.PROCESS, "Those of them that work.", "scheduler"),
  REACTOR_QUEUED(Group.PROCESS, "Tasks that wait for one of them.", "scheduler"),
  PROCESS_RESIDENT_BYTES(
      Group.PROCESS, "Memory of the process, the model's included; on Linux alone.");

  /** What must run in a process for it to have the meter. */
  public enum Group {
    RUN("The account of the run, from its topics", "`./hone run` and `./hone streams`"),
    MODELS("Versions, from the topic of models", "`./hone run` and `./hone streams`"),
    EPISODES("Episodes of this process", "`./hone run` and `./hone streams`"),
    WORKER("Calls of this process", "`./hone run` and `./hone worker`"),
    TRAINER("The trainer of this process", "`./hone run` and `./hone trainer`"),
    PROCESS("The process", "all");

    private final String title;
    private final String where;

    Group(String title, String where) {
      this.title = title;
      this.where = where;
    }

    public String title() {
      return title;
    }

    /** The commands that serve it, for people. */
    public String where() {
      return where;
    }
  }

  private static final String TOTAL = "_total";

  private final Group group;
  private final String purpose;
  private final List<String> tags;

  HoneMeter(Group group, String purpose, String... tags) {
    this.group = group;
    this.purpose = purpose;
    this.tags = List.of(tags);
  }

  /** As Prometheus has it. */
  public String title() {
    return "hone_" + name().toLowerCase(Locale.ROOT);
  }

  /** As Micrometer has it, which puts {@code _total} behind a counter by itself. */
  String plainName() {
    String title = title();
    return isCounter() ? title.substring(0, title.length() - TOTAL.length()) : title;
  }

  /** Whether it only grows while its process lives. */
  public boolean isCounter() {
    return title().endsWith(TOTAL);
  }

  public Group group() {
    return group;
  }

  /** One sentence for people. */
  public String purpose() {
    return purpose;
  }

  /** Beside {@code run}. */
  public List<String> tags() {
    return tags;
  }

  /** Those of a group. */
  static Stream<HoneMeter> of(Group group) {
    return Arrays.stream(values()).filter(meter -> meter.group == group);
  }
}
