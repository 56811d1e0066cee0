package io.hone.models.file;

import io.hone.models.ModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A model in Hugging Face's form: {@code config.json} with {@code model.safetensors}, or with
 * {@code model.safetensors.index.json} and the files it lists. Close it after the weights are
 * loaded.
 */
public final class ModelFolder implements AutoCloseable {
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";
  private static final String EMBEDDING = "model.embed_tokens.weight";
  private static final String OUTPUT = "lm_head.weight";

  private final Path path;
  private final ModelConfig config;
  private final Tensors tensors;

  private ModelFolder(Path path, ModelConfig config, Tensors tensors) {
    this.path = path;
    this.config = config;
    this.tensors = tensors;
  }

  /**
   * Opens a folder and checks that it holds exactly the tensors its configuration asks for.
   *
   * @throws ModelException permanent if a file is missing, wrong or of another format, or a tensor
   *     is missing, surplus, of another shape or of a type other than f32, f16 and bf16
   */
  public static ModelFolder open(Path path) {
    if (!Files.isDirectory(path)) {
      throw ModelException.permanent("There is no model folder " + path + ".");
    }
    ModelConfig config = ModelConfig.read(path);
    Tensors tensors = openTensors(path);
    try {
      ExpectedTensors.of(config)
          .check(path, tensors, name -> harmless(path, config, tensors, name));
      return new ModelFolder(path, config, tensors);
    } catch (RuntimeException e) {
      tensors.close();
      throw e;
    }
  }

  private static Tensors openTensors(Path path) {
    if (Files.exists(path.resolve(SINGLE))) {
      return SafetensorsReader.open(path.resolve(SINGLE));
    }
    if (Files.exists(path.resolve(INDEX))) {
      return ShardedTensors.open(path.resolve(INDEX));
    }
    try (Stream<Path> files = Files.list(path)) {
      List<String> pickles =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.matches(".*\\.(bin|pt|pth|pkl|ckpt)"))
              .sorted()
              .toList();
      throw ModelException.permanent(
          "Folder "
              + path
              + " holds neither "
              + SINGLE
              + " nor "
              + INDEX
              + (pickles.isEmpty()
                  ? "."
                  : "; "
                      + pickles.getFirst()
                      + " is a Python pickle, which can run code and is never read: convert it to"
                      + " safetensors."));
    } catch (IOException e) {
      throw ModelException.permanent("Folder " + path + " cannot be read (" + e + ").", e);
    }
  }

  /** Whether a tensor beyond the expected ones changes nothing. */
  private static boolean harmless(Path path, ModelConfig config, Tensors tensors, String name) {
    if (name.matches("model\\.(layers\\.\\d+\\.self_attn\\.)?rotary_emb\\.inv_freq")) {
      return true; // old files carry it; it follows from the configuration
    }
    if (!config.tiedEmbeddings() || !name.equals(OUTPUT)) {
      return false;
    }
    if (!same(tensors, OUTPUT, EMBEDDING)) {
      throw ModelException.permanent(
          "Folder "
              + path
              + ": config.json ties "
              + OUTPUT
              + " to "
              + EMBEDDING
              + ", but the file holds both and they differ; set tie_word_embeddings to false.");
    }
    return true;
  }

  private static boolean same(Tensors tensors, String first, String second) {
    if (tensors.dtype(first) != tensors.dtype(second)
        || !Arrays.equals(tensors.shape(first), tensors.shape(second))) {
      return false;
    }
    Iterator<ByteBuffer> others = tensors.bytes(second).iterator();
    return tensors.bytes(first).stream().allMatch(slice -> slice.equals(others.next()));
  }

  public Path path() {
    return path;
  }

  public ModelConfig config() {
    return config;
  }

  /** Exactly the tensors of the configuration, and possibly some that change nothing. */
  public Tensors tensors() {
    return tensors;
  }

  /** The names and shapes that a model of this configuration has, in the order of the layers. */
  public static Map<String, List<Long>> expectedTensors(ModelConfig config) {
    return ExpectedTensors.of(config).shapes();
  }

  @Override
  public void close() {
    tensors.close();
  }
}
