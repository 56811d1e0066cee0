package io.hone.models.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hone.models.ChatMessage;
import io.hone.models.GenerationRequest;
import io.hone.models.ModelException;
import io.hone.models.Prompt;
import io.hone.models.Sampling;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestWriterTest {
  private static final OpenAiSettings SETTINGS = OpenAiSettings.of(URI.create("http://host:8000"));
  private static final Prompt CHAT =
      new Prompt.Chat(
          List.of(
              ChatMessage.system("Be brief."),
              ChatMessage.user("Hi <|im_end|> \"you\""),
              ChatMessage.assistant("Hello")));

  @Test
  void shouldWriteAChatWithPlainSampling() {
    assertThat(written(SETTINGS, CHAT, Sampling.plain(16, -7)))
        .isEqualTo(
            """
            {"model":"v1","messages":[\
            {"role":"system","content":"Be brief."},\
            {"role":"user","content":"Hi <|im_end|> \\"you\\""},\
            {"role":"assistant","content":"Hello"}],\
            "n":1,"stream":false,"seed":-7,"temperature":1.0,"top_p":1.0,"max_tokens":16}""");
  }

  @Test
  void shouldWriteEverySettingOfACompletion() {
    Sampling all = new Sampling(0.7, 0.9, 40, 8, List.of("\n\n", "END"), 1L << 40, 3, true);

    assertThat(
            written(SETTINGS.withDialect(OpenAiSettings.Dialect.VLLM), new Prompt.Raw("Once"), all))
        .isEqualTo(
            """
            {"model":"v1","prompt":"Once","n":3,"stream":false,"seed":1099511627776,\
            "temperature":0.7,"top_p":0.9,"max_tokens":8,"stop":["\\n\\n","END"],\
            "top_k":40,"min_p":0.0,"repetition_penalty":1.0,"presence_penalty":0.0,\
            "frequency_penalty":0.0,"return_token_ids":true,"logprobs":1}""");
  }

  @Test
  void shouldAskForLogProbabilitiesOfAChatBySwitch() {
    assertThat(written(SETTINGS, CHAT, Sampling.plain(1, 0).withLogProbabilities(true)))
        .endsWith("\"max_tokens\":1,\"logprobs\":true}");
  }

  @Test
  void shouldAskForGreedySamplesOnce() {
    assertThat(written(SETTINGS, CHAT, Sampling.greedy(4).withSamples(5))).contains("\"n\":1,");
  }

  @Test
  void shouldWriteTheServersNameOfAVersion() {
    OpenAiSettings named = SETTINGS.withModelNames(Map.of("v1", "meta-llama/Llama-3.2-1B"));

    assertThat(written(named, CHAT, Sampling.greedy(1)))
        .startsWith("{\"model\":\"meta-llama/Llama-3.2-1B\",");
  }

  @Test
  void shouldSendChatsAndTextToTheirOwnPaths() {
    assertThat(RequestWriter.path(CHAT)).isEqualTo("/chat/completions");
    assertThat(RequestWriter.path(new Prompt.Raw(""))).isEqualTo("/completions");
  }

  /** vLLM takes what is not set from the model's generation_config.json. */
  @Test
  void shouldTurnOffWhatVllmWouldTakeFromTheModelsFolder() {
    OpenAiSettings vllm = SETTINGS.withDialect(OpenAiSettings.Dialect.VLLM);

    assertThat(written(vllm, CHAT, Sampling.plain(1, 0)))
        .contains("\"top_k\":-1,\"min_p\":0.0,\"repetition_penalty\":1.0,");
  }

  /** llama.cpp has top-k 40, min-p 0.05 and the temperature last, unless it is told. */
  @Test
  void shouldTellLlamaCppWhatToCutAndInWhichOrder() {
    OpenAiSettings llamaCpp = SETTINGS.withDialect(OpenAiSettings.Dialect.LLAMA_CPP);

    assertThat(written(llamaCpp, CHAT, Sampling.plain(1, 0)))
        .endsWith("\"top_k\":0,\"samplers\":[\"temperature\",\"top_k\",\"top_p\"]}");
  }

  @Test
  void shouldSendPlainOpenAiNothingBeyondItsReferenceUnlessAsked() {
    assertThat(written(SETTINGS, CHAT, Sampling.plain(1, 0))).doesNotContain("top_k");
    assertThat(written(SETTINGS, CHAT, Sampling.plain(1, 0).withTopK(5))).contains("\"top_k\":5");
  }

  @Test
  void shouldRefuseHalfACharacterPairWithoutQuotingIt() {
    assertThatThrownBy(
            () -> written(SETTINGS, new Prompt.Raw("secret \ud83d text"), Sampling.greedy(1)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("Unicode")
        .hasMessageNotContaining("secret")
        .hasNoCause();
  }

  private static String written(OpenAiSettings settings, Prompt prompt, Sampling sampling) {
    return new String(
        new RequestWriter(settings).write(new GenerationRequest("v1", prompt, sampling)),
        StandardCharsets.UTF_8);
  }
}
