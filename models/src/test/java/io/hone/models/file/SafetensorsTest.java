package io.hone.models.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hone.models.ModelException;
import io.hone.models.file.SafetensorsWriter.TensorSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
  private static final String PLAIN =
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";

  @TempDir private Path dir;

  private Path file(long length, byte[] header, int data) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + data).order(ByteOrder.LITTLE_ENDIAN);
    Path file = dir.resolve("f.safetensors");
    Files.write(file, bytes.putLong(length).put(header).array());
    return file;
  }

  private Path file(String header, int data) throws IOException {
    byte[] bytes = header.getBytes(StandardCharsets.UTF_8);
    return file(bytes.length, bytes, data);
  }

  private static void shouldRefuse(Path file, String... saying) {
    assertThatThrownBy(() -> SafetensorsReader.open(file).close())
        .isInstanceOfSatisfying(
            ModelException.class,
            e -> assertThat(e.kind()).isEqualTo(ModelException.Kind.PERMANENT))
        .message()
        .contains(saying)
        .contains(file.toString());
  }

  private static float[] values(Tensors tensors, String name) {
    FloatBuffer values =
        FloatBuffer.allocate((int) Arrays.stream(tensors.shape(name)).reduce(1, (a, b) -> a * b));
    tensors.copyTo(name, values);
    assertThat(values.hasRemaining()).isFalse();
    return values.array();
  }

  /** See models/src/test/peers/python/write_safetensors.py. */
  @Test
  void shouldReadWhatHuggingFacesLibraryWrote() {
    try (SafetensorsReader peer =
        SafetensorsReader.open(Path.of("src/test/resources/peer.safetensors"))) {
      assertThat(peer.metadata()).isEqualTo(Map.of("format", "pt", "who", "peer"));
      assertThat(peer.names())
          .containsExactlyInAnyOrder(
              "f32", "f16", "scalar", "empty", "i64", "bool", "name with \"quotes\" and é");
      assertThat(values(peer, "f32")).containsExactly(0, 0.25f, 0.5f, 0.75f, 1, 1.25f);
      assertThat(peer.shape("f32")).containsExactly(2, 3);
      assertThat(values(peer, "f16")).containsExactly(0.5f, -2, 65504, 0x1p-24f);
      assertThat(values(peer, "scalar")).containsExactly(3.25f);
      assertThat(peer.shape("scalar")).isEmpty();
      assertThat(values(peer, "empty")).isEmpty();
      assertThat(peer.dtype("bool")).isEqualTo(Dtype.BOOL);
      assertThat(peer.bytes("i64").getFirst().getLong(8)).isEqualTo(1L << 40);
    }
  }

  @Test
  void shouldReadAFileWithoutTensors() throws IOException {
    try (SafetensorsReader reader = SafetensorsReader.open(file("{}", 0))) {
      assertThat(reader.names()).isEmpty();
    }
  }

  @Test
  void shouldReadBackWhateverWasWritten() throws IOException {
    Random random = new Random(3);
    for (int round = 0; round < 50; round++) {
      LinkedHashMap<String, TensorSource> tensors = new LinkedHashMap<>();
      Map<String, float[]> wanted = new LinkedHashMap<>();
      Map<String, long[]> shapes = new LinkedHashMap<>();
      for (int n = random.nextInt(6); n > 0; n--) {
        long[] shape = random.longs(random.nextInt(4), 0, 5).toArray();
        float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
          values[i] = Float.intBitsToFloat(random.nextInt());
        }
        String name = "t" + n + "\u0001\"\\é漢🙂".substring(0, random.nextInt(7));
        tensors.put(name, TensorSource.of(values, shape));
        wanted.put(name, values);
        shapes.put(name, shape);
      }
      Path file = dir.resolve(round + ".safetensors");
      SafetensorsWriter.write(file, tensors, round % 2 == 0 ? Map.of() : Map.of("k", "v\n"));

      try (SafetensorsReader reader = SafetensorsReader.open(file)) {
        assertThat(reader.names()).containsExactlyElementsOf(wanted.keySet());
        wanted.forEach(
            (name, values) -> {
              assertThat(reader.shape(name)).isEqualTo(shapes.get(name));
              assertThat(bits(values(reader, name))).isEqualTo(bits(values));
            });
      }
    }
  }

  /** Not-a-numbers have many faces; all must come back. */
  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
    return bits;
  }

  @Test
  void shouldWidenEveryHalf() throws IOException {
    for (Dtype dtype : List.of(Dtype.F16, Dtype.BF16)) {
      Path file = dir.resolve(dtype + ".safetensors");
      ByteBuffer all = ByteBuffer.allocate(1 << 17).order(ByteOrder.LITTLE_ENDIAN);
      for (int bits = 0; bits < 1 << 16; bits++) {
        all.putShort((short) bits);
      }
      LinkedHashMap<String, TensorSource> tensors = new LinkedHashMap<>();
      tensors.put("t", new TensorSource(dtype, new long[] {1 << 16}, s -> s.write(all.flip())));
      SafetensorsWriter.write(file, tensors, Map.of());

      try (SafetensorsReader reader = SafetensorsReader.open(file)) {
        float[] values = values(reader, "t");
        for (int bits = 0; bits < 1 << 16; bits++) {
          Float wanted = dtype == Dtype.F16 ? half(bits) : brain(bits);
          assertThat(Float.valueOf(values[bits])).isEqualTo(wanted);
        }
      }
    }
  }

  private static float brain(int bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /** From the definition of IEEE 754. */
  private static float half(int bits) {
    int exponent = bits >> 10 & 31;
    int fraction = bits & 1023;
    double size =
        exponent == 31
            ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
            : exponent == 0 ? fraction * 0x1p-24 : (1024 + fraction) * Math.pow(2, exponent - 25);
    return (float) ((bits & 0x8000) == 0 ? size : -size);
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        1,
        1000,
        100_000_001,
        Integer.MAX_VALUE,
        1L << 40,
        Long.MAX_VALUE,
        -1,
        Long.MIN_VALUE
      })
  void shouldRefuseALengthThatLies(long length) throws IOException {
    shouldRefuse(file(length, PLAIN.getBytes(StandardCharsets.UTF_8), 8), "claims a header");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7})
  void shouldRefuseAFileTooShortForALength(int size) throws IOException {
    Path file = dir.resolve("f.safetensors");
    Files.write(file, new byte[size]);

    shouldRefuse(file, "too few");
  }

  @Test
  void shouldRefuseEveryTruncation() throws IOException {
    byte[] whole = Files.readAllBytes(file(PLAIN, 8));
    for (int size = 0; size < whole.length; size++) {
      Path cut = dir.resolve("cut.safetensors");
      Files.write(cut, Arrays.copyOf(whole, size));

      shouldRefuse(cut, "File");
    }
  }

  @Test
  void shouldRefuseBytesAfterTheLastTensor() throws IOException {
    shouldRefuse(file(PLAIN, 9), "9");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|{",
        "{\"a\":3}|a",
        "{\"a\":{}}|dtype",
        "{\"a\":{\"dtype\":\"F33\",\"shape\":[2],\"data_offsets\":[0,8]}}|F33",
        "{\"a\":{\"dtype\":\"I64\",\"shape\":[2],\"data_offsets\":[0,8]}}|16 bytes",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}|shape",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]}}|shape",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":\"2\",\"data_offsets\":[0,8]}}|shape",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,8]}}|64 bits",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[9223372036854775808],\"data_offsets\":[0,8]}}|shape",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}|data_offsets",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8,16]}}|data_offsets",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}|a",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}|a",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"x\":1}}|x",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}|uplicate",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}|b",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}|4",
        "{\"__metadata__\":{\"a\":3}}|metadata",
        "{\"__metadata__\":[]}|metadata",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} {}|JSON",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8|JSON",
      })
  void shouldRefuseAHeaderThatLies(String header, String saying) throws IOException {
    shouldRefuse(file(header, 8), saying);
  }

  @Test
  void shouldRefuseAHeaderThatIsNotUtf8OrEndlesslyNested() throws IOException {
    shouldRefuse(file(4, new byte[] {'{', (byte) 0xC3, '(', '}'}, 8), "UTF-8");
    shouldRefuse(file("{\"a\":" + "[".repeat(100_000), 0), "JSON");
  }

  @Test
  void shouldRefuseAPickleAndAZip() throws IOException {
    Path file = dir.resolve("model.safetensors");
    Files.write(file, new byte[] {(byte) 0x80, 2, (byte) 0x8a, 10, 'l', (byte) 0xfc, 'F', 'j', 0});
    shouldRefuse(file, "pickle", "never read");
    Files.write(file, new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0, 0, 0});
    shouldRefuse(file, "zip", "never read");
  }

  @Test
  void shouldSurviveAnyAlteredByte() throws IOException {
    byte[] whole = Files.readAllBytes(file(PLAIN, 8));
    Random random = new Random(9);
    for (int round = 0; round < 2000; round++) {
      byte[] altered = whole.clone();
      for (int n = random.nextInt(1, 4); n > 0; n--) {
        altered[random.nextInt(altered.length)] = (byte) random.nextInt();
      }
      Path file = dir.resolve("altered.safetensors");
      Files.write(file, altered);
      try (SafetensorsReader reader = SafetensorsReader.open(file)) {
        // Still a file: then what it says is true of it.
        for (String name : reader.names()) {
          long elements = Arrays.stream(reader.shape(name)).reduce(1, (a, b) -> a * b);
          assertThat(reader.bytes(name).stream().mapToLong(ByteBuffer::remaining).sum())
              .isEqualTo(elements * reader.dtype(name).bytes());
        }
      } catch (ModelException e) {
        assertThat(e.kind()).isEqualTo(ModelException.Kind.PERMANENT);
      }
    }
  }

  @Test
  void shouldReadBeyondTwoGigabytes() throws IOException {
    long first = 3L << 30; // a hole: it takes no room on the disk
    String header =
        ("{\"big\":{\"dtype\":\"BF16\",\"shape\":[3,%d],\"data_offsets\":[0,%d]},"
                + "\"last\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[%d,%d]}}")
            .formatted(1L << 29, first, first, first + 8);
    Path file = file(header, 0);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer end = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      channel.write(end.putFloat(1.5f).putFloat(-2).flip(), 8 + header.length() + first);
    }

    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      assertThat(values(reader, "last")).containsExactly(1.5f, -2);
      List<ByteBuffer> slices = reader.bytes("big");
      assertThat(slices.stream().mapToLong(ByteBuffer::remaining).sum()).isEqualTo(first);
      assertThat(slices).allMatch(slice -> !slice.hasArray() && slice.remaining() % 2 == 0);
      assertThat(slices.getLast().getShort(slices.getLast().limit() - 2)).isZero();
    }
  }

  @Test
  void shouldReadAnyPieceOfATensor() throws IOException {
    float[] values = new float[100];
    for (int i = 0; i < values.length; i++) {
      values[i] = i / 8f;
    }
    LinkedHashMap<String, TensorSource> tensors = new LinkedHashMap<>();
    tensors.put("before", TensorSource.of(new float[3], 3));
    tensors.put("t", TensorSource.of(values, 10, 10));
    Path file = dir.resolve("pieces.safetensors");
    SafetensorsWriter.write(file, tensors, Map.of());

    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      for (int from = 0; from <= 100; from++) {
        FloatBuffer piece = FloatBuffer.allocate(Math.min(7, 100 - from));
        reader.copyTo("t", from, piece);
        assertThat(piece.array())
            .isEqualTo(Arrays.copyOfRange(values, from, Math.min(from + 7, 100)));
      }
      for (long from : new long[] {-1, 94, 101, Long.MAX_VALUE}) {
        assertThatThrownBy(() -> reader.copyTo("t", from, FloatBuffer.allocate(7)))
            .isInstanceOf(IndexOutOfBoundsException.class)
            .hasMessageContaining("has 100 elements");
      }
    }
  }

  @Test
  void shouldSayThatAFileBecameShorter() throws IOException {
    Path file = file(PLAIN, 8);
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(20);
      }

      assertThatThrownBy(() -> reader.bytes("a"))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("became shorter");
    }
  }

  @Test
  void shouldRefuseASourceThatHandsOverTheWrongNumberOfBytes() {
    LinkedHashMap<String, TensorSource> tensors = new LinkedHashMap<>();
    tensors.put("t", TensorSource.of(new float[3], 4));

    assertThatThrownBy(
            () -> SafetensorsWriter.write(dir.resolve("w.safetensors"), tensors, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("16 bytes, and 12");
  }
}
