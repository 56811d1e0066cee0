package io.hone.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class HarmlessTest {
  @Test
  void shouldShowWhatMovesTheCursorByItsNumber() {
    assertThat(Harmless.line("a\u001b[2Jb\nc\u202ed\ud83d\ude00é"))
        .isEqualTo("a\\u001b[2Jb\\u000ac\\u202ed\ud83d\ude00é");
  }

  @Test
  void shouldKeepTheLinesOfAText() {
    assertThat(Harmless.lines("one\r\ntwo\rthree\tfour\u0000\u0085"))
        .isEqualTo("one\ntwo\nthree\tfour\\u0000\\u0085");
  }

  @Property
  void shouldLeaveNothingThatATerminalObeys(@ForAll String text) {
    assertThat(Harmless.line(text)).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Cs}]");
    assertThat(Harmless.lines(text).replaceAll("[\\n\\t]", ""))
        .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Cs}]");
  }
}
