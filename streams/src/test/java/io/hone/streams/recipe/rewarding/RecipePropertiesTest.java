package io.hone.streams.recipe.rewarding;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.streams.recipe.Call;
import io.hone.streams.recipe.Episode;
import io.hone.streams.recipe.Episodes;
import io.hone.streams.recipe.Fact;
import io.hone.streams.recipe.Move;
import io.hone.streams.recipe.Pair;
import io.hone.streams.recipe.Recipe;
import io.hone.streams.recipe.Scripted;
import io.hone.streams.recipe.Stage;
import io.hone.streams.recipe.play.Comparison;
import io.hone.streams.recipe.play.Player;
import io.hone.streams.recipe.play.Player.Played;
import io.hone.streams.recipe.text.Templates;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What holds of every play, whatever the models answer. */
class RecipePropertiesTest {
  @Provide
  Arbitrary<Recipe> recipes() {
    Arbitrary<ActorSettings> actors =
        Combinators.combine(
                Arbitraries.integers().between(2, 7),
                Arbitraries.integers().between(1, 11),
                Arbitraries.of(0.0, 0.2, 0.32, 0.5, 0.8, 1.0),
                Arbitraries.of(0.0, 0.5, 1.0),
                Arbitraries.of(
                    Adaptive.OFF,
                    Adaptive.at(1),
                    Adaptive.at(0.9),
                    new Adaptive(true, 0.5, 1, 1, 1)))
            .as(RecipePropertiesTest::actor);
    Arbitrary<JudgeSettings> judges =
        Arbitraries.of(
            JudgeSettings.metaRewarding(),
            JudgeSettings.metaRewarding().withStripScores(false),
            JudgeSettings.metaRewarding().withPositionWeighting(PositionWeighting.NONE),
            JudgeSettings.metaRewarding().withLongestChosen(PerIteration.of(24)),
            JudgeSettings.metaRewarding().withDropEqualScores(false));
    Arbitrary<Recipe> meta =
        Combinators.combine(actors, judges)
            .as(
                (actor, judge) ->
                    new MetaRewarding(
                        new MetaRewarding.Settings(actor, judge), Templates.builtIn()));
    return Arbitraries.oneOf(
        meta, actors.map(actor -> new SelfRewarding(actor, Templates.builtIn())));
  }

  private static ActorSettings actor(int k, int n, double rho, double share, Adaptive adaptive) {
    return ActorSettings.metaRewarding()
        .withResponses(k)
        .withJudgements(n)
        .withRho(PerIteration.of(rho))
        .withValidShare(share)
        .withAdaptive(adaptive);
  }

  private static Played play(Recipe recipe, long seed, double garbage) {
    return new Player(recipe, new Scripted(seed, garbage))
        .play(Episodes.of("What is " + seed + "?"));
  }

  @Property(tries = 120)
  void shouldNotMindOrderNorRepetition(
      @ForAll("recipes") Recipe recipe,
      @ForAll long seed,
      @ForAll @DoubleRange(max = 0.6) double garbage,
      @ForAll Random random) {
    Played played = play(recipe, seed, garbage);
    List<Fact> facts = new ArrayList<>(played.episode().facts());
    facts.addAll(played.episode().facts());
    Collections.shuffle(facts, random);
    Episode episode = Episodes.of("What is " + seed + "?");
    for (Fact fact : facts) episode = episode.with(fact);

    Move move = recipe.next(episode);

    assertThat(move).isEqualTo(played.end());
    assertThat(move).hasToString(played.end().toString());
  }

  @Property(tries = 60)
  void shouldAskNothingTwiceAndWaitUntilAllIsAnswered(
      @ForAll("recipes") Recipe recipe,
      @ForAll long seed,
      @ForAll @DoubleRange(max = 0.6) double garbage,
      @ForAll Random random) {
    Scripted model = new Scripted(seed, garbage);
    Episode episode = Episodes.of("What is " + seed + "?");
    Set<String> asked = new HashSet<>();
    List<Call> open = new ArrayList<>();
    Move move = recipe.next(episode);
    while (move instanceof Move.Ask ask) {
      List<Call> fresh = ask.besides(asked);
      if (!open.isEmpty()) assertThat(fresh).isEmpty();
      for (Call call : fresh) assertThat(asked.add(call.id())).isTrue();
      open.addAll(fresh);
      assertThat(ids(ask.calls())).isEqualTo(ids(open));
      Call next = open.remove(random.nextInt(open.size()));
      episode = episode.with(model.apply(next));
      move = recipe.next(episode);
    }
    assertThat(open).isEmpty();
    assertThat(move).isEqualTo(play(recipe, seed, garbage).end());
  }

  private static Set<String> ids(List<Call> calls) {
    return calls.stream().map(Call::id).collect(Collectors.toSet());
  }

