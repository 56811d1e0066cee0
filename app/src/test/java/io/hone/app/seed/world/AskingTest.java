package io.hone.app.seed.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.app.seed.SeedTemplates;
import io.hone.streams.recipe.Call;
import io.hone.streams.recipe.Cast;
import io.hone.streams.recipe.Conversation;
import io.hone.streams.recipe.Episode;
import io.hone.streams.recipe.Fact;
import io.hone.streams.recipe.Model;
import io.hone.streams.recipe.Prompt;
import io.hone.streams.recipe.Sample;
import io.hone.streams.recipe.Stage;
import io.hone.streams.recipe.play.Player;
import io.hone.streams.recipe.rewarding.MetaRewarding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the seed is taught to read is what the recipe asks. */
class AskingTest {
  private static final Asking ASKING = new Asking(SeedTemplates.shipped());
  private static final Model MODEL = new Model("seed", "1");
  private static final String QUESTION = "Sort these words alphabetically: tree, cat, moon.";
  private static final String SURE = "cat cat + moon moon + tree tree +";
  private static final String LOST = "tree cat - cat moon - moon tree -";

  private final List<Call> asked = new ArrayList<>();

  @BeforeEach
  void play() {
    Episode episode =
        Episode.open(Prompt.of(Conversation.of(QUESTION), Map.of()), 0, Cast.of(MODEL));
    new Player(
            new MetaRewarding(MetaRewarding.Settings.paper(), SeedTemplates.shipped()),
            this::answer)
        .play(episode);
  }

  private Fact answer(Call call) {
    asked.add(call);
    boolean first = call.place().endsWith("draw 0");
    String text =
        switch (call.question().stage()) {
          case ACTOR -> first ? "cat moon tree" : "cat tree moon";
          case JUDGE -> first && isDisputed(call) ? SURE + "\nScore: 5" : LOST + "\nScore: 0";
          case META_JUDGE -> "Winner: Judgement A";
          default -> throw new AssertionError(call);
        };
    return new Fact(
        call.id(), MODEL, new Fact.Answer(List.of(Sample.of(text))), Fact.Cost.NONE, Instant.EPOCH);
  }

  /** Only of one response do judgements differ. */
  private static boolean isDisputed(Call call) {
    return call.question().conversation().text().contains("\ncat moon tree\n");
  }

  private List<String> prompts(Stage stage) {
    return asked.stream()
        .map(Call::question)
        .filter(question -> question.stage() == stage)
        .map(question -> question.conversation().text())
        .distinct()
        .toList();
  }

  @Test
  void shouldAskTheJudgeAsTheRecipeDoes() {
    assertThat(prompts(Stage.JUDGE))
        .containsExactly(
            ASKING.judge(QUESTION, "cat moon tree"), ASKING.judge(QUESTION, "cat tree moon"));
  }

  @Test
  void shouldAskTheMetaJudgeAsTheRecipeDoes() {
    assertThat(prompts(Stage.META_JUDGE))
        .contains(
            ASKING.metaJudge(QUESTION, "cat moon tree", SURE, LOST),
            ASKING.metaJudge(QUESTION, "cat moon tree", LOST, SURE));
  }
}
