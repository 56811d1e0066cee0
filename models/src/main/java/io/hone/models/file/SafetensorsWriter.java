package io.hone.models.file;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Writes safetensors files, tensor by tensor and without holding one in memory, in the order given.
 * The header is padded with spaces so that the data begins at a multiple of 8.
 */
public final class SafetensorsWriter {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SafetensorsWriter() {}

  /**
   * A tensor to write.
   *
   * @param shape sizes of the dimensions, outermost first
   * @param content hands over exactly the tensor's bytes, little endian
   */
  @SuppressWarnings("ArrayRecordComponent") // as Tensors#shape gives it; never compared
  public record TensorSource(Dtype dtype, long[] shape, Content content) {

    /** A tensor of f32 values that lie in memory. */
    public static TensorSource of(float[] values, long... shape) {
      return new TensorSource(
          Dtype.F32, shape, sink -> writeFloats(sink, FloatBuffer.wrap(values)));
    }

    /** A tensor of another file, byte for byte. */
    public static TensorSource copyOf(Tensors tensors, String name) {
      return new TensorSource(
          tensors.dtype(name),
          tensors.shape(name),
          sink -> {
            for (ByteBuffer slice : tensors.bytes(name)) {
              sink.write(slice);
            }
          });
    }

    long bytes() {
      return Arrays.stream(shape).reduce(dtype.bytes(), Math::multiplyExact);
    }
  }

  /** Hands bytes over to a file that is being written. */
  @FunctionalInterface
  public interface Content {
    void writeTo(WritableByteChannel sink) throws IOException;
  }

  /** Writes values as little-endian f32 until {@code values} has none remaining. */
  public static void writeFloats(WritableByteChannel sink, FloatBuffer values) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.min(values.remaining(), 1 << 18) * 4)
            .order(ByteOrder.LITTLE_ENDIAN);
    while (values.hasRemaining()) {
      bytes.clear();
      while (values.hasRemaining() && bytes.remaining() >= 4) {
        bytes.putFloat(values.get());
      }
      bytes.flip();
      while (bytes.hasRemaining()) {
        sink.write(bytes);
      }
    }
  }

  /**
   * Writes a new file and forces it to the disk.
   *
   * @param metadata the header's {@code __metadata__}; none is written if empty
   * @throws IOException if the file exists or the disk is full; what was written is left to the
   *     caller, see {@link AtomicFolder}
   * @throws IllegalArgumentException if a source hands over more or fewer bytes than its shape says
   */
  public static void write(
      Path file, SequencedMap<String, TensorSource> tensors, Map<String, String> metadata)
      throws IOException {
    byte[] header = header(tensors, metadata);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer start =
          ByteBuffer.allocate(8 + header.length)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(header.length)
              .put(header)
              .flip();
      while (start.hasRemaining()) {
        channel.write(start);
      }
      for (Map.Entry<String, TensorSource> tensor : tensors.entrySet()) {
        long before = channel.position();
        tensor.getValue().content().writeTo(channel);
        long written = channel.position() - before;
        if (written != tensor.getValue().bytes()) {
          throw new IllegalArgumentException(
              "Tensor "
                  + tensor.getKey()
                  + " was to have "
                  + tensor.getValue().bytes()
                  + " bytes, and "
                  + written
                  + " were handed over.");
        }
      }
      channel.force(true);
    }
  }

  private static byte[] header(
      SequencedMap<String, TensorSource> tensors, Map<String, String> metadata) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      root.set("__metadata__", JSON.valueToTree(metadata));
    }
    long at = 0;
    for (Map.Entry<String, TensorSource> tensor : tensors.entrySet()) {
      TensorSource source = tensor.getValue();
      ObjectNode entry = root.putObject(tensor.getKey());
      entry.put("dtype", source.dtype().name());
      entry.set("shape", JSON.valueToTree(source.shape()));
      entry.putArray("data_offsets").add(at).add(at + source.bytes());
      at += source.bytes();
    }
    byte[] json = JSON.writeValueAsBytes(root);
    byte[] padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    return padded;
  }
}
