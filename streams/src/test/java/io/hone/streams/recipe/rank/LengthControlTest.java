package io.hone.streams.recipe.rank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hone.streams.recipe.Episodes;
import io.hone.streams.recipe.Judgement;
import io.hone.streams.recipe.Reason;
import io.hone.streams.recipe.Response;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LengthControlTest {
  private static final Lots LOTS = new Lots("p-1", "actor pair");

  private static Ballot ballot(int number, int length, double... points) {
    Response response =
        Episodes.response("draw " + number, Character.toString('a' + number).repeat(length));
    List<Judgement> judgements = new ArrayList<>();
    for (int i = 0; i < points.length; i++) {
      judgements.add(Episodes.judgement(response, "draw " + i, points[i]));
    }
    return Ballot.of(List.of(response), judgements).getFirst();
  }

  private static Choice<Ballot> pick(double rho, Ballot... ballots) {
    return new LengthControl(rho, LengthControl.UNLIMITED).pick(List.of(ballots), LOTS);
  }

  private static String reason(Choice<Ballot> choice) {
    return choice.reasons().stream().map(Reason::word).findFirst().orElse("");
  }

  @Test
  void shouldTakeBestAgainstWorstAtRhoZero() {
    Ballot best = ballot(0, 90, 5);
    Ballot short4 = ballot(1, 10, 4);
    Ballot worst = ballot(2, 20, 1);

    assertThat(pick(0, short4, worst, best)).isEqualTo(new Choice.Made<>(best, worst));
  }

  @Test
  void shouldTakeTheShortestOfTheBestAndTheLongestOfTheWorst() {
    Ballot best = ballot(0, 90, 5);
    Ballot nearlyBest = ballot(1, 10, 3.8);
    Ballot nearlyWorst = ballot(2, 80, 2);
    Ballot worst = ballot(3, 20, 1);

    assertThat(pick(0.32, best, nearlyBest, nearlyWorst, worst))
        .isEqualTo(new Choice.Made<>(nearlyBest, nearlyWorst));
  }

  @Test
  void shouldCountAScoreOnTheBoundIn() {
    Ballot best = ballot(0, 90, 5);
    Ballot onTheBound = ballot(1, 10, 3, 3, 4, 4, 3);
    Ballot worst = ballot(2, 20, 0);

    assertThat(pick(0.32, best, onTheBound, worst)).isEqualTo(new Choice.Made<>(onTheBound, worst));
  }

  @Test
  void shouldMakeNoPairOfEqualScores() {
    assertThat(reason(pick(0.4, ballot(0, 5, 3, 4), ballot(1, 9, 4, 3))))
        .isEqualTo("all-scores-equal");
  }

  @Test
  void shouldMakeNoPairWhereTheTiersCross() {
    assertThat(reason(pick(1, ballot(0, 50, 5), ballot(1, 5, 1)))).isEqualTo("tiers-overlap");
  }

  @Test
  void shouldDropAPairWhoseChosenIsTooLong() {
    List<Ballot> ballots = List.of(ballot(0, 51, 5), ballot(1, 5, 1));

    assertThat(reason(new LengthControl(0, 50).pick(ballots, LOTS))).isEqualTo("chosen-too-long");
    assertThat(reason(new LengthControl(0, 51).pick(ballots, LOTS))).isEmpty();
  }

  @Test
  void shouldRefuseARhoThatIsNone() {
    assertThatThrownBy(() -> new LengthControl(1.1, 10)).hasMessageContaining("1.1");
    assertThatThrownBy(() -> new LengthControl(Double.NaN, 10)).hasMessageContaining("NaN");
  }

  /** A quarter point and a length, so that ties of both are common. */
  @Property
  void shouldAgreeWithBruteForce(
      @ForAll @Size(min = 2, max = 7) List<@IntRange(max = 20) Integer> quarters,
      @ForAll @Size(min = 7, max = 7) List<@IntRange(min = 1, max = 5) Integer> lengths,
      @ForAll @IntRange(max = 100) int percent,
      @ForAll long order) {
    List<Ballot> ballots = new ArrayList<>();
    for (int i = 0; i < quarters.size(); i++) {
      ballots.add(ballot(i, lengths.get(i), quarters.get(i) / 4.0));
    }
    List<Ballot> shuffled = new ArrayList<>(ballots);
    Collections.shuffle(shuffled, new Random(order));
    LengthControl control = new LengthControl(percent / 100.0, LengthControl.UNLIMITED);

    Choice<Ballot> picked = control.pick(shuffled, LOTS);

    assertThat(picked).isEqualTo(control.pick(ballots, LOTS));
    Optional<Choice.Made<Ballot>> expected = bruteForce(ballots, quarters, percent);
    assertThat(picked.map(made -> made)).hasSize(expected.isPresent() ? 1 : 0);
    picked.map(
        made -> {
          assertSame(made.chosen(), expected.orElseThrow().chosen());
          assertSame(made.rejected(), expected.orElseThrow().rejected());
          return made;
        });
  }

  /** Up to the lot, which decides between equals of length and score. */
  private static void assertSame(Ballot picked, Ballot expected) {
    assertThat(picked.mean()).isEqualTo(expected.mean());
    assertThat(picked.response().length()).isEqualTo(expected.response().length());
  }

  /** In whole numbers: quarter points times 100. Every two responses are tried. */
  private static Optional<Choice.Made<Ballot>> bruteForce(
      List<Ballot> ballots, List<Integer> quarters, int percent) {
    int max = Collections.max(quarters);
    int min = Collections.min(quarters);
    int upper = (100 - percent) * max + percent * min;
    int lower = (100 - percent) * min + percent * max;
    Choice.Made<Ballot> found = null;
    for (int c = 0; c < quarters.size(); c++) {
      for (int r = 0; r < quarters.size(); r++) {
        if (quarters.get(c) * 100 < upper || quarters.get(r) * 100 > lower) continue;
        Choice.Made<Ballot> tried = new Choice.Made<>(ballots.get(c), ballots.get(r));
        if (found == null || better(tried, found)) found = tried;
      }
    }
    return Optional.ofNullable(found).filter(made -> made.chosen().mean() > made.rejected().mean());
  }

  private static boolean better(Choice.Made<Ballot> one, Choice.Made<Ballot> other) {
    int chosen =
        Integer.compare(other.chosen().response().length(), one.chosen().response().length());
    if (chosen == 0) chosen = Double.compare(one.chosen().mean(), other.chosen().mean());
    int rejected =
        Integer.compare(one.rejected().response().length(), other.rejected().response().length());
    if (rejected == 0) rejected = Double.compare(other.rejected().mean(), one.rejected().mean());
    return chosen > 0 || (chosen == 0 && rejected > 0);
  }
}
