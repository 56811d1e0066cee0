package io.hone.bench.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.hone.bench.Median;
import io.hone.models.GenerationRequest;
import io.hone.models.Prompt;
import io.hone.models.Sampling;
import io.hone.models.decode.DecodeSettings;
import io.hone.models.decode.DecodeStatistics;
import io.hone.models.decode.InProcessModel;
import io.hone.models.file.ModelConfig;
import io.hone.models.file.ModelFolder;
import io.hone.models.llama.LlamaLayout;
import io.hone.models.llama.LlamaWeights;
import io.hone.models.torch.Autograd;
import io.hone.models.torch.Precision;
import io.hone.models.torch.Script;
import io.hone.models.torch.TorchRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;

/**
 * Requests answered by the whole decoder, from text to text, against the products of its weight
 * matrices alone (no attention, no norm, no draw, no cache) for as many tokens.
 */
final class DecodeBench {
  private static final int TOKENS = 64;

  /** Until then Java's compiler is at work beside what is measured. */
  private static final long WARM_UP_NANOS = 4_000_000_000L;

  private static final String PROMPT = "t1 t2 t3 t4 t5 t6 t7 t8";

  private final SampleModel sample;
  private final TorchRuntime runtime;
  private final int rounds;

  /**
   * What was measured with so many sequences at a time, as medians of the rounds.
   *
   * @param ratio time of the matrix products alone / time of everything
   * @param overhead share of the decoder's turns that is not spent in torch
   */
  record Figures(
      int batch,
      double ratio,
      double tokensPerSecond,
      double floorTokensPerSecond,
      double overhead) {}

  private record Round(double floorSeconds, double seconds, double overhead) {}

  DecodeBench(SampleModel sample, TorchRuntime runtime, int rounds) {
    this.sample = sample;
    this.runtime = runtime;
    this.rounds = rounds;
  }

  Figures measure(int batch) {
    DecodeSettings settings =
        DecodeSettings.defaults().withBatch(batch).withKeyValueBytes(2L << 30);
    try (InProcessModel model =
            InProcessModel.open("base", sample.folder(), runtime, Precision.F32, settings);
        Floor floor = new Floor(batch)) {
      for (long begin = System.nanoTime(); System.nanoTime() - begin < WARM_UP_NANOS; ) {
        decode(model, batch);
        floor.seconds();
      }
      List<Round> measured = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        double alone = floor.seconds();
        DecodeStatistics before = model.statistics();
        double whole = decode(model, batch);
        double overhead = model.statistics().since(before).schedulerOverhead();
        measured.add(new Round(alone, whole, overhead));
      }
      double tokens = (double) batch * TOKENS;
      return new Figures(
          batch,
          Median.of(measured, round -> round.floorSeconds() / round.seconds()),
          Median.of(measured, round -> tokens / round.seconds()),
          Median.of(measured, round -> tokens / round.floorSeconds()),
          Median.of(measured, Round::overhead));
    }
  }

  private static double decode(InProcessModel model, int batch) {
    long begin = System.nanoTime();
    Flux.fromStream(IntStream.range(0, batch).boxed())
        .flatMap(seed -> model.generate(request(seed)), batch)
        .blockLast();
    return (System.nanoTime() - begin) / 1e9;
  }

  private static GenerationRequest request(int seed) {
    Sampling sampling = new Sampling(1, 1, 0, TOKENS, List.of(), seed, 1, false);
    return new GenerationRequest("base", new Prompt.Raw(PROMPT), sampling);
  }

  /** The matrix products of {@link #TOKENS} steps. */
  private final class Floor implements AutoCloseable {
    private final NDManager owner = runtime.manager().newSubManager();
    private final LlamaWeights weights;
    private final Script script;
    private final NDArray hidden;
    private final NDArray attended;
    private final NDArray inner;

    Floor(int batch) {
      ModelConfig c = sample.config();
      LlamaLayout layout = LlamaLayout.of(c);
      LlamaLayout.Offsets o = layout.offsets();
      try (ModelFolder folder = ModelFolder.open(sample.folder());
          Autograd off = Autograd.off()) {
        weights = LlamaWeights.load(folder, runtime, Precision.F32);
        hidden = random(batch, c.hiddenSize());
        attended = random(batch, c.heads() * c.headSize());
        inner = random(batch, c.intermediateSize());
      }
      // All are returned: what nobody asks for, torch would not compute.
      String text =
          """
          def products(self, h: Tensor, a: Tensor, f: Tensor, W: List[Tensor]) -> List[Tensor]:
            l = 0
            y = annotate(List[Tensor], [])
            while l < LAYERS:
              b = 1 + l * PER
              y = torch.append(y, torch.linear(h, W[b + QKV]))
              y = torch.append(y, torch.linear(a, W[b + OUT]))
              y = torch.append(y, torch.linear(h, W[b + UP]))
              y = torch.append(y, torch.linear(f, W[b + DOWN]))
              l = l + 1
            return torch.append(y, torch.linear(h, W[HEAD]))
          """;
      script =
          runtime.compile(
              text.replace("LAYERS", Integer.toString(c.layers()))
                  .replace("PER", Integer.toString(layout.perLayer()))
                  .replace("QKV", Integer.toString(o.qkv()))
                  .replace("OUT", Integer.toString(o.output()))
                  .replace("UP", Integer.toString(o.gateUp()))
                  .replace("DOWN", Integer.toString(o.down()))
                  .replace("HEAD", Integer.toString(layout.head())));
    }

    private NDArray random(int rows, int columns) {
      return owner.randomNormal(0, 1, new Shape(rows, columns), DataType.FLOAT32);
    }

    double seconds() {
      long begin = System.nanoTime();
      for (int step = 0; step < TOKENS; step++) {
        try (NDManager scope = runtime.manager().newSubManager();
            Autograd off = Autograd.off()) {
          script.call(scope, "products", hidden, attended, inner, weights.bound());
        }
      }
      return (System.nanoTime() - begin) / 1e9;
    }

    @Override
    public void close() {
      script.close();
      weights.close();
      owner.close();
    }
  }
}
