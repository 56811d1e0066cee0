package io.hone.streams.recipe.rank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalTest {
  @ParameterizedTest
  @CsvSource({
    "0.6826894921,1",
    "0.9,1.6448536270",
    "0.95,1.9599639845",
    "0.99,2.5758293035",
    "0.999,3.2905267315"
  })
  void shouldAgreeWithTheTables(double mass, double z) {
    assertThat(Normal.twoSided(mass)).isCloseTo(z, within(1e-8));
  }

  @ParameterizedTest
  @CsvSource("1")
  void shouldNeverBeCertain(double mass) {
    assertThat(Normal.twoSided(mass)).isInfinite();
  }
}
