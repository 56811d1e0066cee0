package io.hone.models.decode;

import ai.djl.ndarray.NDManager;
import io.hone.models.Generation;
import io.hone.models.Generation.Sample;
import io.hone.models.GenerationRequest;
import io.hone.models.LanguageModel;
import io.hone.models.ModelException;
import io.hone.models.VersionHost;
import io.hone.models.file.AdapterFolder;
import io.hone.models.file.ModelFolder;
import io.hone.models.llama.DecodeCode;
import io.hone.models.llama.LlamaLayout;
import io.hone.models.llama.LlamaWeights;
import io.hone.models.llama.LoraWeights;
import io.hone.models.llama.RopeTables;
import io.hone.models.text.GeneratedText;
import io.hone.models.text.Tokenizer;
import io.hone.models.torch.Autograd;
import io.hone.models.torch.Precision;
import io.hone.models.torch.Script;
import io.hone.models.torch.TorchRuntime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;

/**
 * A language model in this process. Requests are turned into tokens on Reactor's parallel
 * scheduler, generated on one thread of its own with continuous batching, and turned into text on
 * the parallel scheduler again.
 *
 * <p>Opens the base model as one version; adapters and further full weights are loaded beside it.
 * {@link #close()} ends the thread and frees all memory but the runtime's, which is the caller's.
 */
public final class InProcessModel implements LanguageModel, VersionHost {
  private static final String CLOSED = "The model was closed; ask another one.";

  private final ModelFolder folder;
  private final Tokenizer tokenizer;
  private final TorchRuntime runtime;
  private final NDManager tables;
  private final Precision precision;
  private final DecodeSettings settings;
  private final LlamaLayout layout;
  private final LlamaWeights base;
  private final Script script;
  private final int context;
  private final KeyValueMemory memory;
  private final Stepper stepper;
  private final Admission admission;
  private final DecodeLoop loop;
  private final DecodeStatistics.Counter counter = new DecodeStatistics.Counter();
  private final ConcurrentHashMap<String, Version> versions = new ConcurrentHashMap<>();
  private final Set<Version> retired = ConcurrentHashMap.newKeySet();
  private final AtomicInteger inside = new AtomicInteger();

  private InProcessModel(
      String version,
      ModelFolder folder,
      Tokenizer tokenizer,
      TorchRuntime runtime,
      Precision precision,
      DecodeSettings settings) {
    this.folder = folder;
    this.tokenizer = tokenizer;
    this.runtime = runtime;
    this.precision = precision;
    this.settings = settings;
    this.layout = LlamaLayout.of(folder.config());
    this.context =
        settings.context() == 0
            ? folder.config().contextLength()
            : Math.min(settings.context(), folder.config().contextLength());
    this.base = LlamaWeights.load(folder, runtime, precision);
    this.script = runtime.compile(DecodeCode.of(layout, precision));
    this.memory =
        new KeyValueMemory(folder.config(), precision, runtime, script, settings, context);
    this.tables = runtime.manager().newSubManager();
    RopeTables rope = RopeTables.of(folder.config(), context, runtime, tables, precision);
    this.stepper =
        new Stepper(
            runtime,
            script,
            rope,
            settings.prefillTokens(),
            folder.config().vocabularySize(),
            folder.config().keyValueHeads(),
            counter);
    this.admission = new Admission(memory, settings.batch(), this::watched, this::left);
    this.loop = new DecodeLoop(memory, admission, stepper, counter, this::left);
    versions.put(version, new Version(version, base, false, null));
  }

  /**
   * Opens a model folder.
   *
   * @param version the name of the base model's version
   * @throws ModelException permanent if a file is missing, damaged or of an architecture that is
   *     not known, naming it
   */
  public static InProcessModel open(
      String version,
      Path folder,
      TorchRuntime runtime,
      Precision precision,
      DecodeSettings settings) {
    ModelFolder files = ModelFolder.open(folder);
    Tokenizer tokenizer = Tokenizer.open(folder, files.config());
    InProcessModel model =
        new InProcessModel(version, files, tokenizer, runtime, precision, settings);
    model.loop.start();
    return model;
  }

  private Optional<GeneratedText> watched(Ticket ticket) {
    List<String> stop = ticket.sampling().stop();
    return stop.isEmpty() ? Optional.empty() : Optional.of(tokenizer.generatedText(stop));
  }

  @Override
  public Mono<Generation> generate(GenerationRequest request) {
    return Mono.defer(() -> begin(request)).subscribeOn(Schedulers.parallel());
  }

  private Mono<Generation> begin(GenerationRequest request) {
    if (loop.closed()) {
      return Mono.error(closed());
    }
    Version version = versions.get(request.version());
    if (version == null || !version.acquire()) {
      return Mono.error(
          ModelException.permanent(
              "Version "
                  + request.version()
                  + " is not loaded; loaded are "
                  + String.join(", ", versions())
                  + "."));
    }
    int[] prompt;
    try {
      prompt = tokenizer.encode(request.prompt());
      check(request, prompt);
    } catch (RuntimeException e) {
      version.release();
      freeRetired();
      return Mono.error(e);
    }
    return Mono.<Ticket.Drawn[]>create(sink -> enqueue(request, version, prompt, sink))
        .publishOn(Schedulers.parallel())
        .map(drawn -> generation(version, prompt.length, drawn));
  }

