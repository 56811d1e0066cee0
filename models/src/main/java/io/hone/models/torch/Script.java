package io.hone.models.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.ScriptCalls;
import java.util.List;

/**
 * Functions of tensors, written as TorchScript text and compiled by libtorch: one call runs a whole
 * layer or a whole step, frees its intermediate tensors as it goes and takes part in autograd if
 * the calling thread records (see {@link Autograd}).
 *
 * <p>Arguments: {@link NDArray}, {@link Bound} or a list of arrays, {@link Long}, {@link Integer},
 * {@link Double}, {@link Boolean}, {@code long[]}, {@code double[]}. Safe for many threads, as far
 * as the tensors are.
 */
public final class Script implements AutoCloseable {
  private final PtSymbolBlock module;

  Script(PtSymbolBlock module) {
    this.module = module;
  }

  /**
   * A tensor list held on torch's side over many calls, such as a model's weights. Close it before
   * the tensors' owner.
   */
  public static final class Bound implements AutoCloseable {
    private final IValue value;

    private Bound(IValue value) {
      this.value = value;
    }

    @Override
    public void close() {
      value.close();
    }
  }

  /** Holds a list of tensors for many calls. */
  public static Bound bind(List<? extends NDArray> tensors) {
    return new Bound(ScriptCalls.tensors(natives(tensors)));
  }

  /**
   * Runs {@code method}, which returns a tensor, a list or a tuple of tensors.
   *
   * @param owner frees the results when it closes
   * @throws EngineException as torch reports it: a wrong shape, no memory left
   */
  public NDArray[] call(NDManager owner, String method, Object... arguments) {
    IValue[] values = new IValue[arguments.length];
    try {
      for (int i = 0; i < arguments.length; i++) {
        values[i] = value(arguments[i]);
      }
      try (IValue result = ScriptCalls.run(module, method, values)) {
        return ScriptCalls.toTensors(result, (PtNDManager) owner);
      }
    } finally {
      for (int i = 0; i < arguments.length; i++) {
        if (values[i] != null && !(arguments[i] instanceof Bound)) {
          values[i].close();
        }
      }
    }
  }

  /** Runs {@code method}, which returns one tensor. */
  public NDArray one(NDManager owner, String method, Object... arguments) {
    return call(owner, method, arguments)[0];
  }

  private static IValue value(Object argument) {
    return switch (argument) {
      case Bound bound -> bound.value;
      case PtNDArray array -> ScriptCalls.tensor(array);
      case List<?> list -> ScriptCalls.tensors(natives(list));
      case Long number -> IValue.from(number);
      case Integer number -> IValue.from((long) number);
      case Double number -> IValue.from(number);
      case Boolean flag -> IValue.from(flag);
      case long[] numbers -> IValue.listFrom(numbers);
      case double[] numbers -> IValue.listFrom(numbers);
      default ->
          throw new IllegalArgumentException(
              "TorchScript takes no argument of " + argument.getClass() + ".");
    };
  }

  private static PtNDArray[] natives(List<?> tensors) {
    PtNDArray[] natives = new PtNDArray[tensors.size()];
    for (int i = 0; i < natives.length; i++) {
      natives[i] = (PtNDArray) tensors.get(i);
    }
    return natives;
  }

  @Override
  public void close() {
    module.close();
  }
}
