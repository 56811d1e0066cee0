package io.hone.streams.episode;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.streams.recipe.Recipe;
import io.hone.streams.recipe.rewarding.ActorSettings;
import io.hone.streams.recipe.rewarding.JudgeSettings;
import io.hone.streams.recipe.rewarding.MetaRewarding;
import io.hone.streams.recipe.text.Templates;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The topology through thousands of runs with deaths; a failing run is named by its seed. */
class EpisodeSimulationTest {
  private static final int SEEDS = Integer.getInteger("hone.simulation.seeds", 2000);
  private static final long FIRST = Long.getLong("hone.simulation.first", 0);

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldKeepEveryPromiseWhateverDies(boolean transactions) {
    List<String> broken = new ArrayList<>();
    int deaths = 0;
    int pauses = 0;
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      SimulatedRun run = new SimulatedRun(seed, recipe(), transactions);
      try {
        run.play(1 + (int) (seed % 5));
      } catch (RuntimeException | AssertionError e) {
        broken.add("seed " + seed + ": " + e);
        if (broken.size() == 3) break;
      }
      deaths += run.deaths;
      pauses += run.pauses;
    }

    assertThat(broken).isEmpty();
    assertThat(deaths).isGreaterThan(SEEDS / 2);
    assertThat(pauses).isGreaterThanOrEqualTo(transactions ? SEEDS / 2 : 0);
  }

  private static Recipe recipe() {
    return new MetaRewarding(
        new MetaRewarding.Settings(
            ActorSettings.metaRewarding().withResponses(3).withJudgements(2),
            JudgeSettings.metaRewarding()),
        Templates.builtIn());
  }
}
