package io.hone.models.file;

import io.hone.models.ModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One safetensors file, memory-mapped (format: github.com/huggingface/safetensors, "Format").
 * Tensors are mapped when asked for, so a file of any size costs address space only; a mapping ends
 * when its buffers are garbage. The header is checked in full before the first tensor is read; see
 * {@link SafetensorsHeader} for what is refused.
 */
public final class SafetensorsReader implements Tensors {
  /** A multiple of every element size. */
  private static final long SLICE = 1L << 30;

  private final Path file;
  private final FileChannel channel;
  private final SafetensorsHeader header;

  private SafetensorsReader(Path file, FileChannel channel, SafetensorsHeader header) {
    this.file = file;
    this.channel = channel;
    this.header = header;
  }

  /**
   * Opens a file and checks its header.
   *
   * @throws ModelException permanent if the file cannot be read or is no valid safetensors file,
   *     saying what is wrong with which tensor
   */
  public static SafetensorsReader open(Path file) {
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
      return new SafetensorsReader(file, channel, SafetensorsHeader.read(file, channel));
    } catch (IOException e) {
      close(channel);
      throw ModelException.permanent(
          "File " + file + " cannot be read (" + e + "); check the path and its permissions.", e);
    } catch (RuntimeException e) {
      close(channel);
      throw e;
    }
  }

  private static void close(@org.jspecify.annotations.Nullable FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // It was only read, and what went wrong before says more.
      }
    }
  }

  public Path file() {
    return file;
  }

  /** The file's {@code __metadata__}; empty if it has none. */
  public Map<String, String> metadata() {
    return header.metadata();
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(header.tensors().keySet());
  }

  @Override
  public Dtype dtype(String name) {
    return entry(name).dtype();
  }

  @Override
  public long[] shape(String name) {
    return entry(name).sizes();
  }

  private SafetensorsHeader.Entry entry(String name) {
    SafetensorsHeader.Entry entry = header.tensors().get(name);
    if (entry == null) {
      throw new IllegalArgumentException("File " + file + " has no tensor \"" + name + "\".");
    }
    return entry;
  }

  @Override
  public void copyTo(String name, FloatBuffer target) {
    SafetensorsHeader.Entry entry = widened(name);
    widen(entry.dtype(), slices(name, entry.begin(), entry.end()), target);
  }

  @Override
  public void copyTo(String name, long from, FloatBuffer target) {
    SafetensorsHeader.Entry entry = widened(name);
    long size = entry.dtype().bytes();
    long elements = (entry.end() - entry.begin()) / size;
    if (from < 0 || from > elements - target.remaining()) {
      throw new IndexOutOfBoundsException(
          "Tensor "
              + name
              + " has "
              + elements
              + " elements; "
              + target.remaining()
              + " were asked for from "
              + from
              + " on.");
    }
    long begin = entry.begin() + from * size;
    widen(entry.dtype(), slices(name, begin, begin + target.remaining() * size), target);
  }

  private SafetensorsHeader.Entry widened(String name) {
    SafetensorsHeader.Entry entry = entry(name);
    if (!entry.dtype().widened()) {
      throw ModelException.permanent(
          "Tensor "
              + name
              + " in "
              + file
              + " is of type "
              + entry.dtype()
              + "; only F32, F16 and BF16 are supported: convert the model.");
    }
    return entry;
  }

  private static void widen(Dtype dtype, List<ByteBuffer> slices, FloatBuffer target) {
    for (ByteBuffer slice : slices) {
      switch (dtype) {
        case F16 -> {
          while (slice.hasRemaining()) {
            target.put(Float.float16ToFloat(slice.getShort()));
          }
        }
        case BF16 -> {
          while (slice.hasRemaining()) {
            target.put(Float.intBitsToFloat(slice.getShort() << 16));
          }
        }
        default -> target.put(slice.asFloatBuffer());
      }
    }
  }

  @Override
  public List<ByteBuffer> bytes(String name) {
    SafetensorsHeader.Entry entry = entry(name);
    return slices(name, entry.begin(), entry.end());
  }

  private List<ByteBuffer> slices(String name, long begin, long end) {
    List<ByteBuffer> slices = new ArrayList<>();
    try {
      for (long at = begin; at < end; at += SLICE) {
        long length = Math.min(SLICE, end - at);
        long position = header.dataStart() + at;
        if (position + length > channel.size()) {
          throw ModelException.permanent(
              "File " + file + " became shorter while it was read; copy it again.");
        }
        slices.add(
            channel
                .map(FileChannel.MapMode.READ_ONLY, position, length)
                .order(ByteOrder.LITTLE_ENDIAN));
      }
    } catch (IOException e) {
      throw ModelException.permanent(
          "Tensor " + name + " in " + file + " cannot be read (" + e + ").", e);
    }
    return slices;
  }

  @Override
  public void close() {
    close(channel);
  }
}
