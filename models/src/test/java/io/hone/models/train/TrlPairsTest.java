package io.hone.models.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hone.models.file.AdapterFolder;
import io.hone.models.file.ModelConfig;
import io.hone.models.file.ModelFolder;
import io.hone.models.file.TinyModels;
import io.hone.models.llama.LlamaTraining;
import io.hone.models.llama.LlamaTraining.Keep;
import io.hone.models.llama.LlamaTraining.Pass;
import io.hone.models.llama.LlamaTraining.Rectangle;
import io.hone.models.llama.LlamaTraining.Version;
import io.hone.models.llama.LlamaWeights;
import io.hone.models.llama.LoraAdapter;
import io.hone.models.text.Tokenizer;
import io.hone.models.torch.Precision;
import io.hone.models.torch.TorchRuntime;
import io.hone.models.torch.TorchSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a row to its log-probabilities as TRL; see src/test/peers/python/trl_pairs.py. */
class TrlPairsTest {
  private static final Path RESOURCES = Path.of("src/test/resources/peers");

  /** The seed of the models that the peers have answered for. */
  private static final long SEED = 20;

  @TempDir private Path dir;
  private Path model;
  private List<JsonNode> rows;

  @BeforeEach
  void read() throws IOException {
    model = TinyModels.write(dir.resolve("model"), TinyModels.Kind.QWEN2, SEED);
    JsonNode said = new ObjectMapper().readTree(RESOURCES.resolve("trl_pairs.json").toFile());
    rows = StreamSupport.stream(said.path("rows").spliterator(), false).toList();
  }

  @Test
  void shouldCutPairsAsTrl() throws IOException {
    List<Item.Pair> pairs = pairs();

    assertThat(pairs).hasSameSizeAs(rows);
    for (int i = 0; i < rows.size(); i++) {
      assertThat(pairs.get(i).chosen().prompt()).isEqualTo(ints(rows.get(i), "prompt_ids"));
      assertThat(pairs.get(i).chosen().answer()).isEqualTo(ints(rows.get(i), "chosen_ids"));
      assertThat(pairs.get(i).rejected().answer()).isEqualTo(ints(rows.get(i), "rejected_ids"));
    }
  }

  @Test
  void shouldScorePairsAsTrl() throws IOException {
    ModelConfig config = ModelConfig.read(model);
    try (TorchRuntime runtime = TorchRuntime.open(TorchSettings.defaults());
        ModelFolder folder = ModelFolder.open(model);
        LlamaWeights weights = LlamaWeights.load(folder, runtime, Precision.F32);
        AdapterFolder files = AdapterFolder.open(RESOURCES.resolve("peft/QWEN2"), config);
        LoraAdapter adapter = LoraAdapter.load(runtime, weights.layout(), files);
        LlamaTraining policy = LlamaTraining.adapter(runtime, weights, adapter, Optional.empty())) {
      List<Item.Pair> pairs = pairs();
      for (int i = 0; i < rows.size(); i++) {
        double chosen = rows.get(i).path("chosen").asDouble();
        double rejected = rows.get(i).path("rejected").asDouble();

        assertThat(score(policy, pairs.get(i).chosen())).isCloseTo(chosen, within(1e-3));
        assertThat(score(policy, pairs.get(i).rejected())).isCloseTo(rejected, within(1e-3));
      }
    }
  }

  private static double score(LlamaTraining model, Sequence sequence) {
    int first = sequence.prompt().length - 1;
    int width = sequence.inputs();
    Rectangle rectangle =
        new Rectangle(
            1,
            width,
            LongStream.range(0, width).map(t -> sequence.input((int) t)).toArray(),
            LongStream.range(first, width).toArray(),
            LongStream.range(first + 1L, width + 1L).map(t -> sequence.input((int) t)).toArray());
    try (Pass pass = model.forward(rectangle, Version.POLICY, Keep.NOTHING)) {
      double sum = 0;
      for (float score : pass.scores()) {
        sum += score;
      }
      return sum;
    }
  }

  private List<Item.Pair> pairs() throws IOException {
    ModelConfig config = ModelConfig.read(model);
    List<String> lines = new ArrayList<>();
    rows.forEach(row -> lines.add(row.path("row").toString()));
    Path file = Files.write(dir.resolve("pairs.jsonl"), lines);
    try (Tokenizer tokenizer = Tokenizer.open(model, config)) {
      return Items.pairs(file, tokenizer, config, 128).items();
    }
  }

  private static int[] ints(JsonNode row, String field) {
    return StreamSupport.stream(row.path(field).spliterator(), false)
        .mapToInt(JsonNode::asInt)
        .toArray();
  }
}
