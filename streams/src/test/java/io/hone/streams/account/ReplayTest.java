package io.hone.streams.account;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.hone.event.Completion;
import io.hone.event.PreferencePair;
import io.hone.streams.episode.FromContracts;
import io.hone.streams.episode.ToContracts;
import io.hone.streams.recipe.Call;
import io.hone.streams.recipe.Episode;
import io.hone.streams.recipe.Episodes;
import io.hone.streams.recipe.Fact;
import io.hone.streams.recipe.Recipe;
import io.hone.streams.recipe.Scripted;
import io.hone.streams.recipe.Stage;
import io.hone.streams.recipe.play.Player;
import io.hone.streams.recipe.play.Player.Played;
import io.hone.streams.recipe.rewarding.RecipeBook;
import io.hone.streams.recipe.text.Templates;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Recorded completions under other settings: the other run's pairs to the byte, and no model asked
 * what it was asked before.
 */
class ReplayTest {
  private static final Map<String, String> RECORDED =
      Map.of(
          "actor.responses", "5",
          "actor.judgements", "6",
          "actor.longest-chosen", "120",
          "judge.longest-chosen", "24");

  /** Settings that change the choice and not what is asked of actor and judge. */
  @Provide
  Arbitrary<Map<String, String>> choosing() {
    return Arbitraries.of(
        Map.of("actor.rho", "0.32"),
        Map.of("actor.rho", "1.0"),
        Map.of("actor.longest-chosen", "unlimited"),
        Map.of("judge.longest-chosen", "unlimited"),
        Map.of("judge.position-weighting", "0.5"),
        Map.of("judge.drop-equal-scores", "false"),
        Map.of("actor.rho", "0.4", "judge.position-weighting", "0.5"));
  }

  @Provide
  Arbitrary<Map<String, String>> fewer() {
    return Arbitraries.of(
        Map.of("actor.judgements", "3"),
        Map.of("actor.judgements", "1"),
        Map.of("actor.responses", "3"),
        Map.of("actor.responses", "2", "actor.judgements", "4"));
  }

  private static Recipe recipe(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(RECORDED);
    settings.putAll(more);
    return RecipeBook.open(RecipeBook.META_REWARDING, settings, Templates.builtIn());
  }

  private static Episode start(long seed) {
    return Episodes.of("What is " + seed + "?");
  }

  /** The facts as they come back from a topic, in another order and some of them twice. */
  private static List<Fact> recorded(Played played) {
    ToContracts contracts = new ToContracts("r", recipe(Map.of()), played.episode());
    Map<String, Call> calls =
        played.asked().stream().collect(Collectors.toMap(Call::id, call -> call));
    List<Fact> facts = new ArrayList<>();
    for (Fact fact : played.episode().facts()) {
      Completion completion =
          Recorded.completion(contracts, requireNonNull(calls.get(fact.callId())), fact);
      facts.add(FromContracts.fact(completion));
      if (facts.size() % 3 == 0) facts.add(FromContracts.fact(completion));
    }
    Collections.reverse(facts);
    return facts;
  }

  private static List<Long> prints(Recipe recipe, Played played) {
    ToContracts contracts = new ToContracts("r", recipe, played.episode());
    return played.end().outcome().pairs().stream()
        .map(contracts::pair)
        .map(PreferencePair.class::cast)
        .map(Bytes::print)
        .toList();
  }

  private static Set<String> ids(List<Call> calls) {
    return calls.stream().map(Call::id).collect(Collectors.toCollection(HashSet::new));
  }

  @Property(tries = 40)
  void shouldGiveTheOtherRunsPairsAndAskNothing(
      @ForAll("choosing") Map<String, String> other, @ForAll short seed) {
    Scripted model = new Scripted(seed, 0.2);
    Played first = new Player(recipe(Map.of()), model).play(start(seed));
    Played afresh = new Player(recipe(other), model).play(start(seed));

    Played replayed = new Player(recipe(other), model).play(start(seed).with(recorded(first)));

    assertThat(prints(recipe(other), replayed)).isEqualTo(prints(recipe(other), afresh));
    assertThat(replayed.asked()).isEmpty();
  }

  @Property(tries = 40)
  void shouldAskOnlyForVerdictsThatWereNeverAskedWhenFewerJudgementsAreUsed(
      @ForAll("fewer") Map<String, String> other, @ForAll short seed) {
    Scripted model = new Scripted(seed, 0.2);
    Played first = new Player(recipe(Map.of()), model).play(start(seed));
    Played afresh = new Player(recipe(other), model).play(start(seed));

    Played replayed = new Player(recipe(other), model).play(start(seed).with(recorded(first)));

    assertThat(prints(recipe(other), replayed)).isEqualTo(prints(recipe(other), afresh));
    assertThat(replayed.asked())
        .allMatch(call -> call.question().stage() == Stage.META_JUDGE)
        .noneMatch(call -> ids(first.asked()).contains(call.id()));
  }

  @Property(tries = 20)
  void shouldGiveTheSamePairsAgainToTheByte(@ForAll short seed) {
    Scripted model = new Scripted(seed, 0.2);
    Played first = new Player(recipe(Map.of()), model).play(start(seed));

    Played replayed = new Player(recipe(Map.of()), model).play(start(seed).with(recorded(first)));

    assertThat(prints(recipe(Map.of()), replayed)).isEqualTo(prints(recipe(Map.of()), first));
    assertThat(replayed.asked()).isEmpty();
  }
}
