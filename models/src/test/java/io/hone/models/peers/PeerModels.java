package io.hone.models.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hone.models.file.AdapterFolder;
import io.hone.models.file.ModelConfig;
import io.hone.models.file.ModelFolder;
import io.hone.models.file.TinyModels;
import io.hone.models.llama.CacheLayout;
import io.hone.models.llama.DecodeCode;
import io.hone.models.llama.LlamaTraining.Rectangle;
import io.hone.models.llama.LlamaWeights;
import io.hone.models.llama.LoraWeights;
import io.hone.models.llama.RopeTables;
import io.hone.models.torch.Autograd;
import io.hone.models.torch.Precision;
import io.hone.models.torch.Script;
import io.hone.models.torch.TorchRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;

/**
 * The models that the peers of Python have answered for, and what they said. The tests leave the
 * models in {@code target/peers}, where the scripts of {@code src/test/peers/python} find them.
 */
final class PeerModels {
  /** Where the scripts read. */
  static final Path FOLDER = Path.of("target/peers");

  /** Tokens that one call of the step takes before the others come one by one. */
  private static final int PREFILLED = 7;

  private static final Path RESOURCES = Path.of("src/test/resources/peers");
  private static final long SEED = 20;

  private PeerModels() {}

  static JsonNode fixture(String name) {
    try {
      return new ObjectMapper().readTree(RESOURCES.resolve(name).toFile());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static Path resource(String name) {
    return RESOURCES.resolve(name);
  }

  /** Each kind, in a folder of its name. */
  static Path folder(TinyModels.Kind kind) {
    try {
      return TinyModels.write(emptied(FOLDER.resolve(kind.name())), kind, SEED);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The folder, made if need be, without the files of an earlier run. */
  static Path emptied(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    return folder;
  }

  static LlamaWeights weights(TorchRuntime runtime, TinyModels.Kind kind) {
    try (ModelFolder opened = ModelFolder.open(folder(kind))) {
      return LlamaWeights.load(opened, runtime, Precision.F32);
    }
  }

  /** Logits after each token: the first tokens in one segment, the others each in its own step. */
  static float[][] logits(
      TorchRuntime runtime, LlamaWeights weights, Optional<Path> adapter, int[] ids) {
    ModelConfig c = weights.layout().config();
    try (NDManager scope = runtime.manager().newSubManager();
        Autograd off = Autograd.off();
        Script script = runtime.compile(DecodeCode.of(weights.layout(), Precision.F32));
        Adapter lora = new Adapter(runtime, weights, adapter)) {
      RopeTables rope = RopeTables.of(c, ids.length, runtime, scope, Precision.F32);
      NDArray cache =
          runtime.zeros(
              scope, Precision.F32, c.layers(), 2, 1, c.keyValueHeads(), ids.length, c.headSize());
      List<float[]> logits = new ArrayList<>();
      int from = 0;
      while (from < ids.length) {
        int count = from == 0 ? PREFILLED : 1;
        int kind = from == 0 ? DecodeCode.PREFILL : DecodeCode.NEXT;
        NDArray found =
            script.one(
                scope,
                "step",
                scope.create(columns(c, ids, from, count), new Shape(4, count)),
                new long[] {kind, count, 0, 0, (long) from + count},
                adapter.isPresent() ? new long[] {0, count, 0} : new long[0],
                List.of(cache),
                weights.bound(),
                lora.tensors(),
                rope.cos(),
                rope.sin());
        if (kind == DecodeCode.NEXT) {
          logits.add(runtime.floats(found));
        }
        from += count;
      }
      return logits.toArray(float[][]::new);
    }
  }

  /** The place in the sequence of the first row of {@link #logits}. */
  static int firstRow() {
    return PREFILLED;
  }

  private static long[] columns(ModelConfig c, int[] ids, int from, int count) {
    long[] columns = new long[4 * count];
    for (int i = 0; i < count; i++) {
      int position = from + i;
      columns[i] = ids[position];
      columns[count + i] = position;
      columns[2 * count + i] = CacheLayout.place(1, c.keyValueHeads(), ids.length, 0, position);
      columns[3 * count + i] = CacheLayout.stride(1, ids.length, position);
    }
    return columns;
  }

  /** All tokens but the first, each to be scored after those before it. */
  static Rectangle scored(int[] ids) {
    int width = ids.length - 1;
    return new Rectangle(
        1,
        width,
        LongStream.range(0, width).map(i -> ids[(int) i]).toArray(),
        LongStream.range(0, width).toArray(),
        LongStream.range(0, width).map(i -> ids[Math.toIntExact(i + 1)]).toArray());
  }

  static int[] ints(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }

  static double[] doubles(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }

  /** Whether the adapter is there or not. */
  private static final class Adapter implements AutoCloseable {
    private final Optional<LoraWeights> weights;

    Adapter(TorchRuntime runtime, LlamaWeights base, Optional<Path> path) {
      weights =
          path.map(
              folder -> {
                try (AdapterFolder opened = AdapterFolder.open(folder, base.layout().config())) {
                  return LoraWeights.load(opened, base.layout(), runtime, Precision.F32);
                }
              });
    }

    List<NDArray> tensors() {
      return weights.map(LoraWeights::tensors).orElse(List.of());
    }

    @Override
    public void close() {
      weights.ifPresent(LoraWeights::close);
    }
  }
}
