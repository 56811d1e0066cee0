package io.hone.consumers.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressNoteTest {

  private static int[] marks(List<Integer> marks) {
    return marks.stream().mapToInt(Integer::intValue).toArray();
  }

  @Property
  void shouldGiveBackWhatItWasTold(
      @ForAll @Size(max = 300) List<@IntRange(min = -1, max = 4) Integer> marks) {
    int[] told = marks(marks);

    int[] read = ProgressNote.decode(ProgressNote.encode(told)).orElseThrow();

    assertThat(Arrays.copyOf(read, told.length)).isEqualTo(told);
  }

  @Property
  void shouldFitIntoAnOffsetsMetadata(
      @ForAll @Size(ProgressNote.MOST) List<@IntRange(min = -1, max = 3) Integer> marks) {
    assertThat(ProgressNote.encode(marks(marks)).length()).isLessThan(4096);
  }

  @Test
  void shouldReadAsItIsWritten() {
    assertThat(ProgressNote.encode(new int[] {1, -1, -1, -1, 0, 2, 0, 0})).isEqualTo("hone1 a3.-b");
  }

  @Test
  void shouldSayNothingWhereThereIsNothingToSay() {
    assertThat(ProgressNote.encode(new int[10])).isEmpty();
  }

  @Test
  void shouldRefuseMoreThanFits() {
    int[] marks = new int[ProgressNote.MOST + 1];
    Arrays.fill(marks, 1);

    assertThatIllegalArgumentException().isThrownBy(() -> ProgressNote.encode(marks));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x", "hone1 5", "hone1 A", "hone1 99999999999.", "hone1 4001.", "hone2 a", "{}"})
  void shouldNotReadNotesOfOthers(String note) {
    assertThat(ProgressNote.decode(note)).isEmpty();
  }
}
