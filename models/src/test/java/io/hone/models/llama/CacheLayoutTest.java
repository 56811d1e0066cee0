package io.hone.models.llama;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class CacheLayoutTest {
  @Property(tries = 200)
  void shouldGiveEveryKeyAPlaceOfItsOwn(
      @ForAll @IntRange(min = 1, max = 40) int rows,
      @ForAll @IntRange(min = 1, max = 4) int groups,
      @ForAll @IntRange(min = 1, max = 300) int keys) {
    boolean[] taken = new boolean[rows * groups * keys];
    for (int row = 0; row < rows; row++) {
      for (int position = 0; position < keys; position++) {
        long place = CacheLayout.place(rows, groups, keys, row, position);
        for (int group = 0; group < groups; group++) {
          int at = Math.toIntExact(place + (long) group * stride(rows, keys, position));
          assertThat(taken[at]).isFalse();
          taken[at] = true;
        }
      }
    }
    assertThat(taken).doesNotContain(false);
  }

  private static int stride(int rows, int keys, int position) {
    return CacheLayout.stride(rows, keys, position);
  }
}
