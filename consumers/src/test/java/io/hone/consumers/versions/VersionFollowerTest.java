package io.hone.consumers.versions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hone.consumers.testing.Shared;
import io.hone.consumers.testing.TestBroker;
import io.hone.consumers.testing.TestRegistry;
import io.hone.event.Artifact;
import io.hone.event.ArtifactFile;
import io.hone.event.ModelForm;
import io.hone.event.ModelState;
import io.hone.event.ModelVersion;
import io.hone.models.file.SafetensorsWriter;
import io.hone.models.file.SafetensorsWriter.TensorSource;
import io.hone.models.file.Sha256;
import io.hone.schemas.catalog.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With a real broker, a real store and a host that only remembers. */
@ExtendWith(Shared.class)
@SuppressWarnings("NullAway.Init") // set before each test
class VersionFollowerTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private Announcements models;
  private FolderStore store;
  private final FakeHost host = new FakeHost("base");
  private final List<VersionEvent> events = new CopyOnWriteArrayList<>();
  private @Nullable VersionFollower follower;

  @BeforeEach
  void prepare(TestBroker broker, TestRegistry registry) {
    models = new Announcements(broker, registry, new Namespace(broker.unique("versions")));
    store = new FolderStore(folder.resolve("store"));
  }

  @AfterEach
  void close() {
    if (follower != null) follower.close();
    models.close();
  }

  private VersionFollower follow(int keep) {
    return follow(keep, store);
  }

  private VersionFollower follow(int keep, ArtifactStore from) {
    VersionFollower started =
        VersionFollower.start(
            new FollowerSettings(
                models.run(), "base", keep, Duration.ofMillis(20), Duration.ofMillis(100)),
            models.kafka(),
            host,
            new VersionFiles(from, Optional.of(Announcements.BASE)),
            events::add);
    follower = started;
    return started;
  }

  private Artifact put(String version) throws IOException {
    return put(version, 1f);
  }

  private Artifact put(String version, float weight) throws IOException {
    Path made = Files.createTempDirectory(folder, "made");
    Files.writeString(made.resolve("adapter_config.json"), "{\"of\": \"" + version + "\"}");
    SequencedMap<String, TensorSource> tensors = new LinkedHashMap<>();
    tensors.put("a", TensorSource.of(new float[] {0, 1, weight}, 3));
    SafetensorsWriter.write(made.resolve("adapter_model.safetensors"), tensors, Map.of());
    return store.put(version, made);
  }

  private void awaitVersions(String... versions) {
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(host.versions()).containsExactlyInAnyOrder(versions));
  }

  private VersionEvent awaitEvent(Class<? extends VersionEvent> kind, String version) {
    return await()
        .atMost(SOON)
        .until(
            () ->
                events.stream()
                    .filter(event -> kind.isInstance(event) && event.version().equals(version))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  @Test
  void shouldLoadAVersionThatIsPromoted() throws IOException {
    follow(3);
    models.say("base", ModelState.RETIRED, null);
    models.say("v1", ModelState.PROMOTED, put("v1"));

    VersionEvent.Loaded loaded = (VersionEvent.Loaded) awaitEvent(VersionEvent.Loaded.class, "v1");

    assertThat(host.versions()).containsExactly("base", "v1");
    assertThat(loaded.sinceAnnounced()).isBetween(Duration.ZERO, SOON);
    assertThat(loaded.sinceRead()).isLessThan(SOON);
  }

  @Test
  void shouldFindOutWhatIsPromotedWhenItStartsLate() throws IOException {
    Artifact first = put("v1");
    models.say("v1", ModelState.PROMOTED, first);
    models.say("v2", ModelState.PROMOTED, put("v2"));
    models.say("v1", ModelState.RETIRED, first);

    follow(0);

    awaitVersions("base", "v2");
    assertThat(host.log).containsExactly("loaded v2");
  }

  @Test
  void shouldLeaveCandidatesAndRejectedVersionsAlone() throws IOException {
    models.say("v1", ModelState.CANDIDATE, put("v1"));
    models.say("v2", ModelState.REJECTED, put("v2"));
    models.say("v3", ModelState.PROMOTED, put("v3"));

    follow(3);

    awaitEvent(VersionEvent.Loaded.class, "v3");
    assertThat(host.versions()).containsExactly("base", "v3");
  }

  @Test
  void shouldKeepTheLastVersionsAndUnloadOlderOnes() throws IOException {
    follow(1);
    List<Artifact> artifacts = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      artifacts.add(put("v" + i));
      models.say("v" + i, ModelState.PROMOTED, artifacts.getLast());
      awaitEvent(VersionEvent.Loaded.class, "v" + i);
      if (i > 1) models.say("v" + (i - 1), ModelState.RETIRED, artifacts.get(i - 2));
    }

    awaitVersions("base", "v3", "v4");
  }

  @Test
  void shouldLoadAnOldVersionAgainWhenItIsRolledBackTo() throws IOException {
    follow(0);
    Artifact first = put("v1");
    Artifact second = put("v2");
    models.say("v1", ModelState.PROMOTED, first);
    awaitEvent(VersionEvent.Loaded.class, "v1");
    models.say("v2", ModelState.PROMOTED, second);
    models.say("v1", ModelState.RETIRED, first);
    awaitVersions("base", "v2");

    models.say("v2", ModelState.ROLLED_BACK, second);
    models.say("v1", ModelState.PROMOTED, first);

    awaitVersions("base", "v1");
  }

  @Test
  void shouldSettleForItsOwnWeights() {
    VersionFollower settling = follow(3);
    models.say("base", ModelState.PROMOTED, null);

    awaitEvent(VersionEvent.Loaded.class, "base");

    assertThat(settling.settled()).isTrue();
    assertThat(host.log).isEmpty();
  }

  private void refusesAndStays(ModelVersion bad, String why) {
    follow(0);
    awaitEvent(VersionEvent.Loaded.class, "v1");
    models.say(bad);

    VersionEvent refused = awaitEvent(VersionEvent.Refused.class, bad.getModel().getVersion());

    assertThat(refused.sentence()).contains(why).endsWith(".").doesNotContain("\n");
    assertThat(host.versions()).containsExactly("base", "v1");
    assertThat(host.log).containsExactly("loaded v1");
  }

  @Test
  void shouldRefuseAWrongChecksumAndStayWhereItIs() throws IOException {
    models.say("v1", ModelState.PROMOTED, put("v1"));
    Artifact artifact = put("v2");
    Artifact wrong =
        new Artifact(
            artifact.getUri(),
            artifact.getFiles().stream()
                .map(file -> new ArtifactFile(file.getPath(), file.getBytes(), "0".repeat(64)))
                .toList());

    refusesAndStays(
        Announcements.adapter("v2", ModelState.PROMOTED, wrong),
        "Version v2 was announced with file adapter_config.json of SHA-256 0000");
  }

  @Test
  void shouldRefuseAMissingFileAndStayWhereItIs() throws IOException {
    models.say("v1", ModelState.PROMOTED, put("v1"));
    Artifact artifact = put("v2");
    Files.delete(folder.resolve("store/v2/adapter_config.json"));

    refusesAndStays(
        Announcements.adapter("v2", ModelState.PROMOTED, artifact),
        "Version v2 was announced with file adapter_config.json, and there is no");
  }

  @Test
  void shouldRefuseAnotherBaseAndStayWhereItIs() throws IOException {
    models.say("v1", ModelState.PROMOTED, put("v1"));
    ModelVersion other = Announcements.adapter("v2", ModelState.PROMOTED, put("v2"));
    other.setBase("c".repeat(64));

    refusesAndStays(other, "Version v2 belongs to base weights with SHA-256 cccc");
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void shouldRefuseWeightsThatAreNoNumbersAndStayWhereItIs(float weight) throws IOException {
    models.say("v1", ModelState.PROMOTED, put("v1"));

    refusesAndStays(
        Announcements.adapter("v2", ModelState.PROMOTED, put("v2", weight)),
        "holds a weight in a that is NaN or infinite");
  }

  @Test
  void shouldRefuseFullWeightsThatAreNotTheAnnouncedOnes() throws IOException {
    models.say("v1", ModelState.PROMOTED, put("v1"));
    ModelVersion full = Announcements.adapter("v2", ModelState.PROMOTED, put("v2"));
    full.setForm(ModelForm.FULL);

    refusesAndStays(full, "and its own weights has");
  }

  @Test
  void shouldLoadFullWeightsThatAreTheAnnouncedOnes() throws IOException {
    ModelVersion full = Announcements.adapter("v1", ModelState.PROMOTED, put("v1"));
    full.setForm(ModelForm.FULL);
    full.setBase(Sha256.of(folder.resolve("store/v1/adapter_model.safetensors")));
    models.say(full);

    follow(3);

    awaitVersions("base", "v1");
  }

  @Test
  void shouldRefuseAVersionWithoutFilesThatItsModelDoesNotStandFor() throws IOException {
    models.say("v1", ModelState.PROMOTED, put("v1"));

    refusesAndStays(
        Announcements.adapter("v2", ModelState.PROMOTED, null), "set model.version to v2");
  }

  @Test
  void shouldTryAgainWhenItIsAnnouncedAnewAfterItWasMended() throws IOException {
    follow(0);
    Artifact artifact = put("v1");
    Path file = folder.resolve("store/v1/adapter_config.json");
    byte[] good = Files.readAllBytes(file);
    Files.write(file, new byte[good.length]);
    ModelVersion version = models.say("v1", ModelState.PROMOTED, artifact);
    awaitEvent(VersionEvent.Refused.class, "v1");

    Files.write(file, good);
    version.setReason("its file was restored");
    models.say(version);

    awaitVersions("base", "v1");
  }

  @Test
  void shouldTryAgainWhileTheStoreOrTheHostCannot() throws IOException {
    AtomicInteger away = new AtomicInteger(3);
    host.failing("v1", 2);
    follow(
        3,
        new ArtifactStore() {
          @Override
          public Artifact put(String version, Path files) throws IOException {
            return store.put(version, files);
          }

          @Override
          public Path fetch(String version, Artifact artifact) throws IOException {
            if (away.getAndDecrement() > 0) throw new IOException("The store is away.");
            return store.fetch(version, artifact);
          }

          @Override
          public void close() {}
        });

    models.say("v1", ModelState.PROMOTED, put("v1"));

    awaitVersions("base", "v1");
    assertThat(events.stream().filter(VersionEvent.Postponed.class::isInstance)).hasSize(5);
  }

  /** Whatever is announced and fails in between: in the end the host holds what the book says. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void shouldEndWithWhatTheBookSays(long seed) throws IOException {
    Random random = new Random(seed);
    int keep = random.nextInt(3);
    Set<String> bad = new TreeSet<>();
    VersionFollower following = follow(keep);
    String promoted = "base";
    Artifact before = null;
    for (int i = 1; i <= 12; i++) {
      String name = "v" + i;
      // The last is good, so that there is something to end with.
      boolean broken = i < 12 && random.nextInt(4) == 0;
      if (broken) bad.add(name);
      if (random.nextInt(3) == 0) host.failing(name, 1 + random.nextInt(3));
      Artifact artifact = put(name, broken ? Float.NaN : i);
      models.say(name, ModelState.CANDIDATE, artifact);
      if (i < 12 && random.nextInt(4) == 0) {
        models.say(name, ModelState.REJECTED, artifact);
        continue;
      }
      models.say(name, ModelState.PROMOTED, artifact);
      models.say(
          promoted, random.nextBoolean() ? ModelState.RETIRED : ModelState.ROLLED_BACK, before);
      promoted = name;
      before = artifact;
    }

    await().atMost(SOON).until(() -> following.book().promoted().isPresent() && said(following));

    Set<String> expected = new TreeSet<>(Set.of("base"));
    LoadPlan.wanted(following.book(), "base", keep).stream()
        .map(version -> version.getModel().getVersion())
        .filter(name -> !bad.contains(name))
        .forEach(expected::add);
    awaitVersions(expected.toArray(String[]::new));
    assertThat(host.log).noneMatch(line -> bad.contains(line.replace("loaded ", "")));
  }

  /** Whether the follower has read all that was said: v12 is the only one in use. */
  private static boolean said(VersionFollower following) {
    List<ModelVersion> inUse = following.book().in(ModelState.PROMOTED);
    return inUse.size() == 1 && inUse.getFirst().getModel().getVersion().equals("v12");
  }
}
