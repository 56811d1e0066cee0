package io.hone.app.seed.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FamilyTest {
  private static final Words WORDS = Words.shipped();

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          SORT_WORDS,      tree cat moon,            '', cat moon tree
          SORT_WORDS,      step stage star,          '', stage star step
          REVERSE_WORDS,   tree cat moon,            '', moon cat tree
          SORT_NUMBERS,    12 7 90 9,                '', 7 9 12 90
          LARGEST,         12 7 90 9,                '', 90
          SPELL_BACKWARDS, s t o n e,                '', e n o t s
          CAPITALS,        s t o n e,                '', S T O N E
          COUNT_LETTER,    l e t t e r,              t,  2
          COUNT_LETTER,    l e t t e r,              z,  0
          LONGEST_WORD,    cat onion tree,           '', onion
          FIRST_LETTERS,   cat onion tree,           '', c o t
          DUPLICATES,      cat tree cat moon tree,   '', cat tree moon
          """)
  void shouldKnowTheRightAnswer(Family family, String items, String target, String answer) {
    List<String> solved = family.solve(new Operands(List.of(items.split(" ")), target));

    assertThat(String.join(" ", solved)).isEqualTo(answer);
  }

  @ParameterizedTest
  @EnumSource
  void shouldNameItsOperandsHoweverItAsks(Family family) {
    Random random = new Random(1);
    Set<String> beginnings = new HashSet<>();

    for (int i = 0; i < 200; i++) {
      Question question = family.ask(random, WORDS, Split.TRAIN);
      beginnings.add(question.text().substring(0, 9));
      assertThat(question.text()).contains(question.operands().items()).doesNotContain("%");
      assertThat(question.answer()).isNotEmpty().isEqualTo(family.solve(question.operands()));
    }

    assertThat(beginnings).hasSize(family.phrasings().size());
  }

  @Test
  void shouldNeverTrainOnWhatIsHeldOutInWhateverFamilyAndOrder() {
    World world = World.shipped();
    Set<List<String>> trained = new HashSet<>();
    Random random = new Random(2);
    for (int i = 0; i < 20_000; i++) {
      trained.add(sorted(world.draw(random, Split.TRAIN)));
    }

    for (int i = 0; i < 5_000; i++) {
      assertThat(trained).doesNotContain(sorted(world.draw(random, Split.HELD_OUT)));
    }
  }

  private static List<String> sorted(Question question) {
    return question.operands().items().stream().sorted().toList();
  }

  @Test
  void shouldHoldOutOneInTen() {
    Random random = new Random(3);
    int held = 0;

    for (int i = 0; i < 10_000; i++) {
      held += Draw.words(3, 5).from(random, WORDS).heldOut() ? 1 : 0;
    }

    assertThat(held).isBetween(850, 1150);
  }

  @Test
  void shouldAskTheSameForTheSameSeed() {
    World world = World.shipped();

    Question once = world.draw(new Random(4), Split.HELD_OUT);

    assertThat(world.draw(new Random(4), Split.HELD_OUT)).isEqualTo(once);
  }
}
