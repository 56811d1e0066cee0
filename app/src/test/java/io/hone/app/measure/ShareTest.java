package io.hone.app.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShareTest {

  /** Bounds by R's {@code binom::binom.wilson}. */
  @ParameterizedTest
  @CsvSource({
    "8, 10, 0.4901625, 0.9433178",
    "0, 10, 0, 0.2775328",
    "10, 10, 0.7224672, 1",
    "50, 100, 0.4038315, 0.5961685"
  })
  void shouldHaveWilsonsInterval(long hits, long trials, double low, double high) {
    Share share = new Share(hits, trials);

    assertThat(share.low()).isCloseTo(low, within(1e-6));
    assertThat(share.high()).isCloseTo(high, within(1e-6));
  }

  @Test
  void shouldKnowNothingWithoutTrials() {
    Share share = Share.NONE;

    assertThat(share.value()).isNaN();
    assertThat(share.low()).isNaN();
    assertThat(share.high()).isNaN();
  }

  @Test
  void shouldAddUp() {
    Share share = new Share(3, 5).plus(true).plus(false).plus(new Share(1, 1));

    assertThat(share).isEqualTo(new Share(5, 8));
  }

  @Test
  void shouldRefuseMoreHitsThanTrials() {
    assertThatThrownBy(() -> new Share(2, 1)).hasMessage("2 hits in 1 trials cannot be");
  }
}
