package io.hone.streams.account;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hone.event.Call;
import io.hone.event.DeadLetter;
import io.hone.event.DeadLetterReason;
import io.hone.event.PreferencePair;
import io.hone.schemas.catalog.Topic;
import io.hone.streams.episode.SimulatedRun;
import io.hone.streams.recipe.Recipe;
import io.hone.streams.recipe.rewarding.RecipeBook;
import io.hone.streams.recipe.text.Templates;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoryTest {
  private final SimulatedRun run = played();
  private final ListedRecords records = run.records();

  private static SimulatedRun played() {
    Recipe recipe =
        RecipeBook.open(
            RecipeBook.META_REWARDING,
            Map.of("actor.responses", "3", "actor.judgements", "2"),
            Templates.builtIn());
    SimulatedRun run = new SimulatedRun(4, recipe, true);
    run.play(5);
    return run;
  }

  private PreferencePair pair() {
    return records.of(Topic.PREFERENCES).stream()
        .map(PreferencePair.class::cast)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void shouldFindTheEpisodeOfEveryKindOfId() {
    PreferencePair pair = pair();
    Call call = (Call) records.of(Topic.CALLS_JUDGE).getFirst();

    Search.Found byPair = Search.find(pair.getPairId(), records);

    assertThat(byPair).isEqualTo(new Search.Found("pair", pair.getPairId(), pair.getPromptId()));
    assertThat(Search.find(pair.getPromptId(), records).kind()).isEqualTo("prompt");
    assertThat(Search.find(call.getCallId(), records).promptId()).isEqualTo(call.getPromptId());
    for (String id : pair.getEvidence()) {
      assertThat(Search.find(id.substring(0, 20), records).promptId())
          .isEqualTo(pair.getPromptId());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "p", "q-12345678", "p-1234", "p-00000000", "x-00000000"})
  void shouldRefuseWhatIsNoId(String id) {
    assertThatThrownBy(() -> Search.find(id, records))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + id + "'");
  }

  @Test
  void shouldRefuseABeginningOfSeveralIds() {
    for (String id : new String[] {"x-same-start-1", "x-same-start-2"}) {
      records.of(Topic.PREFERENCES).add(PreferencePair.newBuilder(pair()).setPairId(id).build());
    }

    assertThatThrownBy(() -> Search.find("x-same-start", records))
        .hasMessageContaining("begins 2 ids")
        .hasMessageContaining("x-same-start-1, x-same-start-2");
    assertThat(Search.find("x-same-start-2", records).id()).isEqualTo("x-same-start-2");
  }

  @Test
  void shouldTellEverythingOfOneEpisodeAndNothingOfAnother() {
    PreferencePair pair = pair();
    Call call =
        records.of(Topic.CALLS_ACTOR).stream()
            .map(Call.class::cast)
            .filter(each -> each.getPromptId().equals(pair.getPromptId()))
            .findFirst()
            .orElseThrow();
    records.of(Topic.DEAD_LETTERS).add(letter(call.getCallId()));
    records.of(Topic.DEAD_LETTERS).add(letter("c-of-nobody"));

    Story story = Story.of(pair.getPromptId(), run.rules().run(), records);

    assertThat(story.prompts()).isNotEmpty();
    assertThat(story.outcomes()).hasSize(1);
    assertThat(story.responses()).hasSize(3);
    assertThat(story.pairs()).extracting(Story.Placed::value).contains(pair);
    assertThat(story.calls().size()).isGreaterThanOrEqualTo(3);
    assertThat(story.completions().size()).isGreaterThanOrEqualTo(3);
    assertThat(story.deadLetters()).hasSize(1);
    assertThat(story.told())
        .filteredOn(told -> told.position().topic() != Topic.DEAD_LETTERS)
        .allSatisfy(
            told ->
                assertThat(Fields.text(told.value(), "prompt_id")).isEqualTo(pair.getPromptId()));
  }

  @Test
  void shouldScoreAndCountBattlesAsThePairsDo() {
    for (Object each : records.of(Topic.PREFERENCES)) {
      PreferencePair pair = (PreferencePair) each;
      Story story = Story.of(pair.getPromptId(), run.rules().run(), records);
      if (pair.getKind() == io.hone.event.PairKind.ACTOR) {
        assertThat(story.score(pair.getChosen().getId())).hasValue(pair.getChosen().getScore());
      } else {
        Story.Battle battle = requireNonNull(story.battles().get(pair.getChosen().getId()));
        assertThat(battle.won() + battle.lost()).isEqualTo(pair.getChosen().getBallots());
      }
    }
    assertThat(records.of(Topic.PREFERENCES)).isNotEmpty();
  }

  private DeadLetter letter(String key) {
    return DeadLetter.newBuilder()
        .setTopic(run.rules().run().topic(Topic.CALLS_ACTOR))
        .setPartition(0)
        .setOffset(0L)
        .setTimestamp(Instant.EPOCH)
        .setKey(StandardCharsets.UTF_8.encode(key))
        .setReason(DeadLetterReason.INVALID)
        .setDetail("d")
        .setComponent("worker")
        .setFailedAt(Instant.EPOCH)
        .build();
  }
}
