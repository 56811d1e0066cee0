package io.hone.streams.recipe.rank;

/**
 * Elo ratings on the natural scale by Bradley-Terry maximum likelihood with a ridge:
 *
 * <pre>argmax over e of sum over m, n of B[m][n] log sigmoid(e[m] - e[n]) - ridge / 2 |e|²</pre>
 *
 * <p>The ridge keeps the rating of an item that never loses finite, and makes the solution unique;
 * it also pins the ratings' sum to 0. Newton's method with backtracking; {@link StrictMath}, so
 * that every machine finds the same bits.
 */
public final class Elo {
  private static final int MOST_STEPS = 100;
  private static final double SMALL = 1e-12;

  private final double[] ratings;
  private final double[] errors;

  private Elo(double[] ratings, double[] errors) {
    this.ratings = ratings;
    this.errors = errors;
  }

  /**
   * @param battles n × n, what the row has won against the column, none negative
   * @param ridge above 0
   */
  public static Elo fit(double[][] battles, double ridge) {
    if (!(ridge > 0)) {
      throw new IllegalArgumentException(
          "ridge is " + ridge + "; without one above 0 an item that never loses has no rating");
    }
    for (double[] row : battles) {
      for (double won : row) {
        if (!(won >= 0)) throw new IllegalArgumentException("a battle is won " + won + " times");
      }
    }
    double[] e = new double[battles.length];
    double value = likelihood(battles, ridge, e);
    for (int step = 0; step < MOST_STEPS; step++) {
      double[] gradient = gradient(battles, ridge, e);
      double[] direction = new Cholesky(information(battles, ridge, e)).solve(gradient);
      double length = 1;
      double[] next = moved(e, direction, length);
      double reached = likelihood(battles, ridge, next);
      while (worse(reached, value) && length > SMALL) {
        length /= 2;
        next = moved(e, direction, length);
        reached = likelihood(battles, ridge, next);
      }
      if (worse(reached, value)) break;
      boolean settled = longest(direction) * length < SMALL;
      e = next;
      value = reached;
      if (settled) break;
    }
    return new Elo(e, errors(new Cholesky(information(battles, ridge, e)), ridge, e.length));
  }

  /** One for each row. */
  public double rating(int row) {
    return ratings[row];
  }

  /**
   * The standard error of a rating against the mean of all, from the curvature of the likelihood.
   * It takes a battle of weight 1 for one observation.
   */
  public double error(int row) {
    return errors[row];
  }

  public int size() {
    return ratings.length;
  }

  /** Beyond rounding: near the top the likelihood is flat, and only the slope still tells. */
  private static boolean worse(double reached, double value) {
    return reached < value - SMALL * (1 + Math.abs(value));
  }

  /** Without the error that all ratings share: only the ridge holds their mean. */
  private static double[] errors(Cholesky information, double ridge, int n) {
    double[] errors = information.inverseDiagonal();
    for (int i = 0; i < n; i++) {
      errors[i] = StrictMath.sqrt(Math.max(0, errors[i] - 1 / (ridge * n)));
    }
    return errors;
  }

  private static double likelihood(double[][] battles, double ridge, double[] e) {
    double sum = 0;
    for (int m = 0; m < e.length; m++) {
      for (int n = 0; n < e.length; n++) {
        if (battles[m][n] > 0) sum += battles[m][n] * logSigmoid(e[m] - e[n]);
      }
      sum -= ridge / 2 * e[m] * e[m];
    }
    return sum;
  }

  private static double[] gradient(double[][] battles, double ridge, double[] e) {
    double[] gradient = new double[e.length];
    for (int m = 0; m < e.length; m++) {
      gradient[m] -= ridge * e[m];
      for (int n = 0; n < e.length; n++) {
        double pull = battles[m][n] * sigmoid(e[n] - e[m]);
        gradient[m] += pull;
        gradient[n] -= pull;
      }
    }
    return gradient;
  }

  /** The negated second derivatives: positive definite because of the ridge. */
  private static double[][] information(double[][] battles, double ridge, double[] e) {
    double[][] information = new double[e.length][e.length];
    for (int m = 0; m < e.length; m++) {
      information[m][m] += ridge;
      for (int n = 0; n < e.length; n++) {
        double curve = battles[m][n] * sigmoid(e[m] - e[n]) * sigmoid(e[n] - e[m]);
        information[m][m] += curve;
        information[n][n] += curve;
        information[m][n] -= curve;
        information[n][m] -= curve;
      }
    }
    return information;
  }

  private static double[] moved(double[] from, double[] direction, double length) {
    double[] to = from.clone();
    for (int i = 0; i < to.length; i++) to[i] += length * direction[i];
    return to;
  }

  private static double longest(double[] direction) {
    double longest = 0;
    for (double d : direction) longest = Math.max(longest, Math.abs(d));
    return longest;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + StrictMath.exp(-x));
  }

  private static double logSigmoid(double x) {
    return x < 0 ? x - StrictMath.log1p(StrictMath.exp(x)) : -StrictMath.log1p(StrictMath.exp(-x));
  }
}
