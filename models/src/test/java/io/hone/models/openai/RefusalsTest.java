package io.hone.models.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.models.ModelException.Kind;
import io.hone.models.openai.Retries.AttemptFailure;
import io.hone.models.openai.Wire.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalsTest {
  private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");

  @ParameterizedTest
  @ValueSource(ints = {408, 409, 425, 429, 500, 502, 503, 504, 529, 599})
  void shouldTryAgainWhatPasses(int status) {
    AttemptFailure failure = read(status, "", "<html>");

    assertThat(failure.again()).isTrue();
    assertThat(failure.toCaller().kind()).isEqualTo(Kind.TRANSIENT);
    assertThat(failure).hasMessageContaining("host:1 answered " + status);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 301, 302, 307, 400, 401, 403, 404, 405, 415, 422, 501, 505})
  void shouldKeepPermanentErrorsApart(int status) {
    AttemptFailure failure = read(status, "5", "{\"detail\":\"secret-word\"}");

    assertThat(failure.again()).isFalse();
    assertThat(failure.toCaller().kind()).isEqualTo(Kind.PERMANENT);
    assertThat(failure.toCaller())
        .hasMessageContaining("host:1 answered " + status)
        .hasMessageNotContaining("secret-word");
  }

  @Test
  void shouldPassOnHowLongTheServerAsksToWait() {
    assertThat(read(503, "Tue, 03 Feb 2026 04:05:16 GMT", "").toCaller().retryAfter())
        .contains(Duration.ofSeconds(10));
    assertThat(read(429, "7", "").toCaller().retryAfter()).contains(Duration.ofSeconds(7));
    assertThat(read(429, "soon", "").toCaller().retryAfter()).isEmpty();
    assertThat(read(429, "", "").toCaller().retryAfter()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|PT0S",
        " 17 |PT17S",
        "86401|PT24H",
        "99999999999999999999999|PT24H",
        "Tue, 3 Feb 2026 04:05:36 GMT|PT30S",
        "Tue, 03 Feb 2026 04:05:36 GMT|PT30S",
        "Tue, 03 Feb 2026 04:00:00 GMT|PT0S",
        "Fri, 31 Dec 9999 23:59:59 GMT|PT24H"
      })
  void shouldReadSecondsAndDatesWithinADay(String text, Duration expected) {
    assertThat(Refusals.retryAfter(text, NOW)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-1",
        "1.5",
        "soon",
        "٣",
        "Tue, 33 Feb 2026 04:05:36 GMT",
        "2026-02-03T04:05:36Z"
      })
  void shouldIgnoreAWishThatIsNeither(String text) {
    assertThat(Refusals.retryAfter(text, NOW)).isEmpty();
  }

  @Test
  void shouldNotWaitForAQuotaThatIsUsedUp() {
    String body =
        """
        {"error":{"message":"You exceeded your current quota","type":"insufficient_quota",\
        "param":null,"code":"insufficient_quota"}}""";

    AttemptFailure failure = read(429, "5", body);

    assertThat(failure.again()).isFalse();
    assertThat(failure.toCaller().kind()).isEqualTo(Kind.PERMANENT);
    assertThat(failure.toCaller()).hasMessageContaining("quota is used up");
  }

  /** Bodies of OpenAI, of vLLM before and since it nested its errors, and of llama.cpp. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        {"error":{"message":"This model's maximum context length is 8192 tokens. However, your \
        messages resulted in 9000 tokens. Please reduce the length of the messages.",\
        "type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}""",
        """
        {"error":{"message":"secret","type":"invalid_request_error","param":"messages",\
        "code":"context_length_exceeded"}}""",
        """
        {"object":"error","message":"This model's maximum context length is 2048 tokens. However, \
        you requested 2100 tokens (2000 in the messages, 100 in the completion). Please reduce the \
        length of the messages or completion.","type":"BadRequestError","param":null,"code":400}""",
        """
        {"error":{"message":"This model's maximum context length is 16384 tokens. However, you \
        requested 8192 output tokens and your prompt contains at least 8193 input tokens, for a \
        total of at least 16385 tokens.","type":"BadRequestError","param":"input_tokens",\
        "code":400}}""",
        """
        {"error":{"message":"You passed 40961 input tokens and requested 0 output tokens. However, \
        the model's context length is only 40960 tokens, resulting in a maximum input length of \
        40960 tokens.","type":"BadRequestError","param":"input_tokens","code":400}}""",
        """
        {"error":{"message":"The decoder prompt (length 5000) is longer than the maximum model \
        length of 4096.","type":"BadRequestError","param":null,"code":400}}""",
        """
        {"error":{"code":400,"message":"request (9412 tokens) exceeds the available context size \
        (8192 tokens), try increasing it","type":"exceed_context_size_error",\
        "n_prompt_tokens":9412,"n_ctx":8192}}"""
      })
  void shouldRecogniseAPromptBeyondTheContext(String body) {
    AttemptFailure failure = read(400, "", body);

    assertThat(failure.toCaller().kind()).isEqualTo(Kind.TOO_LONG);
    assertThat(failure.again()).isFalse();
    assertThat(failure.toCaller()).hasMessageContaining("host:1 answered 400");
  }

  @Test
  void shouldTakeABodyTooLargeForTooLong() {
    assertThat(read(413, "", "").toCaller().kind()).isEqualTo(Kind.TOO_LONG);
  }

  @Test
  void shouldNotTakeAServersOwnFaultForTooLong() {
    String body = "{\"error\":{\"message\":\"maximum context length\"}}";

    assertThat(read(500, "", body).toCaller().kind()).isEqualTo(Kind.TRANSIENT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{\"error\":{\"code\":\"invalid_api_key\",\"type\":\"x\"}}|401 (invalid_api_key);",
        "{\"error\":{\"code\":404,\"type\":\"NotFoundError\"}}|401 (NotFoundError);",
        "{\"object\":\"error\",\"type\":\"BadRequestError\",\"code\":400}|401 (BadRequestError);",
        "{\"error\":{\"code\":\"secret-word\",\"type\":\"secret-word\"}}|401;",
        "{\"error\":\"secret-word\"}|401;",
        "[1,2]|401;"
      })
  void shouldNameOnlyCodesThatItKnows(String body, String named) {
    assertThat(read(401, "", body).toCaller())
        .hasMessageContaining(named)
        .hasMessageNotContaining("secret-word");
  }

  private static AttemptFailure read(int status, String retryAfter, String body) {
    return new Refusals("host:1", InstantSource.fixed(NOW))
        .read(new Reply(status, retryAfter, body.getBytes(StandardCharsets.UTF_8)));
  }
}
