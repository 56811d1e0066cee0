package io.hone.models.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.models.ModelException;
import io.hone.models.file.TinyModels.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelConfigTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path dir;

  private ModelConfig read(ObjectNode config) throws IOException {
    Files.writeString(dir.resolve("config.json"), config.toString());
    return ModelConfig.read(dir);
  }

  private void shouldRefuse(ObjectNode config, String... naming) {
    assertThatThrownBy(() -> read(config))
        .isInstanceOfSatisfying(
            ModelException.class,
            e -> assertThat(e.kind()).isEqualTo(ModelException.Kind.PERMANENT))
        .message()
        .contains(naming)
        .contains("config.json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "architectures|[\"GPT2LMHeadModel\"]",
        "architectures|[]",
        "architectures|[\"LlamaForCausalLM\",\"MistralForCausalLM\"]",
        "hidden_act|\"gelu\"",
        "hidden_size|0",
        "hidden_size|-32",
        "hidden_size|1e9",
        "hidden_size|\"32\"",
        "num_hidden_layers|2147483647",
        "num_key_value_heads|3",
        "num_key_value_heads|8",
        "head_dim|7",
        "vocab_size|99999999999999999999",
        "rms_norm_eps|0",
        "rope_theta|-1",
        "quantization_config|{\"bits\":4}",
        "auto_map|{\"AutoModel\":\"x.py\"}",
        "partial_rotary_factor|0.5",
        "num_local_experts|8",
        "bos_token_id|512",
        "eos_token_id|[2,600]",
        "tie_word_embeddings|\"yes\"",
        "max_position_embeddings|0"
      })
  void shouldRefuseByName(String field, String value) throws IOException {
    ObjectNode config = TinyModels.config(Kind.LLAMA);
    config.set(field, JSON.readTree(value));

    shouldRefuse(config, field);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dynamic", "longrope", "su", "mrope", "proportional"})
  void shouldRefuseAnUnsupportedRopeTypeByName(String type) throws IOException {
    ObjectNode config = TinyModels.config(Kind.QWEN2);
    config.putObject("rope_scaling").put("rope_type", type).put("factor", 2.0);

    shouldRefuse(config, "rope_type", type, "linear, llama3, yarn");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hidden_size",
        "intermediate_size",
        "num_hidden_layers",
        "num_attention_heads",
        "vocab_size",
        "max_position_embeddings",
        "rms_norm_eps",
        "architectures"
      })
  void shouldRefuseAMissingFieldByName(String field) {
    ObjectNode config = TinyModels.config(Kind.MISTRAL);
    config.remove(field);

    shouldRefuse(config, field);
  }

  @Test
  void shouldEndTheContextWhereTheWindowEnds() throws IOException {
    assertThat(read(TinyModels.config(Kind.MISTRAL).put("sliding_window", 64)).contextLength())
        .isEqualTo(64);
    assertThat(read(TinyModels.config(Kind.QWEN2).put("sliding_window", 64)).contextLength())
        .isEqualTo(128);
  }

  @Test
  void shouldTakeFurtherEndTokensFromTheGenerationConfiguration() throws IOException {
    Files.writeString(
        dir.resolve("generation_config.json"), "{\"eos_token_id\": [2, 7], \"top_p\": 0.9}");

    assertThat(read(TinyModels.config(Kind.LLAMA)).endTokens()).containsExactly(2, 7);
  }
}
