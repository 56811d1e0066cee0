package io.hone.streams.episode;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.streams.episode.EpisodeStores.Opened;
import io.hone.streams.episode.RecentEpisodes.Playing;
import io.hone.streams.recipe.Call;
import io.hone.streams.recipe.Episodes;
import io.hone.streams.recipe.Fact;
import io.hone.streams.recipe.Scripted;
import io.hone.streams.recipe.Stage;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecentEpisodesTest {
  private static final Fact FACT =
      Scripted.answered(Episodes.call(Stage.ACTOR, "draw 0"), "an answer");

  private final RecentEpisodes recent = new RecentEpisodes(100);

  private static Playing playing(String prompt) {
    return new Playing(new Opened(new byte[0], 0, 0, Map.of()), Episodes.of(prompt));
  }

  @Test
  void shouldGiveAnEpisodeWithTheFactsThatCameSince() {
    Call call = Episodes.call(Stage.ACTOR, "draw 0");
    recent.put("p", playing("a prompt"), 10);

    recent.arrived("p", FACT, 10);

    assertThat(recent.find("p").orElseThrow().episode().fact(call)).contains(FACT);
  }

  @Test
  void shouldForgetThoseThatNothingHappenedToForLongest() {
    recent.put("a", playing("first"), 40);
    recent.put("b", playing("second"), 40);
    recent.arrived("a", FACT, 10);

    recent.put("c", playing("third"), 40);

    assertThat(recent.find("b")).isEmpty();
    assertThat(recent.find("a")).isPresent();
    assertThat(recent.find("c")).isPresent();
  }

  @Test
  void shouldForgetAnEpisodeThatOutgrowsIt() {
    recent.put("a", playing("first"), 90);

    recent.arrived("a", FACT, 11);

    assertThat(recent.size()).isZero();
    recent.arrived("a", FACT, 11);
    recent.put("b", playing("second"), 100);
    assertThat(recent.find("b")).isPresent();
  }
}
