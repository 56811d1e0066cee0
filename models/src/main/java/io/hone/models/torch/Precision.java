package io.hone.models.torch;

/** What weights, activations, keys and values are kept in. */
public enum Precision {
  /** 32-bit floats; the only one for CPU. */
  F32(6, 4),
  /** bfloat16 with norms, softmax and logits in f32; for GPUs. */
  BF16(15, 2);

  private final int scalarType;
  private final int bytes;

  Precision(int scalarType, int bytes) {
    this.scalarType = scalarType;
    this.bytes = bytes;
  }

  /** The number of torch's {@code ScalarType}, as TorchScript takes it for a dtype. */
  public int scalarType() {
    return scalarType;
  }

  public int bytes() {
    return bytes;
  }
}