  private void check(GenerationRequest request, int[] prompt) {
    if (prompt.length == 0) {
      throw ModelException.permanent(
          "The prompt has no tokens and this tokenizer adds no begin token; give it some text.");
    }
    if (prompt.length > context) {
      throw ModelException.tooLong(
          "The prompt has "
              + prompt.length
              + " tokens and the context "
              + context
              + "; shorten it.");
    }
    int most = settings.batch() + settings.waiting();
    if (request.sampling().samples() > most) {
      throw ModelException.permanent(
          "The request asks for "
              + request.sampling().samples()
              + " samples and the decoder takes at most "
              + most
              + " at a time; ask for fewer.");
    }
    int positions = Math.min(context, prompt.length + request.sampling().maxTokens() - 1);
    long needed = memory.needed(prompt.length, positions);
    if (needed > settings.keyValueBytes()) {
      throw ModelException.tooLong(
          "The request needs "
              + needed
              + " bytes for keys and values and the decoder has "
              + settings.keyValueBytes()
              + "; ask for fewer tokens or give the decoder more memory.");
    }
  }

  private void enqueue(
      GenerationRequest request, Version version, int[] prompt, MonoSink<Ticket.Drawn[]> sink) {
    int samples = request.sampling().samples();
    int most = settings.batch() + settings.waiting();
    if (inside.addAndGet(samples) > most) {
      refuse(
          samples,
          version,
          sink,
          "The decoder has "
              + most
              + " samples to work on and takes no more; ask again later or keep at most "
              + capacity()
              + " in flight.");
      return;
    }
    Ticket ticket =
        new Ticket(version, prompt, request.sampling(), context, folder.config().endTokens(), sink);
    sink.onDispose(ticket::cancel);
    if (!loop.execute(() -> admission.enqueue(ticket))) {
      refuse(samples, version, sink, CLOSED);
    }
  }

  private static ModelException closed() {
    return ModelException.transientFailure(CLOSED, null);
  }

  private void refuse(int samples, Version version, MonoSink<Ticket.Drawn[]> sink, String why) {
    inside.addAndGet(-samples);
    version.release();
    freeRetired();
    sink.error(ModelException.transientFailure(why, null));
  }

  /** A request has no sample in the decoder any more; on the decode thread. */
  private void left(Ticket ticket) {
    inside.addAndGet(-ticket.sampling().samples());
    ticket.version().release();
    freeRetired();
  }

  private void freeRetired() {
    for (Version version : retired) {
      if (version.mayBeFreed()) {
        loop.execute(
            () -> {
              stepper.unbind();
              memory.forget(version);
              version.free();
              retired.remove(version);
            });
      }
    }
  }

  private Generation generation(Version version, int promptTokens, Ticket.Drawn[] drawn) {
    return new Generation(
        version.name(), promptTokens, Arrays.stream(drawn).map(this::sample).toList());
  }

  private Sample sample(Ticket.Drawn drawn) {
    List<Integer> ids = Arrays.stream(drawn.tokens()).boxed().toList();
    GeneratedText watched = drawn.text();
    return new Sample(
        watched == null ? tokenizer.decode(ids) : watched.text(),
        ids,
        drawn.reason(),
        ids.size(),
        Arrays.stream(drawn.scores()).boxed().toList());
  }

  @Override
  public Mono<Void> load(String version, Path path) {
    return Mono.<Void>fromRunnable(() -> loadNow(version, path))
        .subscribeOn(Schedulers.boundedElastic());
  }

  private void loadNow(String name, Path path) {
    if (versions.containsKey(name)) {
      throw ModelException.permanent(
          "Version " + name + " is loaded already, and a version never changes; use a new name.");
    }
    if (!Files.isDirectory(path)) {
      throw ModelException.permanent("There is no adapter or model folder " + path + ".");
    }
    Version loaded;
    if (Files.exists(path.resolve("adapter_config.json"))) {
      try (AdapterFolder adapter = AdapterFolder.open(path, folder.config());
          Autograd off = Autograd.off()) {
        loaded =
            new Version(name, base, false, LoraWeights.load(adapter, layout, runtime, precision));
      }
    } else {
      loaded = new Version(name, loadWeights(path), true, null);
    }
    if (versions.putIfAbsent(name, loaded) != null) {
      loaded.free();
      throw ModelException.permanent(
          "Version " + name + " is being loaded twice; one of the two loads is enough.");
    }
  }

  private LlamaWeights loadWeights(Path path) {
    try (ModelFolder other = ModelFolder.open(path);
        Autograd off = Autograd.off()) {
      if (!other.config().equals(folder.config())) {
        throw ModelException.permanent(
            "The model in "
                + path
                + " differs in its config.json from the base model in "
                + folder.path()
                + "; versions of one decoder share one architecture.");
      }
      return LlamaWeights.load(other, runtime, precision);
    }
  }

  @Override
  public Mono<Void> unload(String version) {
    return Mono.fromRunnable(
        () -> {
          Version gone = versions.remove(version);
          if (gone != null) {
            gone.retire();
            retired.add(gone);
            freeRetired();
          }
        });
  }

  @Override
  public Set<String> versions() {
    return new TreeSet<>(versions.keySet());
  }

  @Override
  public int capacity() {
    return settings.batch();
  }

  /** Samples inside, running or waiting. */
  public int inside() {
    return inside.get();
  }

  public DecodeStatistics statistics() {
    return counter.read();
  }

  @Override
  public void close() {
    loop.close();
    stepper.close();
    versions.values().forEach(Version::free);
    retired.forEach(Version::free);
    base.close();
    tables.close();
    script.close();
    tokenizer.close();
    folder.close();
  }
}
