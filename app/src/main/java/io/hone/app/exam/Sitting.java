package io.hone.app.exam;

import io.hone.app.config.ExamComparison;
import io.hone.app.measure.Means;
import io.hone.event.Measure;
import io.hone.models.Generation;
import io.hone.models.Prompt;
import io.hone.streams.recipe.Conversation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * One candidate on held-out prompts, against the promoted version if there is one. Whatever does
 * not fit into the context of either is left out for both.
 */
final class Sitting {
  private final ExamSettings settings;
  private final Comparison comparison;
  private final Judge candidate;
  private final Judge promoted;
  private final Judge arbiter;
  private final List<Reply> mine = new ArrayList<>();
  private final List<Reply> theirs = new ArrayList<>();

  /**
   * @param candidate as judge
   * @param promoted as judge; the candidate itself if nothing is promoted
   * @param arbiter who compares the two
   */
  record Judges(Judge candidate, Judge promoted, Judge arbiter) {}

  /** Asks both for their responses. */
  Sitting(
      ExamSettings settings,
      List<Conversation> prompts,
      Examinee candidate,
      Examinee promoted,
      Judges judges) {
    this.settings = settings;
    this.comparison = Comparison.of(settings.comparison());
    this.candidate = judges.candidate();
    this.promoted = judges.promoted();
    this.arbiter = judges.arbiter();
    List<Prompt> asked = prompts.stream().map(Chats::of).toList();
    // The promoted version first: prompts that no version can be asked are not the candidate's
    // fault.
    List<List<Generation.Sample>> other = promoted.ask(asked, settings.answering());
    List<List<Generation.Sample>> one =
        alone() ? other : candidate.ask(asked, settings.answering());
    for (int i = 0; i < prompts.size(); i++) {
      if (!one.get(i).isEmpty() && !other.get(i).isEmpty()) {
        mine.add(new Reply(prompts.get(i), one.get(i).getFirst().text()));
        theirs.add(new Reply(prompts.get(i), other.get(i).getFirst().text()));
      }
    }
  }

  private boolean alone() {
    return candidate == promoted;
  }

  /** Of the candidate. */
  Map<String, Measure> measures(Labels labels) {
    Measures measures = new Measures();
    measures.put(Measures.MEAN_LENGTH, Means.of(lengths(mine)));
    measures.put(Measures.MEAN_SCORE, Means.of(means(arbiter.score(mine))));
    measures.putAll(asJudge(candidate));
    measures.put(Measures.AGREEMENT, labels.agreement(candidate, comparison).measure());
    if (!alone()) {
      measures.put(Measures.LENGTH_RATIO, Means.ratio(lengths(mine), lengths(theirs)));
      measures.put(
          Measures.WIN_RATE, Comparison.count(comparison.of(arbiter, mine, theirs)).winRate());
    }
    return measures.all();
  }

  /** Of the promoted version, as a judge of what the candidate judged. */
  Map<String, Measure> reference() {
    return asJudge(promoted);
  }

  private Map<String, Measure> asJudge(Judge judge) {
    Measures measures = new Measures();
    measures.putAll(JudgeHealth.of(judge.score(theirs), settings.maximumScore()));
    if (!alone() && settings.comparison() == ExamComparison.PAIRWISE) {
      measures.put(
          Measures.ORDER_CONSISTENCY,
          JudgeHealth.orderConsistency(judge.compare(mine, theirs)).measure());
    }
    return measures.all();
  }

  private static double[] lengths(List<Reply> replies) {
    return replies.stream().mapToDouble(Reply::length).toArray();
  }

  private static double[] means(List<Scores> scores) {
    return scores.stream().map(Scores::mean).flatMapToDouble(OptionalDouble::stream).toArray();
  }
}
