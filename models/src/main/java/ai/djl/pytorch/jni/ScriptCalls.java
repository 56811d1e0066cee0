package ai.djl.pytorch.jni;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;

/**
 * Runs a method of a TorchScript module with arguments by position, in the calling thread's grad
 * mode. DJL's own way ({@code IValueUtils.forward}) passes arguments by name and holds no list
 * between calls.
 */
public final class ScriptCalls {
  private ScriptCalls() {}

  /** A value on torch's side, to be closed by whoever made it. */
  public static IValue tensor(PtNDArray array) {
    return new IValue(PyTorchLibrary.LIB.iValueFromTensor(array.getHandle()));
  }

  public static IValue tensors(PtNDArray[] arrays) {
    long[] handles = new long[arrays.length];
    for (int i = 0; i < handles.length; i++) {
      handles[i] = arrays[i].getHandle();
    }
    return new IValue(PyTorchLibrary.LIB.iValueFromTensorList(handles));
  }

  /**
   * Runs {@code method}; training mode, because inference mode's results may not enter autograd.
   */
  public static IValue run(PtSymbolBlock module, String method, IValue... arguments) {
    long[] handles = new long[arguments.length];
    for (int i = 0; i < handles.length; i++) {
      handles[i] = arguments[i].getHandle();
    }
    return new IValue(
        PyTorchLibrary.LIB.moduleRunMethod(module.getHandle(), method, handles, true, false));
  }

  /** The tensors of a result: a tensor, a list or a tuple of them. */
  public static PtNDArray[] toTensors(IValue value, PtNDManager owner) {
    if (value.isTensor()) {
      return new PtNDArray[] {value.toTensor(owner)};
    }
    if (value.isTensorList()) {
      return value.toTensorArray(owner);
    }
    IValue[] parts = value.toIValueTuple();
    PtNDArray[] tensors = new PtNDArray[parts.length];
    for (int i = 0; i < parts.length; i++) {
      try (IValue part = parts[i]) {
        tensors[i] = part.toTensor(owner);
      }
    }
    return tensors;
  }
}