  @Property(tries = 60)
  void shouldReplayAnotherRecipesFactsAndAskOnlyWhatWasNeverAsked(
      @ForAll("recipes") Recipe recorded,
      @ForAll("recipes") Recipe other,
      @ForAll long seed,
      @ForAll @DoubleRange(max = 0.6) double garbage) {
    Played first = play(recorded, seed, garbage);
    Played afresh = play(other, seed, garbage);

    Played replayed = new Player(other, new Scripted(seed, garbage)).play(first.episode());

    assertThat(replayed.end()).isEqualTo(afresh.end());
    Set<String> known = ids(first.asked());
    assertThat(replayed.asked()).noneMatch(call -> known.contains(call.id()));
    Set<String> needed = ids(afresh.asked());
    assertThat(replayed.asked()).allMatch(call -> needed.contains(call.id()));
  }

  @Property(tries = 100)
  void shouldKeepTheActorsPairWhenAdaptiveAndCertain(
      @ForAll @IntRange(min = 2, max = 7) int k,
      @ForAll @IntRange(min = 1, max = 11) int n,
      @ForAll @DoubleRange(max = 1) double rho,
      @ForAll @DoubleRange(max = 1) double share,
      @ForAll long seed,
      @ForAll @DoubleRange(max = 0.5) double garbage) {
    ActorSettings full = actor(k, n, rho, share, Adaptive.OFF);
    ActorSettings certain = actor(k, n, rho, share, new Adaptive(true, 1, 1, 1, 1));
    Played fully = play(new SelfRewarding(full, Templates.builtIn()), seed, garbage);

    Move adaptive = new SelfRewarding(certain, Templates.builtIn()).next(fully.episode());

    assertThat(pairIds(adaptive)).isEqualTo(pairIds(fully.end()));
  }

  @Property(tries = 60)
  void shouldKeepBothPairsWhenAdaptiveAndCertain(
      @ForAll @IntRange(min = 2, max = 7) int k,
      @ForAll @IntRange(min = 1, max = 11) int n,
      @ForAll @DoubleRange(max = 1) double rho,
      @ForAll @DoubleRange(max = 1) double share,
      @ForAll long seed,
      @ForAll @DoubleRange(max = 0.5) double garbage) {
    JudgeSettings judge = JudgeSettings.metaRewarding();
    ActorSettings full = actor(k, n, rho, share, Adaptive.OFF);
    ActorSettings certain = actor(k, n, rho, share, new Adaptive(true, 1, 1, 1, 1));
    Played fully =
        play(
            new MetaRewarding(new MetaRewarding.Settings(full, judge), Templates.builtIn()),
            seed,
            garbage);

    Move adaptive =
        new MetaRewarding(new MetaRewarding.Settings(certain, judge), Templates.builtIn())
            .next(fully.episode());

    assertThat(pairIds(adaptive)).isEqualTo(pairIds(fully.end()));
  }

  private static List<String> pairIds(Move move) {
    return ((Move.End) move).outcome().pairs().stream().map(Pair::id).toList();
  }

  @Property(tries = 100)
  void shouldChooseOnlyWhatIsBetter(
      @ForAll("recipes") Recipe recipe,
      @ForAll long seed,
      @ForAll @DoubleRange(max = 0.6) double garbage) {
    Played played = play(recipe, seed, garbage);

    assertThat(played.end().outcome().pairs())
        .allSatisfy(
            pair -> {
              assertThat(pair.chosen().text()).isNotEqualTo(pair.rejected().getFirst().text());
              if (pair.skill() == Pair.Skill.ACTOR) {
                assertThat(pair.chosen().score()).isGreaterThan(pair.rejected().getFirst().score());
              } else {
                assertThat(pair.chosen().rating())
                    .isGreaterThan(pair.rejected().getFirst().rating());
              }
            });
    assertThat(played.end().outcome().tally().of("calls")).isEqualTo(played.asked().size());
  }

  @Test
  void shouldReportWhatAdaptiveJudgingSavesAndChanges() {
    Recipe full = new MetaRewarding(MetaRewarding.Settings.paper(), Templates.builtIn());
    Recipe adaptive =
        new MetaRewarding(
            new MetaRewarding.Settings(
                ActorSettings.metaRewarding().withAdaptive(Adaptive.at(0.9)),
                JudgeSettings.metaRewarding()),
            Templates.builtIn());
    List<Episode> recorded =
        IntStream.range(0, 20).mapToObj(i -> play(full, i, 0.1).episode()).toList();

    Comparison comparison = Comparison.of(full, adaptive, recorded);

    assertThat(comparison.episodes()).isEqualTo(20);
    assertThat(comparison.calls().values())
        .allSatisfy(used -> assertThat(used.saved()).isBetween(0.0, 0.9));
    assertThat(comparison.used(Stage.JUDGE).saved()).isPositive();
    assertThat(comparison.used(Stage.META_JUDGE).saved()).isPositive();
    assertThat(comparison.kept(Pair.Skill.ACTOR).same()).isPositive();
    assertThat(comparison.report()).contains("20 episodes", "JUDGE", "saved", "ACTOR", "pairs:");
    Comparison itself = Comparison.of(full, full, recorded);
    assertThat(itself.open()).isZero();
    assertThat(itself.calls().values()).allSatisfy(used -> assertThat(used.saved()).isZero());
    assertThat(itself.pairs().values())
        .allSatisfy(kept -> assertThat(kept.changed() + kept.lost() + kept.gained()).isZero());
  }
}
