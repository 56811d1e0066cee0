package io.hone.models.decode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hone.models.file.AdapterConfig;
import io.hone.models.file.AdapterFolder;
import io.hone.models.file.ModelConfig;
import io.hone.models.file.SafetensorsWriter;
import io.hone.models.file.SafetensorsWriter.TensorSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;

/** The pretrained model of the tests, and adapters for it. */
public final class Stories {
  private Stories() {}

  public static Path folder() {
    try {
      return Path.of(
          java.util.Objects.requireNonNull(Stories.class.getResource("/stories260K")).toURI());
    } catch (java.net.URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What an independent double-precision implementation says of it. */
  public static JsonNode reference() {
    try {
      return new ObjectMapper().readTree(folder().resolve("reference.json").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An adapter of random numbers, large enough to change what is said. */
  public static Path adapter(Path folder, long seed, float size) {
    try {
      Files.createDirectories(folder);
      ModelConfig model = ModelConfig.read(folder());
      AdapterConfig config = AdapterConfig.of(4, 8, List.of("q_proj", "v_proj", "down_proj"));
      config.write(folder);
      SplittableRandom random = new SplittableRandom(seed);
      SequencedMap<String, TensorSource> tensors = new LinkedHashMap<>();
      for (Map.Entry<String, List<Long>> each :
          AdapterFolder.expectedTensors(model, config).entrySet()) {
        long[] shape = each.getValue().stream().mapToLong(Long::longValue).toArray();
        float[] values = new float[(int) (shape[0] * shape[1])];
        for (int i = 0; i < values.length; i++) {
          values[i] = size * (float) (random.nextDouble() * 2 - 1);
        }
        tensors.put(each.getKey(), TensorSource.of(values, shape));
      }
      SafetensorsWriter.write(
          folder.resolve("adapter_model.safetensors"), tensors, Map.of("format", "pt"));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
