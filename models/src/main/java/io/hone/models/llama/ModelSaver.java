package io.hone.models.llama;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.models.file.SafetensorsWriter;
import io.hone.models.file.SafetensorsWriter.TensorSource;
import io.hone.models.torch.Autograd;
import io.hone.models.torch.TorchRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Full weights back into a folder in Hugging Face's format, in f32. */
public final class ModelSaver {
  /** Largest file of weights unless told otherwise, as Hugging Face has it: 5 GB. */
  private static final long SHARD = 5_000_000_000L;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What else a model folder has, copied as it is where it is there. */
  private static final List<String> COMPANIONS =
      List.of(
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "added_tokens.json",
          "generation_config.json",
          "chat_template.jinja");

  private ModelSaver() {}

  /**
   * Writes {@code model.safetensors}, or several and their index if it would exceed 5 GB, {@code
   * config.json} and the tokenizer's files.
   *
   * @param source the folder that the weights began in
   * @throws IOException if a file exists or the disk is full
   */
  public static void save(TorchRuntime runtime, LlamaWeights weights, Path source, Path target)
      throws IOException {
    save(runtime, weights, source, target, SHARD);
  }

  /**
   * As above.
   *
   * @param shardBytes of weights in a file, at most, unless one tensor alone has more
   */
  static void save(
      TorchRuntime runtime, LlamaWeights weights, Path source, Path target, long shardBytes)
      throws IOException {
    try (NDManager scope = runtime.manager().newSubManager();
        Autograd off = Autograd.off()) {
      writeWeights(shards(tensors(runtime, weights, scope), shardBytes), target);
    }
    ObjectNode config =
        (ObjectNode) JSON.readTree(Files.readAllBytes(source.resolve("config.json")));
    config.remove("dtype");
    config.put("torch_dtype", "float32");
    json(target.resolve("config.json"), config);
    for (String companion : COMPANIONS) {
      if (Files.isRegularFile(source.resolve(companion))) {
        Files.copy(source.resolve(companion), target.resolve(companion));
      }
    }
  }

  private static SequencedMap<String, TensorSource> tensors(
      TorchRuntime runtime, LlamaWeights weights, NDManager scope) {
    SequencedMap<String, TensorSource> tensors = new LinkedHashMap<>();
    List<LlamaLayout.Slot> slots = weights.layout().slots();
    for (int i = 0; i < slots.size(); i++) {
      NDArray whole = weights.tensors().get(i);
      long at = 0;
      for (LlamaLayout.Part part : slots.get(i).parts()) {
        NDArray rows = whole.get(new NDIndex().addSliceDim(at, at + part.rows()));
        rows.attach(scope);
        tensors.put(part.name(), LoraAdapter.source(runtime, rows));
        at += part.rows();
      }
    }
    return tensors;
  }

  private static List<SequencedMap<String, TensorSource>> shards(
      SequencedMap<String, TensorSource> tensors, long shardBytes) {
    List<SequencedMap<String, TensorSource>> shards = new ArrayList<>();
    SequencedMap<String, TensorSource> open = new LinkedHashMap<>();
    long size = 0;
    for (Map.Entry<String, TensorSource> tensor : tensors.entrySet()) {
      long bytes = bytes(tensor.getValue());
      if (!open.isEmpty() && size + bytes > shardBytes) {
        shards.add(open);
        open = new LinkedHashMap<>();
        size = 0;
      }
      open.put(tensor.getKey(), tensor.getValue());
      size += bytes;
    }
    shards.add(open);
    return shards;
  }

  private static long bytes(TensorSource tensor) {
    return Arrays.stream(tensor.shape()).reduce(tensor.dtype().bytes(), Math::multiplyExact);
  }

  private static void writeWeights(List<SequencedMap<String, TensorSource>> shards, Path target)
      throws IOException {
    Map<String, String> metadata = Map.of("format", "pt");
    if (shards.size() == 1) {
      SafetensorsWriter.write(target.resolve("model.safetensors"), shards.getFirst(), metadata);
      return;
    }
    ObjectNode index = JSON.createObjectNode();
    long total = 0;
    for (int i = 0; i < shards.size(); i++) {
      String name = "model-%05d-of-%05d.safetensors".formatted(i + 1, shards.size());
      SafetensorsWriter.write(target.resolve(name), shards.get(i), metadata);
      for (Map.Entry<String, TensorSource> tensor : shards.get(i).entrySet()) {
        total += bytes(tensor.getValue());
        index.withObject("/weight_map").put(tensor.getKey(), name);
      }
    }
    index.putObject("metadata").put("total_size", total);
    json(target.resolve("model.safetensors.index.json"), index);
  }

  private static void json(Path file, ObjectNode content) throws IOException {
    Files.write(
        file,
        JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(content),
        StandardOpenOption.CREATE_NEW,
        StandardOpenOption.WRITE);
  }
}
