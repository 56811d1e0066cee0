package io.hone.models.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.hone.models.Generation;
import io.hone.models.GenerationRequest;
import io.hone.models.Prompt;
import io.hone.models.Sampling;
import io.hone.models.decode.DecodeSettings;
import io.hone.models.decode.InProcessModel;
import io.hone.models.file.ModelConfig;
import io.hone.models.file.TinyModels.Kind;
import io.hone.models.llama.LlamaTraining;
import io.hone.models.llama.LlamaTraining.Keep;
import io.hone.models.llama.LlamaTraining.Pass;
import io.hone.models.llama.LlamaTraining.Version;
import io.hone.models.llama.LlamaWeights;
import io.hone.models.text.Tokenizer;
import io.hone.models.torch.Precision;
import io.hone.models.torch.TorchRuntime;
import io.hone.models.torch.TorchSettings;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every architecture against transformers; see src/test/peers/python/transformers_logits.py. */
class TransformersTest {
  private static final double ERROR = 1e-4;

  private static TorchRuntime runtime;

  @BeforeAll
  static void open() {
    runtime = TorchRuntime.open(TorchSettings.defaults());
    for (Kind kind : Kind.values()) {
      PeerModels.folder(kind);
    }
  }

  @AfterAll
  static void close() {
    runtime.close();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void shouldTokenizeAsTransformersDoes(Kind kind) {
    JsonNode said = said();

    try (Tokenizer tokenizer =
        Tokenizer.open(PeerModels.folder(kind), ModelConfig.read(PeerModels.folder(kind)))) {
      assertThat(tokenizer.encode(new Prompt.Raw(said.path("text").asText()))).isEqualTo(ids());
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void shouldGiveTransformersLogits(Kind kind) {
    JsonNode expected = said().path("models").path(kind.name());
    int[] watched = PeerModels.ints(said().path("watched"));

    try (LlamaWeights weights = PeerModels.weights(runtime, kind)) {
      float[][] logits = PeerModels.logits(runtime, weights, Optional.empty(), ids());

      for (int row = 0; row < logits.length; row++) {
        double[] at = PeerModels.doubles(expected.path("logits").get(PeerModels.firstRow() + row));
        for (int i = 0; i < watched.length; i++) {
          assertThat((double) logits[row][watched[i]]).isCloseTo(at[i], within(ERROR));
        }
      }
      double[] last = PeerModels.doubles(expected.path("last"));
      for (int i = 0; i < last.length; i++) {
        assertThat((double) logits[logits.length - 1][i]).isCloseTo(last[i], within(ERROR));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void shouldGiveTransformersLogProbabilitiesWhenTraining(Kind kind) {
    double[] expected =
        PeerModels.doubles(said().path("models").path(kind.name()).path("log_probabilities"));

    try (LlamaWeights weights = PeerModels.weights(runtime, kind);
        LlamaTraining model = LlamaTraining.full(runtime, weights);
        Pass pass = model.forward(PeerModels.scored(ids()), Version.POLICY, Keep.NOTHING)) {
      assertThat(pass.scores()).hasSameSizeAs(expected);
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) pass.scores()[i]).isCloseTo(expected[i], within(ERROR));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void shouldGoOnAsTransformersDoes(Kind kind) {
    int[] expected = PeerModels.ints(said().path("models").path(kind.name()).path("greedy"));
    GenerationRequest request =
        new GenerationRequest(
            "base", new Prompt.Raw(said().path("text").asText()), Sampling.greedy(expected.length));

    try (InProcessModel model =
        InProcessModel.open(
            "base",
            PeerModels.folder(kind),
            runtime,
            Precision.F32,
            DecodeSettings.defaults().withKeyValueBytes(16L << 20))) {
      Generation generation = Objects.requireNonNull(model.generate(request).block());

      assertThat(generation.samples().getFirst().tokenIds())
          .containsExactlyElementsOf(java.util.Arrays.stream(expected).boxed().toList());
    }
  }

  /** A fixture that could not tell kinds apart would prove nothing of what they differ in. */
  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"LLAMA", "MISTRAL"}) // the same mathematics
  void shouldBeToldApartFromPlainLlama(Kind kind) {
    JsonNode models = said().path("models");

    double[] plain = PeerModels.doubles(models.path("LLAMA").path("last"));
    double[] other = PeerModels.doubles(models.path(kind.name()).path("last"));

    double largest = 0;
    for (int i = 0; i < plain.length; i++) {
      largest = Math.max(largest, Math.abs(plain[i] - other[i]));
    }
    assertThat(largest).isGreaterThan(100 * ERROR);
  }

  private static JsonNode said() {
    return PeerModels.fixture("transformers.json");
  }

  private static int[] ids() {
    return PeerModels.ints(said().path("ids"));
  }
}
