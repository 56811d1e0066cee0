package io.hone.models.llama;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.hone.models.file.ModelConfig;
import io.hone.models.torch.Precision;
import io.hone.models.torch.TorchRuntime;
import java.util.function.DoubleUnaryOperator;

/**
 * Cosines and sines of the rotary embedding (arXiv 2104.09864) in half-rotation form, (positions,
 * E) each. Both halves of a row hold the same angles; the sines of the first half are negative, so
 * that a rotation is {@code x * cos + roll(x, E/2) * sin}.
 */
public record RopeTables(NDArray cos, NDArray sin) {

  /** Tables for positions 0 to {@code positions - 1}, computed in double precision. */
  public static RopeTables of(
      ModelConfig config,
      int positions,
      TorchRuntime runtime,
      NDManager owner,
      Precision precision) {
    double[] frequencies = config.rope().inverseFrequencies(config.headSize());
    double scale = config.rope().attentionScale();
    return new RopeTables(
        table(
            runtime, owner, precision, positions, frequencies, angle -> scale * Math.cos(angle), 1),
        table(
            runtime,
            owner,
            precision,
            positions,
            frequencies,
            angle -> scale * Math.sin(angle),
            -1));
  }

  private static NDArray table(
      TorchRuntime runtime,
      NDManager owner,
      Precision precision,
      int positions,
      double[] frequencies,
      DoubleUnaryOperator function,
      int firstHalf) {
    int half = frequencies.length;
    long columns = 2L * half;
    return runtime.fill(
        owner,
        precision,
        (at, into) -> {
          for (long i = at; into.hasRemaining(); i++) {
            long position = i / columns;
            int column = (int) (i % columns);
            double value = function.applyAsDouble(position * frequencies[column % half]);
            into.put((float) (column < half ? firstHalf * value : value));
          }
        },
        positions,
        columns);
  }
}
