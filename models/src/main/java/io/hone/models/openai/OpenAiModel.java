package io.hone.models.openai;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toUnmodifiableSet;

import io.hone.models.Generation;
import io.hone.models.GenerationRequest;
import io.hone.models.LanguageModel;
import io.hone.models.ModelException;
import io.hone.models.VersionHost;
import io.hone.models.openai.OpenAiSettings.Dialect;
import io.hone.models.openai.Wire.PoolFigures;
import io.hone.models.openai.Wire.Reply;
import io.netty.buffer.ByteBufAllocator;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A model behind an OpenAI-compatible server.
 *
 * <p>A request waits at the gate, holds one of its places through all of its attempts, and each
 * attempt holds one connection; cancelling it closes that connection. Versions are model names of
 * the server (see {@link OpenAiSettings#modelNames}).
 *
 * <p>Life cycle: {@link #open} looks secrets up, lists the server's models and makes two pools of
 * connections, one for generations and one for loading and unloading, so that a swap never waits
 * behind generations; {@link #close} ends what runs and closes both. Results arrive on Reactor's
 * parallel scheduler.
 */
public final class OpenAiModel implements LanguageModel, VersionHost {
  private static final Logger LOG = LoggerFactory.getLogger(OpenAiModel.class);

  /** A person is not kept waiting longer for a server that says nothing. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final OpenAiSettings settings;
  private final Effects effects;
  private final Gate gate;
  private final Retries retries;
  private final Wire generations;
  private final AdapterCalls adapters;
  private final RequestWriter writer;
  private final AnswerReader reader;
  private final Refusals refusals;
  private final Versions versions;

  /**
   * What the world gives.
   *
   * @param environment environment variables by name
   * @param jitter numbers in [0, 1), asked by many threads
   * @param clock for {@code Retry-After} with a date
   * @param figures learns of the generations' connections
   * @param buffers where connections take their memory from
   */
  record Effects(
      Function<String, @Nullable String> environment,
      DoubleSupplier jitter,
      InstantSource clock,
      PoolFigures figures,
      ByteBufAllocator buffers) {
    static Effects real() {
      return new Effects(
          System::getenv,
          () -> ThreadLocalRandom.current().nextDouble(),
          InstantSource.system(),
          new PoolFigures(),
          ByteBufAllocator.DEFAULT);
    }
  }

  private OpenAiModel(OpenAiSettings settings, Effects effects) {
    this.settings = settings;
    this.effects = effects;
    Limits limits = settings.limits();
    var key = settings.apiKey().read(effects.environment());
    var trust = settings.trust().open(effects.environment());
    gate = new Gate(limits.concurrency(), limits.waitingRoom());
    retries = new Retries(settings.retries(), effects.jitter());
    refusals = new Refusals(settings.host(), effects.clock());
    var access = new Wire.Access(key, trust, effects.buffers());
    generations = new Wire(settings, access, limits.concurrency(), effects.figures());
    var administration = new Wire(settings, access, AdapterCalls.AT_A_TIME, new PoolFigures());
    adapters = new AdapterCalls(administration, retries, refusals, settings.host());
    writer = new RequestWriter(settings);
    reader = new AnswerReader(settings.host());
    versions = new Versions(settings.host());
  }

  /**
   * Connects to a server and lists its models.
   *
   * @return the model; fails with {@link ModelException} if a secret, the trust store or the server
   *     is not to be had
   */
  public static Mono<OpenAiModel> open(OpenAiSettings settings) {
    return open(settings, Effects.real());
  }

  /**
   * Connects to a server for a command line: versions are the server's model names, a person is not
   * kept waiting by more than two retries, everything else is as in {@link OpenAiSettings#of}.
   * Blocks until the server has listed its models.
   *
   * @param url such as {@code http://localhost:8000}
   * @throws ModelException if the address is none, or the key or the server is not to be had
   */
  public static OpenAiModel connect(String url, Secret apiKey, Dialect dialect) {
    return connect(url, apiKey, dialect, Map.of());
  }

  /**
   * As above, with other names for versions than the server's.
   *
   * @param modelNames the server's name of a version, by version
   */
  public static OpenAiModel connect(
      String url, Secret apiKey, Dialect dialect, Map<String, String> modelNames) {
    OpenAiSettings settings;
    try {
      settings =
          OpenAiSettings.of(URI.create(url))
              .withApiKey(apiKey)
              .withDialect(dialect)
              .withModelNames(modelNames)
              .withRetries(RetryPolicy.TWO);
    } catch (IllegalArgumentException e) {
      throw ModelException.permanent(
          "The server's address must be like https://host:8000/v1, without user, key or query.");
    }
    return requireNonNull(
        open(settings)
            .timeout(
                PATIENCE,
                Mono.error(
                    () ->
                        ModelException.transientFailure(
                            "%s takes connections but has not listed its models within %d s; check that a model server runs there and is not overloaded."
                                .formatted(settings.host(), PATIENCE.toSeconds()),
                            null)))
            .block());
  }

  static Mono<OpenAiModel> open(OpenAiSettings settings, Effects effects) {
    return Mono.fromCallable(() -> new OpenAiModel(settings, effects))
        .subscribeOn(Schedulers.boundedElastic())
        .flatMap(
            model ->
                model
                    .listed()
                    .doOnError(error -> model.close())
                    .doOnCancel(model::close)
                    .thenReturn(model))
        .doOnDiscard(OpenAiModel.class, OpenAiModel::close)
        .publishOn(Schedulers.parallel());
  }

  private Mono<Set<String>> listed() {
    return adapters
        .models()
        .map(models -> models.keySet().stream().map(settings::version).collect(toUnmodifiableSet()))
        .doOnNext(versions::add)
        .doOnNext(names -> LOG.info("opened host={} models={}", settings.host(), names.size()));
  }

  @Override
  public Mono<Generation> generate(GenerationRequest request) {
    return Mono.defer(
            () -> {
              byte[] body = writer.write(request);
              Mono<Generation> attempt =
                  generations
                      .post(RequestWriter.path(request.prompt()), body)
                      .publishOn(Schedulers.parallel())
                      .map(reply -> answer(reply, request));
              return versions.using(request.version(), gate.pass(retries.run(attempt)));
            })
        .onErrorMap(this::typed);
  }

  private Generation answer(Reply reply, GenerationRequest request) {
    if (!reply.succeeded()) throw refusals.read(reply);
    return reader.read(reply.body(), request);
  }

  /** A fault of ours; its message may quote anything, so that only its class is told. */
  private ModelException typed(Throwable error) {
    if (error instanceof ModelException failure) return failure;
    return ModelException.permanent(
        settings.host()
            + ": the client failed with "
            + error.getClass().getName()
            + "; please report this.");
  }

  @Override
  public int capacity() {
    return settings.limits().concurrency();
  }

  /**
   * Loads an adapter by vLLM's call. The server reads the folder itself, under the same absolute
   * path.
   *
   * @return fails as PERMANENT if the name is loaded, the server refuses, or its dialect is not
   *     {@link Dialect#VLLM}; full weights are refused by the server
   */
  @Override
  public Mono<Void> load(String version, Path folder) {
    Mono<Void> call =
        adapters.load(settings.modelName(version), folder.toAbsolutePath().normalize().toString());
    return requireVllm().then(versions.load(version, call)).onErrorMap(this::typed);
  }

  /**
   * Refuses the version at once, waits for its last request, then calls the server. A call that
   * fails or is cancelled leaves the version as it was.
   */
  @Override
  public Mono<Void> unload(String version) {
    return Mono.defer(
            () -> {
              if (!versions.knows(version)) return Mono.empty();
              return requireVllm()
                  .then(versions.unload(version, adapters.unload(settings.modelName(version))));
            })
        .onErrorMap(this::typed);
  }

  private Mono<Void> requireVllm() {
    if (settings.dialect() == Dialect.VLLM) return Mono.empty();
    return Mono.error(
        ModelException.permanent(
            settings.host()
                + " speaks plain OpenAI by its settings, which cannot load or unload versions; set"
                + " the dialect to VLLM if it is vLLM."));
  }

  @Override
  public Set<String> versions() {
    return versions.known();
  }

  @Override
  public void close() {
    String reason = settings.host() + ": the client is closing; ask again elsewhere.";
    gate.close(reason);
    generations.close();
    adapters.close(reason);
  }

  /** Requests that run and that wait, and connections in use. */
  String figures() {
    return "running="
        + gate.runningNow()
        + " waiting="
        + gate.waitingNow()
        + " used="
        + effects.figures().used();
  }

  int running() {
    return gate.runningNow();
  }
}
