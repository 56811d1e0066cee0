package io.hone.streams.statistics;

import io.hone.event.JudgementStatus;
import io.hone.event.PairKind;
import io.hone.event.Stage;
import io.hone.streams.statistics.Fact.Answered;
import io.hone.streams.statistics.Fact.Asked;
import io.hone.streams.statistics.Fact.Completed;
import io.hone.streams.statistics.Fact.Decided;
import io.hone.streams.statistics.Fact.Ended;
import io.hone.streams.statistics.Fact.Judged;
import io.hone.streams.statistics.Fact.Paired;
import io.hone.streams.statistics.Fact.Submitted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the facts of one prompt add to the figures. */
final class Accountant {
  private final Ledger ledger;

  Accountant(Ledger ledger) {
    this.ledger = ledger;
  }

  /** Adds what is due of a digest. Figures of several facts are taken back and made anew. */
  void account(Digest digest) {
    Duration window = digest.window();
    List<Fact> after = digest.after();
    after.forEach(fact -> account(fact, window));
    last(after).ifPresent(now -> submitted(last(digest.before()), now, window));
    if (digest.ended()) {
      List<Fact> before = digest.before();
      List<Fact> all = new ArrayList<>(before);
      all.addAll(after);
      new JointFigures(before, window).addTo(ledger, -1);
      new JointFigures(all, window).addTo(ledger, 1);
    }
    digest.accounted();
  }

  /** The earliest submission counts, which is always the last one of a digest. */
  private void submitted(Optional<Submitted> then, Submitted now, Duration window) {
    then.ifPresent(later -> prompts(later, window).count(Counts.PROMPTS, -1));
    prompts(now, window).count(Counts.PROMPTS, 1);
  }

  private static Optional<Submitted> last(List<Fact> facts) {
    return facts.reversed().stream()
        .filter(Submitted.class::isInstance)
        .map(Submitted.class::cast)
        .findFirst();
  }

  private Figures prompts(Submitted submitted, Duration window) {
    return figures(Stage.UNKNOWN, submitted, window);
  }

  private void account(Fact fact, Duration window) {
    switch (fact) {
      case Submitted submitted -> {}
      case Asked asked -> figures(asked.stage(), asked, window).count(Counts.CALLS, 1);
      case Completed completed ->
          completed(completed, figures(completed.stage(), completed, window));
      case Answered answered -> answered(answered, figures(Stage.ACTOR, answered, window));
      case Judged judged -> judged(judged, figures(Stage.JUDGE, judged, window));
      case Decided decided ->
          figures(Stage.META_JUDGE, decided, window)
              .count(Counts.VERDICTS + word(decided.winner()), 1);
      case Paired paired -> paired(paired, figures(Stage.UNKNOWN, paired, window));
      case Ended ended -> ended(ended, figures(Stage.UNKNOWN, ended, window));
    }
  }

  private Figures figures(Stage stage, Fact fact, Duration window) {
    return ledger.of(stage, fact.version(), fact.at(), window);
  }

  private static void completed(Completed completed, Figures figures) {
    figures.count(Counts.COMPLETIONS, 1);
    figures.count(Counts.TOKENS_PROMPT, completed.promptTokens());
    figures.count(Counts.TOKENS_COMPLETION, completed.completionTokens());
    completed.failure().ifPresent(kind -> figures.count(Counts.FAILED + word(kind), 1));
    if (completed.worked()) {
      figures.value(Measure.LATENCY, (double) completed.latency());
      figures.value(Measure.QUEUED, (double) completed.queued());
    }
  }

  private static void answered(Answered answered, Figures figures) {
    figures.count(Counts.RESPONSES, 1);
    if (answered.duplicate()) figures.count(Counts.RESPONSES_DUPLICATE, 1);
    figures.value(Measure.RESPONSE_LENGTH, answered.length());
  }

  private static void judged(Judged judged, Figures figures) {
    figures.count(Counts.JUDGEMENTS + word(judged.status()), 1);
    if (judged.status() != JudgementStatus.CALL_FAILED) {
      figures.value(Measure.JUDGEMENT_LENGTH, judged.length());
    }
    if (judged.status() == JudgementStatus.VALID) figures.value(Measure.SCORE, judged.score());
  }

  private static void paired(Paired paired, Figures figures) {
    figures.count(Counts.PAIRS + word(paired.kind()), 1);
    if (paired.kind() == PairKind.ACTOR) {
      figures.value(Measure.CHOSEN_LENGTH, paired.chosenLength());
      paired.rejectedLength().ifPresent(l -> figures.value(Measure.REJECTED_LENGTH, l));
      score(figures, Measure.CHOSEN_SCORE, paired.chosenScore());
    }
    if (paired.kind() == PairKind.JUDGE) {
      figures.value(Measure.JUDGE_CHOSEN_LENGTH, paired.chosenLength());
      paired.rejectedLength().ifPresent(l -> figures.value(Measure.JUDGE_REJECTED_LENGTH, l));
      score(figures, Measure.JUDGE_CHOSEN_SCORE, paired.chosenScore());
    }
  }

  private static void score(Figures figures, Measure measure, double score) {
    if (!Double.isNaN(score)) figures.value(measure, score);
  }

  private static void ended(Ended ended, Figures figures) {
    figures.count(
        switch (ended.status()) {
          case PAIRED -> Counts.PAIRED;
          case DEAD -> Counts.DEAD + ended.reason();
          case NO_PAIR, UNKNOWN -> Counts.NO_PAIR + ended.reason();
        },
        1);
    figures.value(Measure.EPISODE_SECONDS, ended.took() / 1e3);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
