package io.hone.streams.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EpisodeTest {
  private final Call call = Episodes.call(Stage.ACTOR, "draw 0");

  @Test
  void shouldKeepTheFirstOfTwoFactsOfACall() {
    Fact first = Scripted.answered(call, "first");
    Fact second = Scripted.answered(call, "second");

    Episode episode = Episodes.of("question").with(List.of(first, second)).with(second);

    assertThat(episode.fact(call)).contains(first);
    assertThat(episode.facts()).containsExactly(first);
  }

  @Test
  void shouldBeItselfWhenAFactIsRepeated() {
    Fact fact = Scripted.answered(call, "text");
    Episode episode = Episodes.of("question").with(fact);

    assertThat(episode.with(fact)).isSameAs(episode);
  }

  @Test
  void shouldNotHandWhatWasWorkedOutFromItsFactsToAnEpisodeWithOthers() {
    Once<String> step = Once.step();
    Episode common = Episodes.of("question");
    Episode one = common.with(Scripted.answered(call, "one"));
    Episode other = common.with(Scripted.answered(call, "other"));

    String first = step.of(one, () -> text(one));

    assertThat(first).isEqualTo("one");
    assertThat(step.of(other, () -> text(other))).isEqualTo("other");
    Episode later = one.with(Scripted.answered(Episodes.call(Stage.JUDGE, "draw 0"), "more"));
    assertThat(step.of(later, () -> "worked out again")).isSameAs(first);
  }

  private String text(Episode episode) {
    return episode.fact(call).orElseThrow().samples().getFirst().text();
  }

  @Test
  void shouldRefuseAnIterationBeforeTheFirst() {
    assertThatThrownBy(() -> Episodes.of("question", -1)).hasMessageContaining("-1");
  }

  @Test
  void shouldNeedAPolicy() {
    assertThatThrownBy(() -> new Cast(Map.of())).hasMessageContaining("policy");
  }
}
