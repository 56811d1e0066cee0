package io.hone.app.measure;

import io.hone.event.Measure;

/**
 * Wilson's 95 % interval of a share (JASA 22, 1927). It stays between 0 and 1 and has a width even
 * if everything or nothing hit.
 *
 * @param share that hit, 0 to 1
 * @param trials that are independent of each other
 */
record Wilson(double share, long trials) {
  /** Two-sided 95 % of the normal distribution. */
  static final double Z = 1.959963984540054;

  /** NaN without trials. */
  double low() {
    return share == 0 && trials > 0 ? 0 : centre() - halfWidth();
  }

  /** NaN without trials. */
  double high() {
    return share == 1 && trials > 0 ? 1 : centre() + halfWidth();
  }

  Measure measure(long count) {
    return new Measure(share, low(), high(), count);
  }

  private double centre() {
    return (share + Z * Z / (2 * trials)) / (1 + Z * Z / trials);
  }

  private double halfWidth() {
    double variance = share * (1 - share) / trials + Z * Z / (4.0 * trials * trials);
    return Z / (1 + Z * Z / trials) * Math.sqrt(variance);
  }
}
