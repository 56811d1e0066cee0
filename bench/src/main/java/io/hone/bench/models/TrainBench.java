package io.hone.bench.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.hone.bench.Median;
import io.hone.models.llama.LlamaLayout;
import io.hone.models.llama.LlamaTraining;
import io.hone.models.torch.Autograd;
import io.hone.models.torch.Script;
import io.hone.models.torch.TorchRuntime;
import io.hone.models.train.AdamW;
import io.hone.models.train.Item;
import io.hone.models.train.Learner;
import io.hone.models.train.Objective;
import io.hone.models.train.Sequence;
import io.hone.models.train.Trainer;
import io.hone.models.train.TrainingSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Whole steps of DPO on all weights (forward, backward, clipping, AdamW), against 6 x parameters x
 * tokens floating-point operations at the rate of a product of two 2048 x 2048 matrices. Tokens are
 * those that go into the model, without padding; parameters those of its matrices.
 */
final class TrainBench {
  private static final int PAIRS = 16;
  private static final int SIZE = 2048;

  private final SampleModel sample;
  private final TorchRuntime runtime;
  private final int rounds;

  /**
   * Medians of the rounds.
   *
   * @param ratio time of the floor / time of a step
   * @param gigaflops rate of the product that the floor is computed with
   */
  record Figures(double ratio, double tokensPerSecond, double gigaflops, double padding) {}

  private record Round(double seconds, long tokens, double flops, double padding) {}

  TrainBench(SampleModel sample, TorchRuntime runtime, int rounds) {
    this.sample = sample;
    this.runtime = runtime;
    this.rounds = rounds;
  }

  Figures measure() {
    double parameters = LlamaLayout.of(sample.config()).matrixParameters();
    List<Round> measured = new ArrayList<>();
    try (Product product = new Product();
        Learner learner =
            Learner.open(
                runtime,
                sample.folder(),
                new TrainingSettings.Learns.Everything(),
                AdamW.Settings.DEFAULT,
                Trainer.Memory.DEFAULT,
                1,
                Optional.empty(),
                0)) {
      Trainer trainer = learner.trainer();
      SplittableRandom random = new SplittableRandom(2);
      for (int round = -2; round < rounds; round++) {
        List<Item.Pair> pairs = IntStream.range(0, PAIRS).mapToObj(i -> pair(random)).toList();
        List<Trainer.Reference> references =
            trainer.references(pairs, LlamaTraining.Version.POLICY);
        double rate = product.flopsPerSecond();
        long begin = System.nanoTime();
        Trainer.Outcome outcome = trainer.prefer(Objective.sigmoid(0.1), pairs, references, 1e-5);
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (round >= 0) {
          measured.add(new Round(seconds, outcome.tokens(), rate, outcome.paddingShare()));
        }
      }
    }
    return new Figures(
        Median.of(measured, r -> 6 * parameters * r.tokens() / r.flops() / r.seconds()),
        Median.of(measured, r -> r.tokens() / r.seconds()),
        Median.of(measured, r -> r.flops() / 1e9),
        Median.of(measured, Round::padding));
  }

  /** A prompt of 32 to 96 tokens and answers of 64 to 192. */
  private static Item.Pair pair(SplittableRandom random) {
    int[] prompt = tokens(random, 32 + random.nextInt(65));
    return new Item.Pair(
        new Sequence(prompt, tokens(random, 64 + random.nextInt(129))),
        new Sequence(prompt, tokens(random, 64 + random.nextInt(129))),
        1);
  }

  private static int[] tokens(SplittableRandom random, int count) {
    return IntStream.range(0, count).map(i -> random.nextInt(512)).toArray();
  }

  /** A product of two large matrices: what this machine can do. */
  private final class Product implements AutoCloseable {
    private final NDManager owner = runtime.manager().newSubManager();
    private final Script script =
        runtime.compile(
            """
            def product(self, a: Tensor, b: Tensor) -> Tensor:
              return torch.mm(a, b)
            """);
    private final NDArray a = owner.randomNormal(0, 1, new Shape(SIZE, SIZE), DataType.FLOAT32);
    private final NDArray b = owner.randomNormal(0, 1, new Shape(SIZE, SIZE), DataType.FLOAT32);

    double flopsPerSecond() {
      try (NDManager scope = runtime.manager().newSubManager();
          Autograd off = Autograd.off()) {
        long begin = System.nanoTime();
        script.call(scope, "product", a, b);
        return 2.0 * SIZE * SIZE * SIZE / ((System.nanoTime() - begin) / 1e9);
      }
    }

    @Override
    public void close() {
      script.close();
      owner.close();
    }
  }
}
