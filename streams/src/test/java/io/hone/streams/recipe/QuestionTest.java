package io.hone.streams.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class QuestionTest {
  private final Question question = Episodes.question(Stage.JUDGE, "text");

  private Question with(Model model, Sampling sampling, Stage stage) {
    return new Question("p-1", stage, model, question.conversation(), "", sampling, 0, List.of());
  }

  @Test
  void shouldGiveTheSameIdToTheSameQuestionAtTheSamePlace() {
    Call again = Episodes.question(Stage.JUDGE, "text").shapedBy("hash").at("draw 0");

    assertThat(again.id()).isEqualTo(question.at("draw 0").id()).matches("c-[0-9a-f]{32}");
    assertThat(again.seed()).isEqualTo(question.at("draw 0").seed()).isNotNegative();
  }

  @Test
  void shouldGiveAnotherIdToWhateverIsAskedOtherwise() {
    Sampling sampling = question.sampling();
    Model model = question.model();
    List<Call> calls =
        Stream.of(
                question,
                question.seeded(1),
                Episodes.question(Stage.JUDGE, "other text"),
                with(new Model("policy", "v2"), sampling, Stage.JUDGE),
                with(new Model("other", "v1"), sampling, Stage.JUDGE),
                with(model, Sampling.of(0.7, 0.95, 100), Stage.JUDGE),
                with(model, Sampling.of(0.8, 0.95, 101), Stage.JUDGE),
                with(model, sampling, Stage.CRITIC))
            .flatMap(asked -> asked.draws(0, 2).stream())
            .toList();

    assertThat(calls).extracting(Call::id).doesNotHaveDuplicates();
    assertThat(calls).extracting(Call::seed).doesNotHaveDuplicates();
  }

  @Test
  void shouldTellImagesApartByTheirBytesAlone() {
    Part here = new Part.Image("image/png", "file:a", "00", "");
    Part there = new Part.Image("image/png", "s3:b", "00", "");
    Part other = new Part.Image("image/png", "file:a", "01", "");

    assertThat(promptOf(here).id()).isEqualTo(promptOf(there).id());
    assertThat(promptOf(here).id()).isNotEqualTo(promptOf(other).id()).startsWith("p-");
  }

  private static Prompt promptOf(Part part) {
    return Prompt.of(
        Conversation.of(List.of(new Message(Message.Role.USER, List.of(part)))), Map.of());
  }

  @Test
  void shouldRefuseASamplingThatIsNone() {
    assertThatThrownBy(() -> Sampling.of(-0.1, 1, 1)).hasMessageContaining("temperature is -0.1");
    assertThatThrownBy(() -> Sampling.of(1, 0, 1)).hasMessageContaining("top-p is 0.0");
    assertThatThrownBy(() -> Sampling.of(1, 1, 0)).hasMessageContaining("max-tokens is 0");
  }
}
