package io.hone.models.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hone.models.Generation;
import io.hone.models.Generation.FinishReason;
import io.hone.models.Generation.Sample;
import io.hone.models.GenerationRequest;
import io.hone.models.ModelException;
import io.hone.models.Prompt;
import io.hone.models.Sampling;
import io.hone.models.openai.Retries.AttemptFailure;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {
  private static final Prompt CHAT = Prompt.user("Hi");
  private static final Prompt RAW = new Prompt.Raw("Hi");
  private static final Sampling PLAIN = Sampling.plain(16, 0);

  private static final GenerationRequest TWO_OF_CHAT =
      new GenerationRequest("v1", CHAT, PLAIN.withSamples(2).withLogProbabilities(true));

  /** As vLLM's documentation and protocol have it, with logprobs and return_token_ids. */
  private static final String VLLM_CHAT =
      """
      {"id":"chatcmpl-8","object":"chat.completion","created":1,"model":"v1","choices":[
       {"index":1,"message":{"role":"assistant","reasoning_content":null,"content":"Salut",
         "tool_calls":[]},"logprobs":{"content":[
          {"token":"Sal","logprob":-0.5,"bytes":[83,97,108],"top_logprobs":[]},
          {"token":"ut","logprob":-0.25,"bytes":[117,116],"top_logprobs":[]}]},
        "finish_reason":"length","stop_reason":null,"token_ids":[21,22]},
       {"index":0,"message":{"role":"assistant","reasoning_content":null,"content":"Hé!",
         "tool_calls":[]},"logprobs":{"content":[
          {"token":"Hé","logprob":-1.5,"bytes":[72,195,169],"top_logprobs":[]},
          {"token":"!","logprob":-2,"bytes":[33],"top_logprobs":[]},
          {"token":"","logprob":-0.125,"bytes":[],"top_logprobs":[]}]},
        "finish_reason":"stop","stop_reason":null,"token_ids":[11,12,2]}],
       "usage":{"prompt_tokens":9,"total_tokens":14,"completion_tokens":5,
        "prompt_tokens_details":null},"prompt_logprobs":null,"prompt_token_ids":[1,2,3]}""";

  /** As OpenAI's reference has the legacy completions. */
  private static final String COMPLETION =
      """
      {"id":"cmpl-1","object":"text_completion","created":1,"model":"v1","choices":[
       {"text":" there was","index":0,"logprobs":{"text_offset":[0,6],"tokens":[" there"," was"],
         "token_logprobs":[-1.25,-0.5],"top_logprobs":[{" there":-1.25},{" was":-0.5}]},
        "finish_reason":"length"}],
       "usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}""";

  @Test
  void shouldReadVllmsChatInOrderOfIndex() {
    Generation generation = read(VLLM_CHAT, CHAT, PLAIN.withSamples(2).withLogProbabilities(true));

    assertThat(generation.version()).isEqualTo("v1");
    assertThat(generation.promptTokens()).isEqualTo(9);
    assertThat(generation.samples())
        .containsExactly(
            new Sample(
                "Hé!", List.of(11, 12, 2), FinishReason.STOP, 3, List.of(-1.5, -2.0, -0.125)),
            new Sample("Salut", List.of(21, 22), FinishReason.LENGTH, 2, List.of(-0.5, -0.25)));
    assertThat(generation.generatedTokens()).isEqualTo(5);
  }

  @Test
  void shouldLeaveLogProbabilitiesOutThatNobodyAskedFor() {
    assertThat(read(VLLM_CHAT, CHAT, PLAIN.withSamples(2)).samples())
        .allSatisfy(sample -> assertThat(sample.logProbabilities()).isEmpty());
  }

  @Test
  void shouldReadACompletionWithParallelLists() {
    Sample sample = only(read(COMPLETION, RAW, PLAIN.withLogProbabilities(true)));

    assertThat(sample.text()).isEqualTo(" there was");
    assertThat(sample.tokenIds()).isEmpty();
    assertThat(sample.logProbabilities()).containsExactly(-1.25, -0.5);
    assertThat(sample.tokens()).isEqualTo(2);
  }

  @Test
  void shouldReadACompletionWithLogProbabilitiesInTheChatsShape() {
    String llamaCpp =
        answer(
            """
            {"index":0,"text":"ab","finish_reason":"stop","logprobs":{"content":[
             {"id":7,"token":"ab","bytes":[97,98],"logprob":-0.75,"top_logprobs":[]}]}}""",
            1);

    assertThat(only(read(llamaCpp, RAW, PLAIN.withLogProbabilities(true))).logProbabilities())
        .containsExactly(-0.75);
  }

  @Test
  void shouldShareOutTheTokensByLengthWhereOnlyTheSumIsTold() {
    String three =
        answer(
            choice(0, "a", "stop")
                + ","
                + choice(1, "four words of text", "length")
                + ","
                + choice(2, "", "content_filter"),
            11);

    Generation generation = read(three, RAW, PLAIN.withSamples(3));

    assertThat(generation.generatedTokens()).isEqualTo(11);
    assertThat(generation.samples()).extracting(Sample::tokens).containsExactly(1, 10, 0);
    assertThat(generation.samples())
        .extracting(Sample::finishReason)
        .containsExactly(FinishReason.STOP, FinishReason.LENGTH, FinishReason.FILTERED);
  }

  @Test
  void shouldGiveTheGreedyAnswerAsOftenAsAsked() {
    Generation generation =
        read(answer(choice(0, "same", "stop"), 2), RAW, Sampling.greedy(8).withSamples(3));

    assertThat(generation.samples()).hasSize(3).containsOnly(generation.samples().getFirst());
  }

  @Test
  void shouldTakeNullContentForNoText() {
    String silent =
        answer(
            """
            {"index":0,"message":{"role":"assistant","content":null},"finish_reason":"length"}""",
            16);

    assertThat(only(read(silent, CHAT, PLAIN)).text()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "<html><body>secret-word: maintenance</body></html>",
        "{\"choices\":[{\"index\":0,\"text\":\"secret-word",
        "{} {}",
        "{\"usage\":{},\"usage\":{}}",
        "{\"a\":NaN}",
        "secret-word"
      })
  void shouldTryAgainWhatIsNotWholeJson(String body) {
    AttemptFailure failure = failure(body, RAW, PLAIN);

    assertThat(failure.again()).isTrue();
    assertThat(failure.toCaller().kind()).isEqualTo(ModelException.Kind.TRANSIENT);
    assertQuiet(failure);
  }

  @Test
  void shouldTryAgainWhatIsNestedWithoutEnd() {
    assertThat(failure("[".repeat(60_000), RAW, PLAIN).again()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "null",
        "[]",
        "\"secret-word\"",
        "{\"error\":{\"message\":\"secret-word\"}}",
        "{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}",
        "{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1},\"choices\":[]}",
        "{\"usage\":{\"prompt_tokens\":-1,\"completion_tokens\":1},\"choices\":[]}",
        "{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1e300},\"choices\":[]}",
        "{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1},\"choices\":[\"secret-word\"]}"
      })
  void shouldRefuseJsonThatIsNoAnswer(String body) {
    AttemptFailure failure = failure(body, RAW, PLAIN);

    assertThat(failure.again()).isFalse();
    assertThat(failure.toCaller().kind()).isEqualTo(ModelException.Kind.PERMANENT);
    assertQuiet(failure);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{\"index\":1,\"text\":\"x\",\"finish_reason\":\"stop\"}|indexes",
        "{\"index\":0,\"text\":\"x\",\"finish_reason\":\"secret-word\"}|finish_reason",
        "{\"index\":0,\"text\":\"x\",\"finish_reason\":null}|finish_reason",
        "{\"index\":0,\"text\":5,\"finish_reason\":\"stop\"}|without text",
        "{\"index\":0,\"text\":\"x\",\"finish_reason\":\"stop\",\"token_ids\":\"1\"}|token_ids",
        "{\"index\":0,\"text\":\"x\",\"finish_reason\":\"stop\",\"token_ids\":[-1]}|token_ids",
        "{\"index\":0,\"text\":\"x\",\"finish_reason\":\"stop\"}|no logprobs",
        "{\"index\":0,\"text\":\"x\",\"finish_reason\":\"stop\",\"token_ids\":[1],"
            + "\"logprobs\":{\"token_logprobs\":[-1,-2]}}|1 token ids and 2 logprobs",
        "{\"index\":0,\"text\":\"x\",\"finish_reason\":\"stop\","
            + "\"logprobs\":{\"token_logprobs\":[null]}}|no number"
      })
  void shouldNameWhatIsWrongWithAChoice(String choice, String named) {
    AttemptFailure failure = failure(answer(choice, 1), RAW, PLAIN.withLogProbabilities(true));

    assertThat(failure.toCaller().kind()).isEqualTo(ModelException.Kind.PERMANENT);
    assertThat(failure).hasMessageContaining(named);
    assertQuiet(failure);
  }

  @Test
  void shouldNameTheNumberOfChoices() {
    assertThat(failure(answer(choice(0, "x", "stop"), 1), RAW, PLAIN.withSamples(4)))
        .hasMessageContaining("host:1 answered 200")
        .hasMessageContaining("1 choices where 4 were asked");
  }

  @ParameterizedTest
  @ValueSource(strings = {"abort", "error"})
  void shouldTryAgainWhatTheServerGaveUp(String reason) {
    assertThatThrownBy(() -> read(answer(choice(0, "x", reason), 1), RAW, PLAIN))
        .isInstanceOfSatisfying(
            AttemptFailure.class, failure -> assertThat(failure.again()).isTrue());
  }

  @Property
  void shouldAnswerOrFailQuietlyWhateverHappensToTheBytes(
      @ForAll @IntRange(min = 0, max = 1_200) int place,
      @ForAll byte replacement,
      @ForAll boolean cut) {
    byte[] body = VLLM_CHAT.getBytes(StandardCharsets.UTF_8);
    int at = Math.min(place, body.length - 1);
    body[at] = replacement;
    byte[] received = cut ? Arrays.copyOf(body, at) : body;

    try {
      Generation generation = new AnswerReader("host:1").read(received, TWO_OF_CHAT);
      assertThat(generation.samples()).hasSize(2);
    } catch (AttemptFailure failure) {
      assertThat(failure.toCaller()).hasMessageContaining("host:1 answered 200").hasNoCause();
    }
  }

  private static Sample only(Generation generation) {
    return generation.samples().getFirst();
  }

  private static void assertQuiet(AttemptFailure failure) {
    assertThat(failure.toCaller())
        .hasMessageContaining("host:1")
        .hasMessageNotContaining("secret-word")
        .hasNoCause();
  }

  private static AttemptFailure failure(String body, Prompt prompt, Sampling sampling) {
    return catchThrowableOfType(AttemptFailure.class, () -> read(body, prompt, sampling));
  }

  private static Generation read(String body, Prompt prompt, Sampling sampling) {
    return new AnswerReader("host:1")
        .read(body.getBytes(StandardCharsets.UTF_8), new GenerationRequest("v1", prompt, sampling));
  }

  private static String choice(int index, String text, String reason) {
    return "{\"index\":%d,\"text\":\"%s\",\"finish_reason\":\"%s\"}".formatted(index, text, reason);
  }

  private static String answer(String choices, int tokens) {
    return "{\"choices\":[%s],\"usage\":{\"prompt_tokens\":4,\"completion_tokens\":%d}}"
        .formatted(choices, tokens);
  }
}
