package io.hone.streams.recipe.rank;

/** A = L Lᵀ of a small symmetric positive definite matrix. */
final class Cholesky {
  private final double[][] lower;

  Cholesky(double[][] a) {
    int n = a.length;
    lower = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = a[i][j];
        for (int k = 0; k < j; k++) sum -= lower[i][k] * lower[j][k];
        lower[i][j] = i == j ? StrictMath.sqrt(sum) : sum / lower[j][j];
      }
    }
  }

  /** x of A x = b. */
  double[] solve(double[] b) {
    int n = b.length;
    double[] x = b.clone();
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < i; k++) x[i] -= lower[i][k] * x[k];
      x[i] /= lower[i][i];
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int k = i + 1; k < n; k++) x[i] -= lower[k][i] * x[k];
      x[i] /= lower[i][i];
    }
    return x;
  }

  /** The diagonal of A⁻¹. */
  double[] inverseDiagonal() {
    int n = lower.length;
    double[] diagonal = new double[n];
    for (int i = 0; i < n; i++) {
      double[] unit = new double[n];
      unit[i] = 1;
      diagonal[i] = solve(unit)[i];
    }
    return diagonal;
  }
}
