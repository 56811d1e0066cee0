package io.hone.app.loop;

import io.hone.event.Measure;
import io.hone.event.ModelState;
import io.hone.event.ModelVersion;
import io.hone.event.OutcomeStatus;
import io.hone.event.Training;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * What came of a loop.
 *
 * @param seconds that this call of it took
 * @param versions in the order of their making
 * @param accepted prompts
 * @param ends of prompts
 * @param reasons for no pair
 * @param pairs that came of all prompts
 * @param settings in force that differ from the defaults
 */
public record LoopReport(
    String run,
    String recipe,
    double seconds,
    List<Version> versions,
    long accepted,
    Map<OutcomeStatus, Long> ends,
    Map<String, LoopFacts.Why> reasons,
    long pairs,
    SequencedMap<String, String> settings) {

  /** Names of measures that are told of every version; the examination gives them. */
  public static final List<String> SHARES =
      List.of("actor_accuracy", "actor_accuracy_greedy", "judge_accuracy", "meta_accuracy");

  static final String WIN_RATE = "win_rate";
  static final String MEAN_LENGTH = "mean_length";
  static final String MEAN_SCORE = "mean_score";

  public LoopReport {
    versions = List.copyOf(versions);
    ends = Map.copyOf(ends);
    reasons = new TreeMap<>(reasons);
  }

  /**
   * One version.
   *
   * @param parent empty for the one that the loop began with
   * @param actorPairs that it was trained on
   * @param judgePairs that it was trained on
   * @param stalePairs that were left out
   * @param work behind its pairs; empty for the first
   */
  record Version(
      String name,
      Optional<String> parent,
      ModelState state,
      String reason,
      Map<String, Measure> measures,
      long actorPairs,
      long judgePairs,
      long stalePairs,
      Optional<LoopFacts.Work> work) {

    static Version of(ModelVersion record, Optional<LoopFacts.Work> work) {
      Training training = record.getTraining();
      return new Version(
          record.getModel().getVersion(),
          Optional.ofNullable(record.getParent()),
          record.getState(),
          record.getReason(),
          Map.copyOf(record.getMeasures()),
          training == null ? 0 : training.getActorPairs(),
          training == null ? 0 : training.getJudgePairs(),
          training == null ? 0 : training.getStalePairs(),
          work);
    }

    long pairs() {
      return actorPairs + judgePairs;
    }

    Optional<Measure> measure(String name) {
      return Optional.ofNullable(measures.get(name));
    }
  }

  static LoopReport of(
      String run,
      String recipe,
      double seconds,
      LoopFacts facts,
      SequencedMap<String, String> settings) {
    Map<String, LoopFacts.Work> work = facts.work();
    return new LoopReport(
        run,
        recipe,
        seconds,
        facts.versions().all().stream()
            .map(
                each ->
                    Version.of(each, Optional.ofNullable(work.get(each.getModel().getVersion()))))
            .toList(),
        facts.accepted(),
        facts.ends(),
        facts.reasons(),
        facts.pairs(),
        settings);
  }

  /** The version in use. */
  Optional<Version> promoted() {
    return versions.stream().filter(each -> each.state() == ModelState.PROMOTED).findFirst();
  }

  /** Those of these measures that some version has. */
  List<String> measured(List<String> names) {
    return names.stream()
        .filter(name -> versions.stream().anyMatch(each -> each.measure(name).isPresent()))
        .toList();
  }

  /** Whether some version was trained. */
  boolean trained() {
    return versions.stream().anyMatch(each -> each.parent().isPresent());
  }

  /** Whether prompts were accepted, and every one of them died. */
  public boolean allDied() {
    return accepted > 0 && ended(OutcomeStatus.DEAD) == accepted;
  }

  long open() {
    return accepted - ends.values().stream().mapToLong(Long::longValue).sum();
  }

  long ended(OutcomeStatus how) {
    return ends.getOrDefault(how, 0L);
  }
}
