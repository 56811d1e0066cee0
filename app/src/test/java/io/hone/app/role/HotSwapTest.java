package io.hone.app.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hone.app.config.Config;
import io.hone.app.config.ConfigReader;
import io.hone.app.records.RunTail;
import io.hone.app.seed.ShippedSeed;
import io.hone.app.stack.OpenStack;
import io.hone.consumers.versions.ArtifactStore;
import io.hone.consumers.versions.VersionEvent;
import io.hone.consumers.versions.VersionFollower;
import io.hone.event.Artifact;
import io.hone.event.Call;
import io.hone.event.CallErrorKind;
import io.hone.event.ChatRole;
import io.hone.event.Completion;
import io.hone.event.ContentKind;
import io.hone.event.ContentPart;
import io.hone.event.ControlCommand;
import io.hone.event.ControlKind;
import io.hone.event.Lineage;
import io.hone.event.ModelForm;
import io.hone.event.ModelRef;
import io.hone.event.ModelState;
import io.hone.event.ModelVersion;
import io.hone.event.Stage;
import io.hone.models.ChatMessage;
import io.hone.models.Generation;
import io.hone.models.GenerationRequest;
import io.hone.models.Prompt;
import io.hone.models.Sampling;
import io.hone.models.decode.InProcessModel;
import io.hone.models.file.AdapterConfig;
import io.hone.models.file.AdapterFolder;
import io.hone.models.file.ModelConfig;
import io.hone.models.file.SafetensorsWriter;
import io.hone.models.file.SafetensorsWriter.TensorSource;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.streams.account.Position;
import io.hone.streams.account.RunRecords.Receiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** A worker with the shipped model on the embedded broker: versions come while it generates. */
@SuppressWarnings("NullAway.Init") // set before the tests
@Tag("slow")
class HotSwapTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int CALLS = 8;

  @TempDir private static Path folder;
  private static OpenStack stack;

  private Namespace run;
  private Config config;
  private ServedModel model;
  private ArtifactStore store;
  private VersionFollower follower;
  private WorkerRole worker;
  private RunTail tail;
  private final List<Completion> completions = new ArrayList<>();

  @BeforeAll
  static void startStack() throws IOException {
    stack = OpenStack.start(folder.resolve("data"));
  }

  @AfterAll
  static void stopStack() throws IOException {
    stack.close();
  }

  @BeforeEach
  void start(TestInfo test) throws IOException {
    run = stack.run(test);
    config =
        ConfigReader.read(
            Optional.empty(),
            Map.of(),
            Map.of(
                "run",
                run.run(),
                "model.folder",
                ShippedSeed.unpack(folder).toString(),
                "worker.source",
                "sliding-window",
                "worker.slots",
                Integer.toString(CALLS),
                "worker.keep-versions",
                "0",
                "worker.version-patience",
                "20s"));
    model = ServedModel.open(config);
    store = ArtifactStores.open(config, folder);
    follower = model.follow(config, stack.cluster().settings(), store).orElseThrow();
    worker = WorkerRole.start(config, stack.cluster().settings(), model, Optional.of(follower));
    tail = RunTail.open(stack.cluster(), run, Set.of(Topic.COMPLETIONS), Set.of());
  }

  @AfterEach
  void stop() {
    tail.close();
    worker.close();
    follower.close();
    model.close();
    store.close();
  }

  private void write(Topic topic, String key, SpecificRecord value) {
    stack.write(run, topic, key, value);
  }

  /** Random numbers, large enough to change what is said. */
  private Path adapter(long seed) throws IOException {
    Path made = Files.createTempDirectory(folder, "adapter");
    AdapterConfig adapter = AdapterConfig.of(4, 8, List.of("q_proj", "v_proj", "down_proj"));
    adapter.write(made);
    ModelConfig base = ModelConfig.read(ShippedSeed.unpack(folder));
    SplittableRandom random = new SplittableRandom(seed);
    SequencedMap<String, TensorSource> tensors = new LinkedHashMap<>();
    AdapterFolder.expectedTensors(base, adapter)
        .forEach(
            (name, sizes) -> {
              long[] shape = sizes.stream().mapToLong(Long::longValue).toArray();
              float[] values = new float[(int) (shape[0] * shape[1])];
              for (int i = 0; i < values.length; i++) {
                values[i] = 0.3f * (float) (random.nextDouble() * 2 - 1);
              }
              tensors.put(name, TensorSource.of(values, shape));
            });
    SafetensorsWriter.write(made.resolve("adapter_model.safetensors"), tensors, Map.of());
    return made;
  }

  private void announce(String version, ModelState state, @Nullable Artifact artifact) {
    write(
        Topic.MODELS,
        version,
        ModelVersion.newBuilder()
            .setModel(new ModelRef("policy", version))
            .setBase(model.versions().base().orElseThrow())
            .setForm(artifact == null ? ModelForm.FULL : ModelForm.ADAPTER)
            .setState(state)
            .setArtifact(artifact)
            .setRun(run.run())
            .setChangedAt(Instant.now())
            .build());
  }

  private void awaitLoaded(String version) {
    await().atMost(LONG).until(() -> worker.versions().get(version) instanceof VersionEvent.Loaded);
  }

  private static String question(int number) {
    return "Please write about the number " + number + ".";
  }

  private static Sampling sampling(int number, int tokens) {
    // Drawn, the text would hang on the last bit of a probability, and that on who is beside it.
    return new Sampling(0, 1, 0, tokens, List.of(), number, 1, false);
  }

  private void ask(String version, int number, int tokens) {
    String id = version + "-" + number;
    var part = new ContentPart(ContentKind.TEXT, question(number), null, null, null);
    Sampling asked = sampling(number, tokens);
    write(
        Topic.CALLS_ACTOR,
        id,
        Call.newBuilder()
            .setCallId(id)
            .setPromptId(id)
            .setLineage(new Lineage(run.run(), "test", "0", null, 0))
            .setStage(Stage.ACTOR)
            .setAttempt(1)
            .setModel(new ModelRef("policy", version))
            .setMessages(List.of(new io.hone.event.ChatMessage(ChatRole.USER, List.of(part))))
            .setSampling(
                new io.hone.event.Sampling(
                    asked.temperature(), 1.0, 0, tokens, List.of(), asked.seed(), 1, false))
            .setSubjects(List.of())
            .setPlace("")
            .setAskedAt(Instant.now())
            .build());
  }

  private final Receiver receiver =
      new Receiver() {
        @Override
        public void record(Position position, SpecificRecord value) {
          completions.add((Completion) value);
        }

        @Override
        public void unreadable(Position position, String why) {
          throw new AssertionError(why);
        }
      };

  private Stream<Completion> answered(String version) {
    tail.poll(Duration.ofMillis(5), receiver);
    return completions.stream().filter(each -> each.getModel().getVersion().equals(version));
  }

  private InProcessModel decoder() {
    return (InProcessModel) model.model();
  }

  @Test
  void shouldEndOnItsVersionWhatIsGeneratedWhileTheNextIsSwappedIn() throws IOException {
    int tokens = 300;
    Path first = adapter(1);
    Artifact one = store.put("v1", first);
    Artifact two = store.put("v2", adapter(2));
    announce("v1", ModelState.PROMOTED, one);
    awaitLoaded("v1");
    AtomicInteger asked = new AtomicInteger();
    // Whatever ends is followed by another, so that there is work whenever the next version comes.
    Runnable keepBusy =
        () -> {
          while (asked.get() - answered("v1").count() < CALLS) {
            ask("v1", asked.getAndIncrement(), tokens);
          }
        };
    await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              keepBusy.run();
              return decoder().inside() == CALLS;
            });

    announce("v2", ModelState.PROMOTED, two);
    announce("v1", ModelState.RETIRED, one);
    await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              keepBusy.run();
              return worker.versions().get("v1") instanceof VersionEvent.Unloaded;
            });
    int stillInside = decoder().inside();
    await().atMost(LONG).until(() -> answered("v1").count() == asked.get());

    assertThat(stillInside).as("v1 generates after it was unloaded").isPositive();
    assertThat(model.versions().host().orElseThrow().versions()).containsExactly("base", "v2");
    decoder().load("undisturbed", first).block();
    List<Completion> good = answered("v1").filter(each -> each.getError() == null).toList();
    assertThat(answered("v1").filter(each -> each.getError() != null))
        .as("those who came too late")
        .allMatch(each -> each.getError().getKind() == CallErrorKind.NO_SUCH_MODEL);
    assertThat(good).hasSizeGreaterThanOrEqualTo(stillInside);
    for (Completion completion : good.reversed().subList(0, stillInside)) {
      int number = Integer.parseInt(completion.getCallId().substring("v1-".length()));
      assertThat(completion.getSamples().getFirst().getText())
          .isEqualTo(alone("undisturbed", number, tokens))
          .isNotEqualTo(alone("v2", number, tokens));
    }
  }

  /** What a version answers when nobody else asks. */
  private String alone(String version, int number, int tokens) {
    var request =
        new GenerationRequest(
            version,
            new Prompt.Chat(List.of(ChatMessage.user(question(number)))),
            sampling(number, tokens));
    Generation generation = Objects.requireNonNull(decoder().generate(request).block());
    return generation.samples().getFirst().text();
  }

  @Test
  void shouldAnswerWithANewVersionSoonAfterItIsAnnounced() throws IOException {
    announce("base", ModelState.PROMOTED, null);
    awaitLoaded("base");
    List<Long> loaded = new ArrayList<>();
    List<Long> answers = new ArrayList<>();
    for (int i = 1; i <= 10; i++) {
      String version = "v" + i;
      Artifact artifact = store.put(version, adapter(i));
      // Calls are asked when it is known to the episodes, which is when it is announced.
      long from = System.nanoTime();
      announce(version, ModelState.PROMOTED, artifact);
      ask(version, i, 1);
      await()
          .atMost(LONG)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> answered(version).count() == 1);
      answers.add((System.nanoTime() - from) / 1_000_000);
      awaitLoaded(version); // told a moment after it serves
      loaded.add(
          ((VersionEvent.Loaded) Objects.requireNonNull(worker.versions().get(version)))
              .sinceRead()
              .toMillis());
      assertThat(answered(version).findFirst().orElseThrow().getError()).isNull();
    }

    answers.sort(null);
    loaded.sort(null);
    System.out.printf(
        "MEASURED announcement to first answer: median %d ms, longest %d ms; read to loaded: median"
            + " %d ms, longest %d ms%n",
        answers.get(5), answers.getLast(), loaded.get(5), loaded.getLast());
    assertThat(answers.getLast()).isLessThan(LONG.toMillis());
  }

  @Test
  void shouldStayWhereItIsWhenAnArtefactIsBad() throws IOException {
    Artifact good = store.put("v1", adapter(1));
    announce("v1", ModelState.PROMOTED, good);
    awaitLoaded("v1");
    Artifact bad = store.put("v2", adapter(2));
    Path file = folder.resolve("artifacts/" + run.run() + "/v2/adapter_model.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);

    announce("v2", ModelState.PROMOTED, bad);
    await().atMost(LONG).until(() -> worker.versions().get("v2") instanceof VersionEvent.Refused);
    ask("v1", 1, 5);

    await().atMost(LONG).until(() -> answered("v1").count() == 1);
    assertThat(answered("v1").findFirst().orElseThrow().getError()).isNull();
    assertThat(Objects.requireNonNull(worker.versions().get("v2")).sentence())
        .startsWith("Version v2 was announced with file adapter_model.safetensors of SHA-256 ");
  }

  @Test
  void shouldTakeNoCallsWhileTheRunIsPaused() {
    announce("base", ModelState.PROMOTED, null);
    awaitLoaded("base");
    ask("base", 1, 2);
    await().atMost(LONG).until(() -> answered("base").count() == 1);
    order(ControlKind.PAUSE);
    await().atMost(LONG).during(Duration.ofSeconds(2)).until(() -> decoder().inside() == 0);

    ask("base", 2, 2);
    await().atMost(LONG).during(Duration.ofSeconds(2)).until(() -> answered("base").count() == 1);
    order(ControlKind.RESUME);

    await().atMost(LONG).until(() -> answered("base").count() == 2);
  }

  private void order(ControlKind kind) {
    String id = kind + "-1";
    write(
        Topic.CONTROL,
        id,
        ControlCommand.newBuilder()
            .setCommandId(id)
            .setRun(run.run())
            .setKind(kind)
            .setIssuedBy("test")
            .setIssuedAt(Instant.now())
            .build());
  }
}
