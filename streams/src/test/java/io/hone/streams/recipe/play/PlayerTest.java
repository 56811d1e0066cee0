package io.hone.streams.recipe.play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hone.streams.recipe.Call;
import io.hone.streams.recipe.Episode;
import io.hone.streams.recipe.Episodes;
import io.hone.streams.recipe.Pair;
import io.hone.streams.recipe.Recipe;
import io.hone.streams.recipe.Scripted;
import io.hone.streams.recipe.Stage;
import io.hone.streams.recipe.rewarding.ActorSettings;
import io.hone.streams.recipe.rewarding.SelfRewarding;
import io.hone.streams.recipe.text.Templates;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlayerTest {
  private static Recipe recipe(int responses, int judgements) {
    return new SelfRewarding(
        ActorSettings.selfRewarding().withResponses(responses).withJudgements(judgements),
        Templates.builtIn());
  }

  @Test
  void shouldAskEachCallOnceAndEndWithSelfRewardingsPair() {
    Player.Played played =
        new Player(recipe(4, 3), new Scripted(7, 0)).play(Episodes.of("question"));

    assertThat(played.asked()).hasSize(4 + 12).doesNotHaveDuplicates();
    assertThat(played.end().outcome().pairs())
        .extracting(Pair::skill)
        .containsExactly(Pair.Skill.ACTOR);
  }

  @Test
  void shouldRefuseTheFactOfAnotherCall() {
    Call other = Episodes.call(Stage.ACTOR, "elsewhere");
    Player player = new Player(recipe(4, 3), call -> Scripted.answered(other, "text"));

    assertThatThrownBy(() -> player.play(Episodes.of("question")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(other.id());
  }

  @Test
  void shouldSetAsideEpisodesThatTheOtherRecipeCannotEnd() {
    Recipe few = recipe(4, 3);
    Episode recorded = new Player(few, new Scripted(7, 0)).play(Episodes.of("question")).episode();

    Comparison comparison = Comparison.of(few, recipe(4, 5), List.of(recorded));

    assertThat(comparison.open()).isEqualTo(1);
    assertThat(comparison.calls()).isEmpty();
    assertThatThrownBy(() -> Comparison.of(recipe(4, 5), few, List.of(recorded)))
        .hasMessageContaining(recorded.prompt().id());
  }

  @Test
  void shouldCountWhatFewerJudgementsSave() {
    Recipe many = recipe(4, 10);
    Episode recorded = new Player(many, new Scripted(7, 0)).play(Episodes.of("question")).episode();

    Comparison comparison = Comparison.of(many, recipe(4, 1), List.of(recorded));

    assertThat(comparison.used(Stage.JUDGE)).isEqualTo(new Comparison.Used(40, 4));
    assertThat(comparison.used(Stage.JUDGE).saved()).isEqualTo(0.9);
  }
}
