package io.hone.streams.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hone.event.Moments;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DistributionTest {
  private static Distribution of(List<Double> values, Scale scale) {
    Distribution made = new Distribution();
    values.forEach(value -> made.add(value, scale));
    return made;
  }

  @Property(tries = 300)
  void shouldPutAQuantileIntoTheBucketOfTheValueItStandsFor(
      @ForAll @Size(min = 1, max = 60) List<@DoubleRange(min = 1, max = 900_000) Double> values,
      @ForAll @DoubleRange(max = 1) double share) {
    double quantile = of(values, Scale.MILLISECONDS).quantile(share);

    List<Double> sorted = new ArrayList<>(values);
    sorted.sort(null);
    double exact = sorted.get((int) Math.max(0, Math.ceil(share * sorted.size()) - 1));
    assertThat(quantile).isBetween(exact / 1.5001, exact * 1.5001);
  }

  @Property(tries = 300)
  void shouldMergeAsIfAllHadBeenOne(
      @ForAll @Size(max = 30) List<@DoubleRange(max = 5) Double> some,
      @ForAll @Size(max = 30) List<@DoubleRange(max = 5) Double> others) {
    Distribution merged = of(some, Scale.POINTS);
    merged.add(Distribution.of(of(others, Scale.POINTS).contract()));

    List<Double> both = new ArrayList<>(some);
    both.addAll(others);
    Distribution whole = of(both, Scale.POINTS);
    assertThat(merged.count()).isEqualTo(both.size());
    assertThat(merged.buckets()).isEqualTo(whole.buckets());
    assertThat(merged.min()).isEqualTo(whole.min());
    assertThat(merged.max()).isEqualTo(whole.max());
    assertThat(merged.sum()).isCloseTo(whole.sum(), within(1e-9));
  }

  @Test
  void shouldKeepOnlyTheBucketsThatHoldSomethingAndTheBoundsBelowThem() {
    Moments moments = of(List.of(0.0, 4.75, 5.0, 5.0), Scale.POINTS).contract();

    assertThat(moments.getBounds()).containsExactly(0.0, 4.5, 5.0);
    assertThat(moments.getBuckets()).containsExactly(1L, 0L, 3L, 0L);
  }

  @Test
  void shouldCountWhatIsAboveTheLastBound() {
    Distribution distribution = of(List.of(2e6, 3e6), Scale.MILLISECONDS);

    assertThat(distribution.buckets().lastEntry().getValue()).isEqualTo(2);
    assertThat(distribution.quantile(1)).isEqualTo(3e6);
    assertThat(distribution.variance()).isCloseTo(0.25e12, within(1.0));
  }

  @Test
  void shouldHaveNoMeanAndNoQuantileWithoutValues() {
    Distribution empty = of(List.of(), Scale.POINTS);

    assertThat(empty.mean()).isNaN();
    assertThat(empty.quantile(0.5)).isNaN();
  }
}
