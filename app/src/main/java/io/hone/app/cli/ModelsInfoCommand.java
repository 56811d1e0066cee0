package io.hone.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.models.ChatMessage;
import io.hone.models.ModelException;
import io.hone.models.file.AdapterConfig;
import io.hone.models.file.AdapterFolder;
import io.hone.models.file.AtomicFolder;
import io.hone.models.file.ModelConfig;
import io.hone.models.file.ModelFolder;
import io.hone.models.file.SafetensorsReader;
import io.hone.models.file.Tensors;
import io.hone.models.text.Tokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code hone models info}: what a folder of weights is and what it can be used for. Everything is
 * checked as it would be for use, but no weight is read, except those of a folder with a manifest.
 */
@Command(
    name = "info",
    description = "Say what a model, adapter or checkpoint folder is, and check it.",
    mixinStandardHelpOptions = true)
final class ModelsInfoCommand implements Callable<Integer> {
  private static final List<ChatMessage> PROBE = List.of(ChatMessage.user("a"));

  @Mixin private Output output;

  @Option(
      names = "--base",
      paramLabel = "DIR",
      description = "Check an adapter against this model folder, too.")
  private @Nullable Path base;

  @Parameters(paramLabel = "DIR", description = "The folder.")
  private Path folder = Path.of("");

  @Override
  public Integer call() {
    if (folder.toString().isEmpty() || !Files.isDirectory(folder)) {
      throw new UserError(
          "'" + folder + "' is no folder; name one with config.json or adapter_config.json in it");
    }
    ObjectNode json = new ObjectMapper().createObjectNode();
    boolean manifest = Files.exists(folder.resolve(AtomicFolder.MANIFEST));
    if (Files.exists(folder.resolve("adapter_config.json"))) {
      adapter(json.put("kind", "adapter"));
    } else if (Files.exists(folder.resolve("config.json"))) {
      model(json.put("kind", "model"));
    } else if (manifest) {
      json.put("kind", "checkpoint");
    } else {
      throw new UserError(
          "Folder "
              + folder
              + " has no config.json, adapter_config.json or manifest.json; it is no model folder");
    }
    if (manifest) {
      AtomicFolder.verify(folder);
      json.put("manifest", "verified");
    }
    print(json);
    return 0;
  }

  private void model(ObjectNode json) {
    try (ModelFolder opened = ModelFolder.open(folder);
        Tokenizer tokenizer = Tokenizer.open(folder, opened.config())) {
      ModelConfig config = opened.config();
      json.put("architecture", config.architecture());
      json.put("layers", config.layers()).put("heads", config.heads());
      json.put("key_value_heads", config.keyValueHeads()).put("head_size", config.headSize());
      json.put("hidden_size", config.hiddenSize());
      weights(json, opened.tensors(), ModelFolder.expectedTensors(config).keySet());
      json.put("tied_embeddings", config.tiedEmbeddings());
      json.put("context_length", config.contextLength());
      json.put("vocabulary", config.vocabularySize());
      json.put("tokenizer", tokenizer.algorithm());
      json.put("chat_template", tokenizer.hasChatTemplate());
      uses(tokenizer).forEach(json.putArray("uses")::add);
    }
  }

  private static List<String> uses(Tokenizer tokenizer) {
    List<String> uses = new ArrayList<>(List.of("generate", "train"));
    if (tokenizer.hasChatTemplate()) {
      tokenizer.encodePrompt(PROBE); // a template that fails here fails always
      uses.add("chat");
      try {
        tokenizer.encodeAnswer(PROBE, "b");
        uses.add("train on chats");
      } catch (ModelException e) {
        // Its template cannot be trained on; the use is left out.
      }
    }
    return uses;
  }

  private void adapter(ObjectNode json) {
    AdapterConfig config = AdapterConfig.read(folder);
    json.put("rank", config.rank()).put("alpha", config.alpha());
    json.put("scaling", config.scaling());
    config.targetModules().forEach(json.putArray("targets")::add);
    json.put("base", config.baseModel());
    if (base == null) {
      try (Tensors tensors = SafetensorsReader.open(folder.resolve("adapter_model.safetensors"))) {
        weights(json, tensors, tensors.names());
      }
      json.put("fits_base", "not checked; name the model with --base");
    } else {
      try (AdapterFolder opened = AdapterFolder.open(folder, ModelConfig.read(base))) {
        weights(json, opened.tensors(), opened.tensors().names());
      }
      json.put("fits_base", "yes");
    }
    json.putArray("uses").add("generate over its base").add("train on");
  }

  private static void weights(ObjectNode json, Tensors tensors, Set<String> names) {
    long parameters = 0;
    long bytes = 0;
    Set<String> types = new TreeSet<>();
    for (String name : names) {
      long elements = Arrays.stream(tensors.shape(name)).reduce(1, (a, b) -> a * b);
      parameters += elements;
      bytes += elements * tensors.dtype(name).bytes();
      types.add(tensors.dtype(name).name().toLowerCase(Locale.ROOT));
    }
    json.put("parameters", parameters);
    json.put("dtype", String.join(", ", types));
    json.put("bytes", bytes);
  }

  private void print(ObjectNode json) {
    if (output.isJson()) {
      output.json(json.put("folder", folder.toString()));
      return;
    }
    line("folder", folder.toString());
    json.properties().forEach(field -> line(field.getKey(), text(field.getValue())));
    output.out().flush();
  }

  private void line(String name, String value) {
    output
        .out()
        .printf(
            Locale.ROOT,
            "%-16s %s%n",
            name.replace('_', ' '),
            value.replaceAll("\\p{Cc}", "?")); // an adapter's base may be called anything
  }

  private static String text(JsonNode value) {
    if (!value.isArray()) {
      return value.asText();
    }
    List<String> parts = new ArrayList<>();
    value.forEach(part -> parts.add(part.asText()));
    return String.join(", ", parts);
  }
}
