package io.hone.models.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.hone.models.file.AdapterConfig;
import io.hone.models.file.AdapterFolder;
import io.hone.models.file.ModelConfig;
import io.hone.models.file.TinyModels.Kind;
import io.hone.models.llama.LlamaTraining;
import io.hone.models.llama.LlamaTraining.Keep;
import io.hone.models.llama.LlamaTraining.Pass;
import io.hone.models.llama.LlamaTraining.Version;
import io.hone.models.llama.LlamaWeights;
import io.hone.models.llama.LoraAdapter;
import io.hone.models.llama.RandomModels;
import io.hone.models.torch.TorchRuntime;
import io.hone.models.torch.TorchSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Adapters that PEFT made, and ours in PEFT; see src/test/peers/python/peft_adapters.py. */
class PeftTest {
  private static final double ERROR = 1e-4;

  private static TorchRuntime runtime;
  private static Path saved;

  @BeforeAll
  static void open(@TempDir Path folder) throws IOException {
    runtime = TorchRuntime.open(TorchSettings.defaults());
    Path model = PeerModels.folder(Kind.LLAMA_TIED);
    Path drawn = RandomModels.adapter(folder.resolve("drawn"), model, 3, 0.2, 5);
    saved = PeerModels.emptied(PeerModels.FOLDER.resolve("saved"));
    try (LlamaWeights weights = PeerModels.weights(runtime, Kind.LLAMA_TIED);
        LoraAdapter adapter = adapter(weights, drawn)) {
      adapter.save(saved);
    }
  }

  @AfterAll
  static void close() {
    runtime.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"QWEN2", "QWEN3", "LLAMA3"})
  void shouldDecodeWithAnAdapterOfPeft(Kind kind) {
    JsonNode expected = said().path("made").path(kind.name());

    assertDecodes(kind, made(kind), expected);
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"QWEN2", "QWEN3", "LLAMA3"})
  void shouldTrainOnAnAdapterOfPeft(Kind kind) {
    JsonNode expected = said().path("made").path(kind.name());

    assertScores(kind, made(kind), expected);
  }

  @Test
  void shouldReadWhatPeftConfigured() {
    AdapterConfig qwen2 = AdapterConfig.read(made(Kind.QWEN2));
    AdapterConfig qwen3 = AdapterConfig.read(made(Kind.QWEN3));

    assertThat(qwen2.targetModules()).containsExactly("q_proj", "v_proj", "down_proj");
    assertThat(qwen2.scaling()).isEqualTo(7.0 / 3);
    assertThat(qwen3.targetModules()).isEqualTo(AdapterConfig.MODULES);
    assertThat(qwen3.scaling()).isEqualTo(5 / Math.sqrt(2));
  }

  @Test
  void shouldSaveTheFilesThatPeftRead() throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    try (var files = Files.list(saved)) {
      for (Path file : files.toList()) {
        hashes.put(String.valueOf(file.getFileName()), sha256(file));
      }
    }

    Map<String, String> read = new TreeMap<>();
    ours().path("sha256").properties().forEach(e -> read.put(e.getKey(), e.getValue().asText()));
    assertThat(hashes)
        .as("what LoraAdapter.save writes has changed: run peft_adapters.py and look at its answer")
        .isEqualTo(read);
  }

  @Test
  void shouldSaveTheTensorsThatPeftNames() {
    ModelConfig model = ModelConfig.read(PeerModels.folder(Kind.LLAMA_TIED));

    Map<String, List<Long>> expected =
        AdapterFolder.expectedTensors(model, AdapterConfig.read(saved));

    Map<String, List<Long>> named = new TreeMap<>();
    ours()
        .path("tensors")
        .properties()
        .forEach(
            e ->
                named.put(
                    e.getKey(),
                    List.of(e.getValue().get(0).asLong(), e.getValue().get(1).asLong())));
    assertThat(expected).containsExactlyInAnyOrderEntriesOf(named);
  }

  @Test
  void shouldSayWithItsOwnAdapterWhatPeftSaysWithIt() {
    assertDecodes(Kind.LLAMA_TIED, saved, ours());
    assertScores(Kind.LLAMA_TIED, saved, ours());
  }

  private static void assertDecodes(Kind kind, Path adapter, JsonNode expected) {
    try (LlamaWeights weights = PeerModels.weights(runtime, kind)) {
      float[][] bare = PeerModels.logits(runtime, weights, Optional.empty(), ids());
      float[][] logits = PeerModels.logits(runtime, weights, Optional.of(adapter), ids());

      double[] last = PeerModels.doubles(expected.path("last"));
      double change = 0;
      for (int i = 0; i < last.length; i++) {
        double found = logits[logits.length - 1][i];
        assertThat(found).isCloseTo(last[i], within(ERROR));
        change = Math.max(change, Math.abs(found - bare[bare.length - 1][i]));
      }
      assertThat(change).isGreaterThan(1000 * ERROR);
    }
  }

  private static void assertScores(Kind kind, Path adapter, JsonNode said) {
    double[] expected = PeerModels.doubles(said.path("log_probabilities"));
    try (LlamaWeights weights = PeerModels.weights(runtime, kind);
        LoraAdapter lora = adapter(weights, adapter);
        LlamaTraining model = LlamaTraining.adapter(runtime, weights, lora, Optional.empty());
        Pass pass = model.forward(PeerModels.scored(ids()), Version.POLICY, Keep.NOTHING)) {
      assertThat(pass.scores()).hasSameSizeAs(expected);
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) pass.scores()[i]).isCloseTo(expected[i], within(ERROR));
      }
    }
  }

  private static LoraAdapter adapter(LlamaWeights weights, Path path) {
    try (AdapterFolder opened = AdapterFolder.open(path, weights.layout().config())) {
      return LoraAdapter.load(runtime, weights.layout(), opened);
    }
  }

  private static Path made(Kind kind) {
    return PeerModels.resource("peft").resolve(kind.name());
  }

  private static JsonNode said() {
    return PeerModels.fixture("peft/answers.json");
  }

  private static JsonNode ours() {
    return said().path("saved").path(Kind.LLAMA_TIED.name());
  }

  private static int[] ids() {
    return PeerModels.ints(PeerModels.fixture("transformers.json").path("ids"));
  }

  private static String sha256(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
