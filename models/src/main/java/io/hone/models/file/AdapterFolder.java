package io.hone.models.file;

import io.hone.models.ModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A LoRA adapter in PEFT's form: {@code adapter_config.json} and {@code adapter_model.safetensors}.
 * A is (rank, in), B is (out, rank). Close it after the weights are loaded.
 */
public final class AdapterFolder implements AutoCloseable {
  private static final String FILE = "adapter_model.safetensors";

  private final Path path;
  private final AdapterConfig config;
  private final Tensors tensors;

  private AdapterFolder(Path path, AdapterConfig config, Tensors tensors) {
    this.path = path;
    this.config = config;
    this.tensors = tensors;
  }

  /**
   * Opens an adapter for a model of this configuration.
   *
   * @throws ModelException permanent if a file is missing or wrong, or a tensor is missing, surplus
   *     or does not fit the model
   */
  public static AdapterFolder open(Path path, ModelConfig model) {
    if (!Files.isDirectory(path)) {
      throw ModelException.permanent("There is no adapter folder " + path + ".");
    }
    AdapterConfig config = AdapterConfig.read(path);
    if (!Files.exists(path.resolve(FILE)) && Files.exists(path.resolve("adapter_model.bin"))) {
      throw ModelException.permanent(
          "Folder "
              + path
              + " holds its adapter in adapter_model.bin, a Python pickle, which can run code and is"
              + " never read: convert it to safetensors.");
    }
    Tensors tensors = SafetensorsReader.open(path.resolve(FILE));
    try {
      new ExpectedTensors(expectedTensors(model, config)).check(path, tensors, name -> false);
      return new AdapterFolder(path, config, tensors);
    } catch (RuntimeException e) {
      tensors.close();
      throw e;
    }
  }

  /** The names and shapes that an adapter has, by PEFT's names, in the order of the layers. */
  public static Map<String, List<Long>> expectedTensors(ModelConfig model, AdapterConfig config) {
    Map<String, List<Long>> base = ExpectedTensors.of(model).shapes();
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    long rank = config.rank();
    base.forEach(
        (name, shape) -> {
          if (config.targetModules().stream().anyMatch(m -> name.endsWith("." + m + ".weight"))) {
            String module =
                "base_model.model." + name.substring(0, name.length() - ".weight".length());
            shapes.put(module + ".lora_A.weight", List.of(rank, shape.get(1)));
            shapes.put(module + ".lora_B.weight", List.of(shape.get(0), rank));
          }
        });
    return shapes;
  }

  public Path path() {
    return path;
  }

  public AdapterConfig config() {
    return config;
  }

  public Tensors tensors() {
    return tensors;
  }

  @Override
  public void close() {
    tensors.close();
  }
}
