package io.hone.models.file;

/** Element types of safetensors files, by the names the format gives them. */
public enum Dtype {
  F32(4, true),
  F16(2, true),
  BF16(2, true),
  F64(8, false),
  F8_E4M3(1, false),
  F8_E5M2(1, false),
  I64(8, false),
  I32(4, false),
  I16(2, false),
  I8(1, false),
  U64(8, false),
  U32(4, false),
  U16(2, false),
  U8(1, false),
  BOOL(1, false);

  private final int bytes;
  private final boolean widened;

  Dtype(int bytes, boolean widened) {
    this.bytes = bytes;
    this.widened = widened;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** Whether {@link Tensors#copyTo} reads it: f32, f16 and bf16. The others are only counted. */
  public boolean widened() {
    return widened;
  }
}
