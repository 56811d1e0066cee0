package io.hone.models.llama;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.hone.models.ModelException;
import io.hone.models.file.ModelFolder;
import io.hone.models.file.Tensors;
import io.hone.models.torch.Precision;
import io.hone.models.torch.Script;
import io.hone.models.torch.TorchRuntime;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The weights of one version on a device, in the order of {@link LlamaLayout}. Owned by whoever
 * loaded them; never written to while a decoder reads them.
 */
public final class LlamaWeights implements AutoCloseable {
  private final LlamaLayout layout;
  private final Precision precision;
  private final NDManager owner;
  private final List<NDArray> tensors;
  private final Script.Bound bound;

  private LlamaWeights(
      LlamaLayout layout, Precision precision, NDManager owner, List<NDArray> tensors) {
    this.layout = layout;
    this.precision = precision;
    this.owner = owner;
    this.tensors = List.copyOf(tensors);
    this.bound = Script.bind(this.tensors);
  }

  /**
   * Reads a model folder's weights onto the runtime's device.
   *
   * @throws ModelException permanent if a weight is not a finite number, naming its tensor
   */
  public static LlamaWeights load(ModelFolder folder, TorchRuntime runtime, Precision precision) {
    LlamaLayout layout = LlamaLayout.of(folder.config());
    NDManager owner = runtime.manager().newSubManager();
    try {
      List<NDArray> loaded = new ArrayList<>();
      for (LlamaLayout.Slot slot : layout.slots()) {
        SlotReader reader = new SlotReader(folder.tensors(), slot);
        loaded.add(runtime.fill(owner, precision, reader::read, slot.shape()));
      }
      return new LlamaWeights(layout, precision, owner, loaded);
    } catch (RuntimeException e) {
      owner.close();
      throw e;
    }
  }

  /** The elements of a slot in order, out of the parts it is made of. */
  private static final class SlotReader {
    private final Tensors tensors;
    private final LlamaLayout.Slot slot;
    private int part;
    private long done; // elements of the part
    private FloatBuffer current = FloatBuffer.allocate(0);

    SlotReader(Tensors tensors, LlamaLayout.Slot slot) {
      this.tensors = tensors;
      this.slot = slot;
    }

    /** Pieces are asked for in order, so a cursor is enough. */
    void read(long at, FloatBuffer into) {
      while (into.hasRemaining()) {
        if (!current.hasRemaining()) {
          current = next();
        }
        int count = Math.min(current.remaining(), into.remaining());
        into.put(into.position(), current, current.position(), count);
        into.position(into.position() + count);
        current.position(current.position() + count);
      }
    }

    /** Some of a part: an embedding as a whole can be larger than the heap. */
    private FloatBuffer next() {
      if (done == slot.parts().get(part).rows() * slot.columns()) {
        part++;
        done = 0;
      }
      LlamaLayout.Part from = slot.parts().get(part);
      long left = from.rows() * slot.columns() - done;
      FloatBuffer values = FloatBuffer.allocate((int) Math.min(left, 1 << 20));
      tensors.copyTo(from.name(), done, values);
      values.flip();
      for (int i = 0; i < values.limit(); i++) {
        if (!Float.isFinite(values.get(i))) {
          throw ModelException.permanent(
              "Tensor "
                  + from.name()
                  + " holds "
                  + values.get(i)
                  + " at element "
                  + (done + i)
                  + "; the model file is damaged or its training diverged: use another version.");
        }
      }
      done += values.limit();
      return values;
    }
  }

  public LlamaLayout layout() {
    return layout;
  }

  public Precision precision() {
    return precision;
  }

  public List<NDArray> tensors() {
    return tensors;
  }

  /** The tensors, held for many script calls. */
  public Script.Bound bound() {
    return bound;
  }

  /** Memory of the weights in bytes. */
  public long bytes() {
    return layout.parameters() * precision.bytes();
  }

  @Override
  public void close() {
    bound.close();
    owner.close();
  }
}
