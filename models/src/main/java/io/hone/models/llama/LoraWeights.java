package io.hone.models.llama;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.hone.models.file.AdapterFolder;
import io.hone.models.torch.Precision;
import io.hone.models.torch.TorchRuntime;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * An adapter (LoRA, arXiv 2106.09685) ready for decoding: for each layer and each of the four fused
 * maps a pair A (r, in), B (out, r), scaling inside B. Where a map is fused of several projections
 * their As stand one below the other and their Bs lie as blocks, so one pair serves them all.
 */
public final class LoraWeights implements AutoCloseable {
  private static final List<List<String>> FUSED =
      List.of(
          List.of("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"),
          List.of("self_attn.o_proj"),
          List.of("mlp.gate_proj", "mlp.up_proj"),
          List.of("mlp.down_proj"));

  private final NDManager owner;
  private final List<NDArray> tensors;
  private final long bytes;

  private LoraWeights(NDManager owner, List<NDArray> tensors, long bytes) {
    this.owner = owner;
    this.tensors = List.copyOf(tensors);
    this.bytes = bytes;
  }

  /** Reads an adapter in PEFT's format; what it does not adapt becomes zeros of rank 1. */
  public static LoraWeights load(
      AdapterFolder folder, LlamaLayout layout, TorchRuntime runtime, Precision precision) {
    NDManager owner = runtime.manager().newSubManager();
    try {
      List<NDArray> tensors = new ArrayList<>();
      long elements = 0;
      for (int l = 0; l < layout.config().layers(); l++) {
        int[] at = {
          layout.offsets().qkv(),
          layout.offsets().output(),
          layout.offsets().gateUp(),
          layout.offsets().down()
        };
        for (int j = 0; j < LlamaLayout.ADAPTED; j++) {
          LlamaLayout.Slot slot = layout.slots().get(layout.layer(l) + at[j]);
          Pair pair = Pair.read(folder, l, FUSED.get(j), slot);
          tensors.add(put(runtime, owner, precision, pair.a, pair.rank, slot.shape()[1]));
          tensors.add(put(runtime, owner, precision, pair.b, slot.shape()[0], pair.rank));
          elements += pair.a.length + pair.b.length;
        }
      }
      return new LoraWeights(owner, tensors, elements * precision.bytes());
    } catch (RuntimeException e) {
      owner.close();
      throw e;
    }
  }

  private static NDArray put(
      TorchRuntime runtime, NDManager owner, Precision precision, float[] values, long... shape) {
    return runtime.fill(
        owner,
        precision,
        (at, into) -> into.put(values, Math.toIntExact(at), into.remaining()),
        shape);
  }

  /** A (rank, in) and B (out, rank), row by row. */
  @SuppressWarnings("ArrayRecordComponent") // lives for a few lines
  private record Pair(float[] a, float[] b, int rank) {

    static Pair read(AdapterFolder folder, int layer, List<String> names, LlamaLayout.Slot slot) {
      int in = (int) slot.shape()[1];
      int out = (int) slot.shape()[0];
      List<String> adapted = new ArrayList<>();
      int total = 0;
      for (String name : names) {
        String key = key(layer, name, "lora_A");
        if (folder.tensors().names().contains(key)) {
          adapted.add(name);
          total += (int) folder.tensors().shape(key)[0];
        }
      }
      int rank = Math.max(1, total);
      float[] a = new float[rank * in];
      float[] b = new float[out * rank];
      double scaling = folder.config().scaling();
      int column = 0;
      int row = 0;
      for (int i = 0; i < names.size(); i++) {
        int rows = (int) slot.parts().get(i).rows();
        if (adapted.contains(names.get(i))) {
          FloatBuffer partA = read(folder, key(layer, names.get(i), "lora_A"));
          int r = partA.limit() / in;
          partA.get(a, column * in, r * in);
          FloatBuffer partB = read(folder, key(layer, names.get(i), "lora_B"));
          for (int y = 0; y < rows; y++) {
            for (int x = 0; x < r; x++) {
              b[(row + y) * rank + column + x] = (float) (scaling * partB.get(y * r + x));
            }
          }
          column += r;
        }
        row += rows;
      }
      return new Pair(a, b, rank);
    }

    private static FloatBuffer read(AdapterFolder folder, String name) {
      long[] shape = folder.tensors().shape(name);
      FloatBuffer values = FloatBuffer.allocate(Math.toIntExact(shape[0] * shape[1]));
      folder.tensors().copyTo(name, values);
      return values.flip();
    }

    private static String key(int layer, String module, String side) {
      return "base_model.model.model.layers." + layer + "." + module + "." + side + ".weight";
    }
  }

  /** {@code layers * 4 * 2} tensors: A and B of each fused map, layer by layer. */
  public List<NDArray> tensors() {
    return tensors;
  }

  /** Memory of the adapter in bytes. */
  public long bytes() {
    return bytes;
  }

  @Override
  public void close() {
    owner.close();
  }
}
