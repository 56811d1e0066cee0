package io.hone.models.openai;

import io.hone.models.Generation;
import io.hone.models.GenerationRequest;
import io.hone.models.Prompt;
import io.hone.models.Sampling;
import io.hone.models.openai.Wire.PoolFigures;
import io.netty.buffer.ByteBufAllocator;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import reactor.core.publisher.Mono;

/** Requests, answers and settings that the tests of this package share. */
final class Fixture {
  static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
  static final String SECRET_PROMPT = "the-prompt-nobody-may-read";
  static final String KEY = "sk-key-nobody-may-read";

  static final String CHAT_ANSWER =
      """
      {"id":"chatcmpl-1","object":"chat.completion","model":"base","choices":[
       {"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}],
       "usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}""";

  private Fixture() {}

  static GenerationRequest chat() {
    return new GenerationRequest("base", Prompt.user(SECRET_PROMPT), Sampling.plain(16, 7));
  }

  static GenerationRequest raw(Sampling sampling) {
    return new GenerationRequest("base", new Prompt.Raw(SECRET_PROMPT), sampling);
  }

  /** Two retries without waits, 30 s for a request, 4 at a time, 8 waiting, 64 KiB. */
  static OpenAiSettings settings(FakeServer server) {
    return OpenAiSettings.of(server.url())
        .withApiKey(new Secret.Environment("TEST_KEY"))
        .withLimits(new Limits(Duration.ofSeconds(30), Duration.ofSeconds(30), 4, 8, 64 << 10))
        .withRetries(
            new RetryPolicy(2, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(1)));
  }

  static OpenAiModel.Effects effects(PoolFigures figures, ByteBufAllocator buffers) {
    return new OpenAiModel.Effects(
        Map.of("TEST_KEY", KEY)::get, () -> 0.5, InstantSource.fixed(NOW), figures, buffers);
  }

  static OpenAiModel open(OpenAiSettings settings) {
    return get(OpenAiModel.open(settings, effects(new PoolFigures(), ByteBufAllocator.DEFAULT)));
  }

  static <T> T get(Mono<T> mono) {
    return Objects.requireNonNull(mono.block(Duration.ofSeconds(30)));
  }

  static Generation.Sample only(Generation generation) {
    return generation.samples().getFirst();
  }
}
