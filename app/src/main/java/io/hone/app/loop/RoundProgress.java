package io.hone.app.loop;

import io.hone.app.status.RunFigures;
import io.hone.app.status.RunFigures.StageFigures;
import io.hone.event.Stage;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How far a round is, in one line. */
final class RoundProgress {
  private static final Map<Stage, String> NAMES =
      new EnumMap<>(
          Map.of(
              Stage.ACTOR, "answers",
              Stage.JUDGE, "judgements",
              Stage.META_JUDGE, "verdicts"));

  private final int round;
  private final int wanted;
  private final RunFigures figures;
  private final Map<Stage, StageFigures> before = new EnumMap<>(Stage.class);

  RoundProgress(int round, int wanted, RunFigures figures) {
    this.round = round;
    this.wanted = wanted;
    this.figures = figures;
    NAMES.keySet().forEach(stage -> before.put(stage, figures.stage(stage)));
  }

  /** This one, or a new one if it is of another round. */
  RoundProgress of(int other, int all) {
    return other == round && all == wanted ? this : new RoundProgress(other, all, figures);
  }

  String name() {
    return "round %d of %d".formatted(round + 1, wanted);
  }

  String line(List<String> promptIds, LoopFacts facts) {
    StringBuilder line = new StringBuilder(name());
    NAMES.forEach(
        (stage, name) -> {
          StageFigures done =
              figures.stage(stage).minus(before.getOrDefault(stage, StageFigures.NONE));
          // After a restart, calls of the life before are answered that were asked unseen.
          long asked = Math.max(done.asked(), done.answered());
          if (asked > 0) {
            line.append(
                String.format(
                    Locale.ROOT,
                    "  %s %,d/%,d%s",
                    name,
                    done.answered(),
                    asked,
                    done.failed() > 0 ? " (%,d failed)".formatted(done.failed()) : ""));
          }
        });
    return line.append(
            String.format(
                Locale.ROOT,
                "  ended %,d/%,d  pairs %,d",
                facts.ended(promptIds),
                promptIds.size(),
                facts.pairs(promptIds)))
        .toString();
  }
}
