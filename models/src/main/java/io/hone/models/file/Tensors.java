package io.hone.models.file;

import io.hone.models.ModelException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Set;

/**
 * Named tensors of a file or of several. Safe for many threads; nothing may be read after {@link
 * #close}. A name that is not in {@link #names} is an {@link IllegalArgumentException}.
 */
public interface Tensors extends AutoCloseable {

  /** All names, in the order of the file. */
  Set<String> names();

  Dtype dtype(String name);

  /** Sizes of the dimensions, outermost first; empty for a scalar. The caller's own copy. */
  long[] shape(String name);

  /**
   * Appends all elements to {@code target}, widened to f32, row by row.
   *
   * @param target at least as many elements remaining as the tensor has
   * @throws ModelException permanent if the elements are not f32, f16 or bf16, or the file can no
   *     longer be read
   */
  void copyTo(String name, FloatBuffer target);

  /**
   * Fills {@code target} with elements from the one of index {@code from} on, as {@link
   * #copyTo(String, FloatBuffer)} widens them. So a tensor of any size passes through a buffer of
   * any size.
   *
   * @param target at most as many elements remaining as follow {@code from}
   * @throws ModelException permanent as above
   */
  void copyTo(String name, long from, FloatBuffer target);

  /**
   * The bytes as they lie in the file, little endian, mapped and read-only, in slices of at most 1
   * GiB that end between elements.
   *
   * @throws ModelException permanent if the file can no longer be read
   */
  List<ByteBuffer> bytes(String name);

  @Override
  void close();
}
