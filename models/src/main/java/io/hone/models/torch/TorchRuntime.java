package io.hone.models.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.hone.models.ModelException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.util.function.BiConsumer;

/**
 * Torch on one device. The first one in a process loads the natives, from jars on the class path
 * and never from a network; closing it frees every tensor that it owns.
 */
public final class TorchRuntime implements AutoCloseable {
  private static final String METHODS =
      """
      def zeros(self, shape: List[int], dtype: int, like: Tensor) -> Tensor:
        return torch.zeros(shape, dtype=dtype, layout=None, device=ops.prim.device(like), pin_memory=None)
      def put(self, target: Tensor, at: int, source: Tensor) -> Tensor:
        return torch.copy_(torch.narrow(torch.view(target, [-1]), 0, at, torch.size(source, 0)), source)
      def take(self, source: Tensor, at: int, count: int) -> Tensor:
        return torch.to(torch.narrow(torch.reshape(source, [-1]), 0, at, count), 6)
      """;

  /** Elements moved at a time between Java and torch: 16 MB of f32. */
  private static final int CHUNK = 4 << 20;

  private final NDManager manager;
  private final Script transfers;

  private TorchRuntime(NDManager manager) {
    this.manager = manager;
    this.transfers = compile(METHODS);
  }

  /**
   * Loads the natives if this process has not yet, and opens the device.
   *
   * @throws ModelException permanent if the cache is not writable or there is no such device
   */
  public static TorchRuntime open(TorchSettings settings) {
    loadNatives(settings);
    Device device = device(settings.device());
    JniUtils.setNumThreads(settings.threads());
    return new TorchRuntime(NDManager.newBaseManager(device, "PyTorch"));
  }

  private static synchronized void loadNatives(TorchSettings settings) {
    try {
      Files.createDirectories(settings.cache());
    } catch (IOException e) {
      throw ModelException.permanent(
          "PyTorch's natives cannot be unpacked into "
              + settings.cache()
              + " ("
              + e.getMessage()
              + "); name a writable folder in HONE_NATIVES.",
          e);
    }
    System.setProperty("DJL_CACHE_DIR", settings.cache().toString());
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    try {
      Engine.getEngine("PyTorch");
    } catch (RuntimeException | LinkageError e) {
      throw ModelException.permanent(
          "PyTorch's natives cannot be loaded from "
              + settings.cache()
              + ": "
              + e.getMessage()
              + "; delete that folder and try again.",
          e);
    }
  }

  private static Device device(String name) {
    if (name.equals("cpu")) {
      return Device.cpu();
    }
    if (!name.matches("cuda(:\\d{1,3})?")) {
      throw ModelException.permanent(
          "There is no device \"" + name + "\"; use cpu, cuda or cuda:N.");
    }
    int index = name.equals("cuda") ? 0 : Integer.parseInt(name.substring(5));
    int found = Engine.getEngine("PyTorch").getGpuCount();
    if (index >= found) {
      throw ModelException.permanent(
          "Device " + name + " is not there: torch sees " + found + " GPUs; use cpu.");
    }
    return Device.gpu(index);
  }

  /** Owns tensors that live as long as this runtime; make a sub-manager for anything shorter. */
  public NDManager manager() {
    return manager;
  }

  /** Compiles methods; their text starts at column 0. */
  public Script compile(String methods) {
    try {
      return new Script(
          JniUtils.loadModule(
              (PtNDManager) manager,
              new ByteArrayInputStream(ScriptArchive.of(methods)),
              true,
              false));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
  }

  /** A tensor of zeros in torch's own memory, not a Java buffer's. */
  public NDArray zeros(NDManager owner, Precision precision, long... shape) {
    try (NDArray like = manager.create(0f)) {
      return transfers.one(owner, "zeros", shape, precision.scalarType(), like);
    }
  }

  /**
   * A tensor filled piece by piece, so that no more than 16 MB of it are in Java at a time.
   *
   * @param fill writes the elements from the given index on into the buffer until it is full
   */
  public NDArray fill(
      NDManager owner, Precision precision, BiConsumer<Long, FloatBuffer> fill, long... shape) {
    NDArray tensor = zeros(owner, precision, shape);
    long size = new Shape(shape).size();
    for (long at = 0; at < size; at += CHUNK) {
      int count = (int) Math.min(CHUNK, size - at);
      ByteBuffer bytes = ByteBuffer.allocateDirect(count * 4).order(ByteOrder.nativeOrder());
      fill.accept(at, bytes.asFloatBuffer());
      try (NDManager scope = manager.newSubManager();
          Autograd off = Autograd.off()) {
        NDArray source = scope.create(bytes, new Shape(count), DataType.FLOAT32);
        transfers.call(scope, "put", tensor, at, source);
      }
    }
    return tensor;
  }

  /** A tensor with these values. */
  public NDArray of(NDManager owner, float[] values, long... shape) {
    return fill(
        owner,
        Precision.F32,
        (at, into) -> into.put(values, at.intValue(), into.remaining()),
        shape);
  }

  /**
   * Hands the elements of a tensor of any precision over in order, widened to f32, piece by piece.
   */
  public void read(NDArray tensor, java.util.function.Consumer<FloatBuffer> pieces) {
    long size = tensor.getShape().size();
    for (long at = 0; at < size; at += CHUNK) {
      long count = Math.min(CHUNK, size - at);
      try (NDManager scope = manager.newSubManager();
          Autograd off = Autograd.off()) {
        NDArray piece = transfers.one(scope, "take", tensor, at, count);
        pieces.accept(piece.toByteBuffer(false).order(ByteOrder.nativeOrder()).asFloatBuffer());
      }
    }
  }

  /** All elements of a tensor, widened to f32. */
  public float[] floats(NDArray tensor) {
    FloatBuffer all = FloatBuffer.allocate(Math.toIntExact(tensor.getShape().size()));
    read(tensor, all::put);
    return all.array();
  }

  @Override
  public void close() {
    transfers.close();
    manager.close();
  }
}
