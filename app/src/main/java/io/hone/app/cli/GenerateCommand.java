package io.hone.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.app.records.Spelling;
import io.hone.models.Generation;
import io.hone.models.Generation.Sample;
import io.hone.models.GenerationRequest;
import io.hone.models.LanguageModel;
import io.hone.models.Prompt;
import io.hone.models.Sampling;
import io.hone.models.decode.DecodeSettings;
import io.hone.models.decode.InProcessModel;
import io.hone.models.openai.OpenAiModel;
import io.hone.models.openai.OpenAiSettings;
import io.hone.models.openai.Secret;
import io.hone.models.torch.TorchRuntime;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code hone generate}: ask a model folder, perhaps with an adapter over it, or a server one
 * thing.
 */
@Command(
    name = "generate",
    description = "Answer one prompt with a model folder or a server.",
    mixinStandardHelpOptions = true)
final class GenerateCommand implements Callable<Integer> {
  private static final String BASE = "base";

  @Mixin private ModelOptions options;
  @Mixin private Output output;

  @ArgGroup(multiplicity = "1")
  private Source source = new Source();

  /** Where the model is: in this process or behind a server. */
  static final class Source {
    @ArgGroup(exclusive = false)
    private @Nullable Folder folder;

    @ArgGroup(exclusive = false)
    private @Nullable Server server;
  }

  static final class Folder {
    @Option(
        names = "--model",
        paramLabel = "DIR",
        required = true,
        description = "A model folder in Hugging Face's form.")
    private Path model = Path.of("");

    @Option(
        names = "--adapter",
        paramLabel = "DIR",
        description = "An adapter in PEFT's format over it.")
    private @Nullable Path adapter;
  }

  static final class Server {
    @Option(
        names = "--server",
        paramLabel = "URL",
        required = true,
        description = "A server with OpenAI's API, such as http://localhost:8000/v1.")
    private String url = "";

    @Option(
        names = "--server-kind",
        paramLabel = "KIND",
        defaultValue = "OPENAI",
        description = "openai, vllm or llama_cpp (default: openai); vllm gives token ids.")
    private OpenAiSettings.Dialect kind = OpenAiSettings.Dialect.OPENAI;

    @Option(
        names = "--server-model",
        paramLabel = "NAME",
        description = "The model's name there; needed if it has several.")
    private @Nullable String model;

    @Option(
        names = "--api-key-env",
        paramLabel = "NAME",
        description = "The environment variable that holds the API key.")
    private @Nullable String keyVariable;

    @Option(
        names = "--api-key-file",
        paramLabel = "FILE",
        description = "The file that holds the API key.")
    private @Nullable Path keyFile;

    Secret key() {
      if (keyVariable != null && keyFile != null) {
        throw new UserError("--api-key-env and --api-key-file are both given; keep one");
      }
      if (keyFile != null) {
        return new Secret.File(keyFile);
      }
      return keyVariable == null ? new Secret.None() : new Secret.Environment(keyVariable);
    }

    String version(OpenAiModel opened) {
      if (model != null) {
        return model;
      }
      if (opened.versions().size() != 1) {
        throw new UserError(
            "the server has "
                + (opened.versions().isEmpty() ? "no models" : String.join(", ", opened.versions()))
                + "; name one with --server-model");
      }
      return opened.versions().iterator().next();
    }
  }

  @Option(names = "--raw", description = "No chat template: continue the text as it stands.")
  private boolean raw;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "1",
      description = "0 is greedy (default: ${DEFAULT-VALUE}).")
  private double temperature = 1;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      defaultValue = "1",
      description = "Nucleus; 1 is off (default: ${DEFAULT-VALUE}).")
  private double topP = 1;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      defaultValue = "0",
      description = "Most likely tokens; 0 is off (default: ${DEFAULT-VALUE}).")
  private int topK;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      defaultValue = "256",
      description = "Tokens at most (default: ${DEFAULT-VALUE}).")
  private int maxTokens = 256;

  @Option(names = "--stop", paramLabel = "TEXT", description = "A text that ends the answer.")
  private List<String> stop = List.of();

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "0",
      description = "The same seed gives the same answer (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many answers (default: ${DEFAULT-VALUE}).")
  private int samples = 1;

  @Parameters(
      paramLabel = "TEXT",
      arity = "1",
      description = "The prompt; with --raw it may be empty.")
  private String text = "";

  @Override
  public Integer call() {
    Sampling sampling =
        new Sampling(temperature, topP, topK, maxTokens, stop, seed, samples, output.isJson());
    Prompt prompt = raw ? new Prompt.Raw(text) : Prompt.user(text);
    print(source.server == null ? inProcess(prompt, sampling) : served(prompt, sampling));
    return 0;
  }

  private Generation inProcess(Prompt prompt, Sampling sampling) {
    Folder folder = java.util.Objects.requireNonNull(source.folder);
    try (TorchRuntime runtime = options.open();
        InProcessModel opened =
            InProcessModel.open(
                BASE, folder.model, runtime, options.precision(), DecodeSettings.defaults())) {
      String version = BASE;
      if (folder.adapter != null) {
        version = "adapter";
        opened.load(version, folder.adapter).block();
      }
      return answer(opened, version, prompt, sampling);
    }
  }

  private Generation served(Prompt prompt, Sampling sampling) {
    Server server = java.util.Objects.requireNonNull(source.server);
    try (OpenAiModel opened = OpenAiModel.connect(server.url, server.key(), server.kind)) {
      return answer(opened, server.version(opened), prompt, sampling);
    }
  }

  private static Generation answer(
      LanguageModel model, String version, Prompt prompt, Sampling sampling) {
    return model
        .generate(new GenerationRequest(version, prompt, sampling))
        .blockOptional()
        .orElseThrow();
  }

  private void print(Generation generation) {
    if (!output.isJson()) {
      generation.samples().forEach(sample -> output.out().println(sample.text()));
      output.out().flush();
      return;
    }
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json = mapper.createObjectNode();
    put(json, generation.samples().getFirst());
    json.put("prompt_tokens", generation.promptTokens());
    if (generation.samples().size() > 1) {
      generation.samples().forEach(sample -> put(json.withArray("samples").addObject(), sample));
    }
    output.json(json);
  }

  private static void put(ObjectNode json, Sample sample) {
    json.put("text", sample.text());
    sample.tokenIds().forEach(json.putArray("token_ids")::add);
    sample.logProbabilities().forEach(json.putArray("log_probabilities")::add);
    json.put("finish_reason", Spelling.of(sample.finishReason()));
  }
}
