package io.hone.app.role;

import io.hone.app.config.Config;
import io.hone.app.config.ConfigException;
import io.hone.app.config.Keys;
import io.hone.consumers.inference.ModelRouter;
import io.hone.consumers.versions.ArtifactStore;
import io.hone.consumers.versions.FollowerSettings;
import io.hone.consumers.versions.VersionFiles;
import io.hone.consumers.versions.VersionFollower;
import io.hone.models.LanguageModel;
import io.hone.models.VersionHost;
import io.hone.models.decode.DecodeSettings;
import io.hone.models.decode.InProcessModel;
import io.hone.models.file.Sha256;
import io.hone.models.openai.OpenAiModel;
import io.hone.models.openai.OpenAiSettings;
import io.hone.models.openai.Secret;
import io.hone.models.scripted.Faults;
import io.hone.models.scripted.Latency;
import io.hone.models.scripted.Script;
import io.hone.models.scripted.ScriptedModel;
import io.hone.models.torch.Precision;
import io.hone.models.torch.TorchRuntime;
import io.hone.models.torch.TorchSettings;
import io.hone.schemas.catalog.Namespace;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The model that a configuration names, opened.
 *
 * @param model what answers
 * @param router finds it by the name and versions of calls
 * @param versions which versions it can answer for
 * @param description where it is, for people
 * @param behind closes what the model stands on
 */
public record ServedModel(
    LanguageModel model, ModelRouter router, Versions versions, String description, Runnable behind)
    implements AutoCloseable {

  /**
   * The versions that it can answer for.
   *
   * @param own the one that it was opened with
   * @param host loads others; empty: it answers for its own alone
   * @param base SHA-256 of the weights that adapters are loaded on; empty if they lie elsewhere
   */
  public record Versions(String own, Optional<VersionHost> host, Optional<String> base) {}

  /**
   * Opens it.
   *
   * @throws io.hone.models.ModelException if the folder or the server cannot be used
   */
  public static ServedModel open(Config config) {
    return switch (config.get(Keys.MODEL_KIND)) {
      case FOLDER -> folder(config);
      case SERVER -> server(config);
      case SCRIPTED -> scripted(config);
    };
  }

  private static ServedModel folder(Config config) {
    String device = config.get(Keys.MODEL_DEVICE);
    Precision precision =
        config
            .find(Keys.MODEL_PRECISION)
            .orElse(device.equals("cpu") ? Precision.F32 : Precision.BF16);
    var folder = config.get(Keys.MODEL_FOLDER);
    TorchRuntime runtime =
        TorchRuntime.open(
            new TorchSettings(
                device, config.get(Keys.MODEL_THREADS), TorchSettings.defaultCache()));
    try {
      InProcessModel model =
          InProcessModel.open(
              config.get(Keys.MODEL_VERSION),
              folder,
              runtime,
              precision,
              DecodeSettings.defaults());
      Versions versions =
          new Versions(
              config.get(Keys.MODEL_VERSION),
              Optional.of(model),
              Optional.of(Sha256.ofWeights(folder)));
      return of(config, model, model::versions, versions, folder.toString(), runtime::close);
    } catch (RuntimeException e) {
      runtime.close();
      throw e;
    }
  }

  private static ServedModel server(Config config) {
    String url = config.get(Keys.MODEL_SERVER);
    Secret secret = secret(config);
    OpenAiSettings.Dialect kind = config.get(Keys.MODEL_SERVER_KIND);
    String there =
        config.find(Keys.MODEL_SERVER_MODEL).orElseGet(() -> onlyModel(url, secret, kind));
    OpenAiModel model =
        OpenAiModel.connect(url, secret, kind, Map.of(config.get(Keys.MODEL_VERSION), there));
    Versions versions =
        new Versions(
            config.get(Keys.MODEL_VERSION),
            kind == OpenAiSettings.Dialect.VLLM ? Optional.of(model) : Optional.empty(),
            Optional.empty());
    return of(config, model, model::versions, versions, there + " at " + url, () -> {});
  }

  private static String onlyModel(String url, Secret secret, OpenAiSettings.Dialect kind) {
    try (OpenAiModel model = OpenAiModel.connect(url, secret, kind)) {
      Set<String> names = model.versions();
      if (names.size() == 1) return names.iterator().next();
      throw new ConfigException(
          "the server at %s has %s: name one by %s"
              .formatted(
                  url,
                  names.isEmpty() ? "no models" : String.join(", ", names),
                  Keys.MODEL_SERVER_MODEL.name()));
    }
  }

  private static Secret secret(Config config) {
    Optional<String> variable = config.find(Keys.MODEL_KEY_VARIABLE);
    Optional<Secret> file = config.find(Keys.MODEL_KEY_FILE).map(Secret.File::new);
    if (variable.isPresent() && file.isPresent()) {
      throw new ConfigException(
          "%s and %s are both set: keep one"
              .formatted(Keys.MODEL_KEY_VARIABLE.name(), Keys.MODEL_KEY_FILE.name()));
    }
    return file.or(() -> variable.map(Secret.Environment::new)).orElseGet(Secret.None::new);
  }

  private static ServedModel scripted(Config config) {
    Duration mean = config.get(Keys.MODEL_SCRIPT_LATENCY);
    Script script =
        Script.metaRewarding(config.get(Keys.MODEL_SCRIPT_SEED))
            .withLatency(Latency.exponential(mean, mean.multipliedBy(10)))
            .withFaults(Faults.ofTransient(config.get(Keys.MODEL_SCRIPT_FAULTS)));
    Versions versions =
        new Versions(config.get(Keys.MODEL_VERSION), Optional.empty(), Optional.empty());
    Set<String> names = Set.of(versions.own());
    return of(config, new ScriptedModel(script), () -> names, versions, "a script", () -> {});
  }

  private static ServedModel of(
      Config config,
      LanguageModel model,
      Supplier<Set<String>> names,
      Versions versions,
      String where,
      Runnable behind) {
    String name = config.get(Keys.MODEL_NAME);
    return new ServedModel(model, ModelRouter.of(name, model, names), versions, where, behind);
  }

  /**
   * Keeps its versions as the run's topic of models says, if it can hold several.
   *
   * @param kafka settings of clients and registry
   * @param store where versions are fetched from; stays the caller's
   */
  public Optional<VersionFollower> follow(
      Config config, Map<String, Object> kafka, ArtifactStore store) {
    return versions
        .host()
        .map(
            host ->
                VersionFollower.start(
                    FollowerSettings.of(
                        new Namespace(config.get(Keys.RUN)),
                        versions.own(),
                        config.get(Keys.WORKER_KEEP_VERSIONS)),
                    kafka,
                    host,
                    new VersionFiles(store, versions.base()),
                    event -> {}));
  }

  @Override
  public void close() {
    model.close();
    behind.run();
  }
}
