package io.hone.app.seed.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarkingTest {

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          cat moon tree,   cat moon tree,       5, cat cat + moon moon + tree tree +
          cat moon tree,   ' cat moon  tree\t', 5, cat cat + moon moon + tree tree +
          cat moon tree,   cat tree moon,       1, cat cat + moon tree - tree moon -
          cat moon tree,   cat moon,            2, cat cat + moon moon + tree . -
          cat moon,        cat moon tree dog,   2, cat cat + moon moon + . tree -
          a b c d e,       a b c d x,           4, a a + b b + c c + d d + e x -
          a b c d e,       a b c d e f,         4, a a + b b + c c + d d + e e + . f -
          7,               '',                  0, 7 . -
          """)
  void shouldGoThroughTheAnswerPlaceByPlace(
      String answer, String response, int points, String rationale) {
    Marking marking = Marking.of(List.of(answer.split(" ")), response);

    assertThat(marking.points()).isEqualTo(points);
    assertThat(marking.text()).isEqualTo(rationale);
  }
}
