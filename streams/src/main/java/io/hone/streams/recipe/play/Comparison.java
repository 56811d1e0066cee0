package io.hone.streams.recipe.play;

import io.hone.streams.recipe.Episode;
import io.hone.streams.recipe.Finding;
import io.hone.streams.recipe.Move;
import io.hone.streams.recipe.Pair;
import io.hone.streams.recipe.Recipe;
import io.hone.streams.recipe.Stage;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What another recipe would have saved and changed on the same recorded facts, e.g. adaptive
 * judging against the full method.
 *
 * @param episodes how many were compared
 * @param open how many of them the other recipe cannot end on the recorded facts: it asks something
 *     that was never asked; they are left out of the other figures
 * @param calls by stage, how many calls each of the two used
 * @param pairs by skill, what became of the first recipe's pairs
 */
public record Comparison(
    long episodes, long open, Map<Stage, Used> calls, Map<Pair.Skill, Kept> pairs) {

  /** Calls used by the first recipe and by the other. */
  public record Used(long first, long other) {
    /** The share of the first recipe's calls that the other does without. */
    public double saved() {
      return first == 0 ? 0 : 1 - (double) other / first;
    }

    private Used plus(Used more) {
      return new Used(first + more.first, other + more.other);
    }
  }

  /**
   * @param same the other recipe makes the same pair
   * @param changed it makes another
   * @param lost it makes none
   * @param gained it makes one where the first made none
   */
  public record Kept(long same, long changed, long lost, long gained) {
    private static final Kept NOTHING = new Kept(0, 0, 0, 0);

    private Kept plus(Optional<Pair> first, Optional<Pair> other) {
      if (first.isEmpty()) {
        return other.isEmpty() ? this : new Kept(same, changed, lost, gained + 1);
      }
      if (other.isEmpty()) return new Kept(same, changed, lost + 1, gained);
      return first.get().id().equals(other.get().id())
          ? new Kept(same + 1, changed, lost, gained)
          : new Kept(same, changed + 1, lost, gained);
    }
  }

  /**
   * @param recorded episodes with all their facts
   * @throws IllegalArgumentException if the first recipe cannot end one of them
   */
  public static Comparison of(Recipe first, Recipe other, Collection<Episode> recorded) {
    long open = 0;
    Map<Stage, Used> calls = new EnumMap<>(Stage.class);
    Map<Pair.Skill, Kept> pairs = new EnumMap<>(Pair.Skill.class);
    for (Episode episode : recorded) {
      if (!(first.next(episode) instanceof Move.End full)) {
        throw new IllegalArgumentException(
            "episode %s lacks facts that %s asks for"
                .formatted(episode.prompt().id(), first.name()));
      }
      if (!(other.next(episode) instanceof Move.End end)) {
        open++;
        continue;
      }
      for (Stage stage : Stage.values()) {
        Used used = new Used(calls(full, stage), calls(end, stage));
        if (used.first() + used.other() > 0) calls.merge(stage, used, Used::plus);
      }
      for (Pair.Skill skill : Pair.Skill.values()) {
        Optional<Pair> one = pair(full, skill);
        Optional<Pair> two = pair(end, skill);
        if (one.isEmpty() && two.isEmpty()) continue;
        pairs.put(skill, pairs.getOrDefault(skill, Kept.NOTHING).plus(one, two));
      }
    }
    return new Comparison(recorded.size(), open, calls, pairs);
  }

  /** What became of the first recipe's pairs of this skill. */
  public Kept kept(Pair.Skill skill) {
    return pairs.getOrDefault(skill, Kept.NOTHING);
  }

  /** How many calls of this stage each of the two used. */
  public Used used(Stage stage) {
    return calls.getOrDefault(stage, new Used(0, 0));
  }

  /** One line for each stage and each skill, for people. */
  public String report() {
    String used =
        calls.entrySet().stream()
            .map(
                e ->
                    String.format(
                        Locale.ROOT,
                        "%-12s %d calls instead of %d, %.1f %% saved",
                        e.getKey(),
                        e.getValue().other(),
                        e.getValue().first(),
                        100 * e.getValue().saved()))
            .collect(Collectors.joining("\n"));
    String kept =
        pairs.entrySet().stream()
            .map(
                e ->
                    "%-12s pairs: %d the same, %d changed, %d lost, %d gained"
                        .formatted(
                            e.getKey(),
                            e.getValue().same(),
                            e.getValue().changed(),
                            e.getValue().lost(),
                            e.getValue().gained()))
            .collect(Collectors.joining("\n"));
    String head = "%d episodes, %d of them not comparable".formatted(episodes, open);
    return List.of(head, used, kept).stream()
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("\n"));
  }

  private static long calls(Move.End end, Stage stage) {
    return end.findings().stream()
        .map(Finding::drawn)
        .filter(drawn -> drawn.call().question().stage() == stage)
        .map(drawn -> drawn.call().id())
        .distinct()
        .count();
  }

  private static Optional<Pair> pair(Move.End end, Pair.Skill skill) {
    return end.outcome().pairs().stream().filter(pair -> pair.skill() == skill).findFirst();
  }
}
