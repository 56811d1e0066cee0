package io.hone.streams.recipe.rank;

/** The standard normal distribution. */
public final class Normal {
  private static final double FAR = 8;
  private static final int HALVINGS = 60;

  private Normal() {}

  /**
   * The z for which a share of the mass lies within ±z: 1.96 for 0.95. Infinite for 1.
   *
   * @param mass in (0, 1]
   */
  public static double twoSided(double mass) {
    if (mass >= 1) return Double.POSITIVE_INFINITY;
    double low = 0;
    double high = FAR;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (massWithin(middle) < mass) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  }

  /** 2 phi(z) (z + z³/3 + z⁵/15 + …), Abramowitz and Stegun 26.2.11. */
  private static double massWithin(double z) {
    double term = z;
    double sum = z;
    for (int odd = 3; term > sum * 1e-17; odd += 2) {
      term *= z * z / odd;
      sum += term;
    }
    return 2 * StrictMath.exp(-z * z / 2) / StrictMath.sqrt(2 * Math.PI) * sum;
  }
}
