package io.hone.models.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hone.models.train.Batches.Rectangle;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BatchesTest {

  @Property(tries = 500)
  void shouldKeepPaddingUnderItsLimitWhateverTheLengths(
      @ForAll("lengths") int[] lengths, @ForAll @IntRange(min = 1, max = 20_000) int maxCells) {
    List<Rectangle> rectangles = Batches.rectangles(lengths, maxCells, 0.08);

    assertThat(Batches.paddingShare(rectangles, lengths)).isBetween(0.0, 0.08);
    assertThat(rectangles.stream().flatMap(r -> r.sequences().stream()).sorted().toList())
        .isEqualTo(IntStream.range(0, lengths.length).boxed().toList());
    assertThat(rectangles)
        .allSatisfy(
            r -> {
              int longest = r.sequences().stream().mapToInt(i -> lengths[i]).max().orElseThrow();
              assertThat(r.width()).isEqualTo(longest);
              assertThat(r.cells() <= maxCells || r.sequences().size() == 1).isTrue();
            });
  }

  @Provide
  Arbitrary<int[]> lengths() {
    Arbitrary<Integer> even = Arbitraries.integers().between(1, 4096);
    Arbitrary<Integer> skewed =
        Arbitraries.doubles().between(0, 1).map(u -> 1 + (int) (4095 * Math.pow(u, 12)));
    Arbitrary<Integer> doubling = Arbitraries.integers().between(0, 12).map(e -> 1 << e);
    Arbitrary<Integer> narrow = Arbitraries.integers().between(30, 36);
    return Arbitraries.oneOf(even, skewed, doubling, narrow)
        .array(int[].class)
        .ofMinSize(1)
        .ofMaxSize(256);
  }

  @Test
  void shouldNotSplitMoreThanNeeded() {
    int[] lengths = new Random(1).ints(256, 30, 49).toArray();

    List<Rectangle> rectangles = Batches.rectangles(lengths, Integer.MAX_VALUE, 0.08);

    assertThat(rectangles).hasSizeLessThanOrEqualTo(4);
  }

  @Test
  void shouldCutTheSameWayEveryTime() {
    int[] lengths = new Random(2).ints(100, 1, 500).toArray();

    List<Rectangle> again = Batches.rectangles(lengths.clone(), 4096, 0.08);

    assertThat(Batches.rectangles(lengths, 4096, 0.08)).isEqualTo(again);
  }

  @Property(tries = 200)
  void shouldVisitEveryItemOnceInEveryPass(
      @ForAll @IntRange(min = 1, max = 200) int items,
      @ForAll @IntRange(min = 1, max = 250) int perStep,
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 5) int epoch) {
    int steps = Batches.stepsPerEpoch(items, perStep);

    int[] seen =
        IntStream.range(0, steps)
            .flatMap(s -> Arrays.stream(Batches.items(items, perStep, seed, epoch * steps + s)))
            .sorted()
            .toArray();

    assertThat(seen).isEqualTo(IntStream.range(0, items).toArray());
  }

  @Test
  void shouldOrderBySeedAndEpochAlone() {
    assertThat(Batches.order(10, 7, 0)).isEqualTo(Batches.order(10, 7, 0));
    assertThat(Batches.order(100, 7, 0)).isNotEqualTo(Batches.order(100, 7, 1));
    assertThat(Batches.order(100, 7, 0)).isNotEqualTo(Batches.order(100, 8, 0));
  }

  @Test
  void shouldRefuseEmptySequences() {
    assertThatThrownBy(() -> Batches.rectangles(new int[] {3, 0}, 10, 0.08))
        .hasMessage("Sequence 1 is empty.");
    assertThatThrownBy(() -> Batches.items(0, 4, 0, 0)).hasMessageContaining("0 items");
  }
}
