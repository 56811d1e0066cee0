package io.hone.streams.recipe.related;

import static io.hone.streams.recipe.Scripted.answered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hone.streams.recipe.Call;
import io.hone.streams.recipe.Cast;
import io.hone.streams.recipe.Conversation;
import io.hone.streams.recipe.Episode;
import io.hone.streams.recipe.Episodes;
import io.hone.streams.recipe.Fact;
import io.hone.streams.recipe.Message;
import io.hone.streams.recipe.Model;
import io.hone.streams.recipe.Outcome;
import io.hone.streams.recipe.Pair;
import io.hone.streams.recipe.Part;
import io.hone.streams.recipe.Prompt;
import io.hone.streams.recipe.Stage;
import io.hone.streams.recipe.play.Player;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The interface carries the systems of docs/decisions/0009 as one small class each. */
class RelatedSystemsTest {
  private static Episode episode(Map<String, String> cast) {
    Map<String, Model> models = new HashMap<>();
    cast.forEach((part, version) -> models.put(part, new Model(part, version)));
    models.put(Cast.POLICY, Episodes.POLICY);
    return Episode.open(Prompt.of(Conversation.of("question"), Map.of()), 0, new Cast(models));
  }

  private static int draw(Call call) {
    return Integer.parseInt(call.place().substring("draw ".length()));
  }

  @Test
  void shouldAnchorThePastAndAskOnlyTheFutureInTheSecondPass() {
    Function<Call, Fact> model =
        call ->
            switch (call.question().stage()) {
              case ACTOR -> answered(call, call.question().model().name() + " " + call.place());
              default -> answered(call, score(call.question().conversation().text()));
            };
    Player player = new Player(new TemporalSelfRewarding(), model);

    Player.Played present = player.play(episode(Map.of("past", "m0")));
    Player.Played future =
        player.play(episode(Map.of("past", "m0", "future", "m9")).with(present.episode().facts()));

    assertThat(present.asked()).hasSize(14 + 14 * 3);
    assertThat(future.asked()).hasSize(7 + 7 * 3);
    assertThat(chosen(present)).startsWith("policy");
    assertThat(chosen(future)).startsWith("future");
    assertThat(present.end().outcome().pairs().getFirst().rejected().getFirst().text())
        .startsWith("past");
  }

  private static String score(String asked) {
    return "Score: " + (asked.contains("past") ? 1 : asked.contains("future") ? 5 : 3);
  }

  private static String chosen(Player.Played played) {
    return played.end().outcome().pairs().getFirst().chosen().text();
  }

  @Test
  void shouldAskForAMissingMemberOfTheCast() {
    Player player = new Player(new TemporalSelfRewarding(), call -> answered(call, "x"));

    assertThatThrownBy(() -> player.play(episode(Map.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no model plays 'past'");
  }

  @Test
  void shouldVoteAndTellTheAgreement() {
    Player six =
        new Player(new MajorityVote(), call -> answered(call, draw(call) < 6 ? "so 42" : "so 7"));
    Player four =
        new Player(new MajorityVote(), call -> answered(call, draw(call) < 4 ? "so 42" : "so 7"));

    Outcome clear = six.play(episode(Map.of())).end().outcome();
    Outcome unclear = four.play(episode(Map.of())).end().outcome();

    assertThat(clear.pairs()).extracting(pair -> pair.chosen().text()).containsExactly("so 42");
    assertThat(clear.tally().of("votes.majority")).isEqualTo(6);
    assertThat(unclear.reason().word()).isEqualTo("no-clear-majority");
  }

  @Test
  void shouldRefineUntilEveryForeignCriticAccepts() {
    Function<Call, Fact> model =
        call ->
            switch (call.question().stage()) {
              case ACTOR -> answered(call, "draft");
              case REFINER -> answered(call, "refined of " + call.question().subjects().size());
              default ->
                  answered(
                      call,
                      call.question().conversation().text().contains("refined")
                              || call.question().model().name().equals("critic-1")
                          ? "accept"
                          : "too short");
            };

    Player.Played played =
        new Player(new CritiqueAndRefine(), model)
            .play(episode(Map.of("critic-1", "llama", "critic-2", "qwen")));

    assertThat(played.asked()).hasSize(1 + 2 + 1 + 2);
    assertThat(played.end().outcome().pairs())
        .extracting(Pair::skill)
        .containsExactly(Pair.Skill.SUPERVISED, Pair.Skill.ACTOR);
    assertThat(chosen(played)).isEqualTo("refined of 3");
  }

  @Test
  void shouldTeachTheJudgeWhatIsWorseByConstructionWithImages() {
    Part.Image image = new Part.Image("image/png", "s3://a/cat.png", "00ff", "a cat");
    Prompt prompt =
        Prompt.of(
            Conversation.of(
                List.of(new Message(Message.Role.USER, List.of(image, new Part.Text("What?"))))),
            Map.of());
    Function<Call, Fact> model =
        call ->
            switch (call.question().stage()) {
              case ACTOR -> answered(call, "a cat");
              case CORRUPTER -> answered(call, "a dog");
              default -> answered(call, draw(call) % 2 == 0 ? "A" : "B");
            };

    Player.Played played =
        new Player(new TaughtEvaluator(), model)
            .play(Episode.open(prompt, 0, Cast.of(Episodes.POLICY)));

    assertThat(played.asked().getFirst().question().conversation().images()).containsExactly(image);
    assertThat(played.asked().stream().filter(c -> c.question().stage() == Stage.JUDGE))
        .hasSize(30);
    assertThat(played.end().outcome().pairs())
        .extracting(pair -> pair.chosen().text())
        .containsExactly("A", "B");
  }
}
