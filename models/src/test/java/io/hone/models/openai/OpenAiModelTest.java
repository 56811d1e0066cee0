package io.hone.models.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hone.models.Generation;
import io.hone.models.ModelException;
import io.hone.models.ModelException.Kind;
import io.hone.models.Sampling;
import io.hone.models.openai.OpenAiSettings.Dialect;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** The client against a server that may do anything to the bytes of its answers. */
class OpenAiModelTest {

  @Test
  void shouldAskWithKeyAndAnswer() {
    try (FakeServer server = new FakeServer(exchange -> exchange.answer(200, Fixture.CHAT_ANSWER));
        OpenAiModel model = Fixture.open(Fixture.settings(server))) {
      Generation generation = Fixture.get(model.generate(Fixture.chat()));

      assertThat(Fixture.only(generation).text()).isEqualTo("Hello");
      assertThat(Fixture.only(generation).tokens()).isEqualTo(2);
      assertThat(generation.version()).isEqualTo("base");
      assertThat(server.last().path()).isEqualTo("/v1/chat/completions");
      assertThat(server.last().method()).isEqualTo("POST");
      assertThat(server.last().headers())
          .containsEntry("authorization", "Bearer " + Fixture.KEY)
          .containsEntry("content-type", "application/json");
      assertThat(model.capacity()).isEqualTo(4);
      assertThat(model.versions()).containsExactly("base");
    }
  }

  @Test
  void shouldSendRawTextToCompletionsBelowAPathThatEndsInV1() {
    try (FakeServer server =
            new FakeServer(
                exchange ->
                    exchange.answer(
                        200,
                        """
                        {"choices":[{"index":0,"text":"x","finish_reason":"length"}],
                         "usage":{"prompt_tokens":1,"completion_tokens":1}}"""));
        OpenAiModel model = Fixture.open(OpenAiSettings.of(URI.create(server.url() + "/v1/")))) {
      Fixture.get(model.generate(Fixture.raw(Sampling.plain(1, 0))));

      assertThat(server.last().path()).isEqualTo("/v1/completions");
      assertThat(server.last().headers()).doesNotContainKey("authorization");
    }
  }

  @Test
  void shouldDoNothingBeforeSubscription() {
    try (FakeServer server = new FakeServer(exchange -> exchange.answer(200, Fixture.CHAT_ANSWER));
        OpenAiModel model = Fixture.open(Fixture.settings(server))) {
      var generation = model.generate(Fixture.chat());
      assertThat(server.asked()).isEmpty();

      Fixture.get(generation);
      Fixture.get(generation);

      assertThat(server.asked()).hasSize(2);
    }
  }

  @Test
  void shouldUseOneConnectionForRequestsOneAfterTheOther() {
    try (FakeServer server = new FakeServer(exchange -> exchange.answer(200, Fixture.CHAT_ANSWER));
        OpenAiModel model = Fixture.open(Fixture.settings(server))) {
      int before = server.acceptedConnections();

      for (int i = 0; i < 50; i++) Fixture.get(model.generate(Fixture.chat()));

      // An answer is given before its connection is back in the pool: a quick asker may open a few
      // more.
      assertThat(server.acceptedConnections() - before).isLessThanOrEqualTo(10);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "429",
        "500",
        "503",
        "drop",
        "drop in body",
        "garbage",
        "html",
        "events",
        "half",
        "short"
      })
  void shouldTryAgainAndSucceed(String fault) {
    AtomicInteger attempts = new AtomicInteger();
    FakeServer.Script script =
        exchange -> {
          if (attempts.incrementAndGet() == 3) exchange.answer(200, Fixture.CHAT_ANSWER);
          else Faults.of(fault).serve(exchange);
        };
    try (FakeServer server = new FakeServer(script);
        OpenAiModel model = Fixture.open(Fixture.settings(server))) {
      Generation generation = Fixture.get(model.generate(Fixture.chat()));

      assertThat(Fixture.only(generation).text()).isEqualTo("Hello");
      assertThat(attempts).hasValue(3);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "429",
        "500",
        "503",
        "drop",
        "drop in body",
        "garbage",
        "html",
        "events",
        "half",
        "short"
      })
  void shouldGiveUpAfterTheLastRetryWithATransientFailure(String fault) {
    try (FakeServer server = new FakeServer(Faults.of(fault));
        OpenAiModel model = Fixture.open(Fixture.settings(server))) {
      ModelException failure = failure(model);

      assertThat(failure.kind()).isEqualTo(Kind.TRANSIENT);
      assertThat(server.asked()).hasSize(3);
      assertQuiet(failure, server);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"400", "401", "403", "404", "422", "302", "no choices", "huge", "long"})
  void shouldNotTryAgainWhatFailsForGood(String fault) {
    try (FakeServer server = new FakeServer(Faults.of(fault));
        OpenAiModel model = Fixture.open(Fixture.settings(server))) {
      ModelException failure = failure(model);

      assertThat(failure.kind()).isEqualTo(fault.equals("long") ? Kind.TOO_LONG : Kind.PERMANENT);
      assertThat(server.asked()).hasSize(1);
      assertQuiet(failure, server);
    }
  }

  @Test
  void shouldStopReadingAnEndlessBodyAtTheLimitAndCloseTheConnection() {
    FakeServer.Script endless =
        exchange -> {
          exchange.raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
          while (!exchange.socket().isClosed()) {
            exchange.raw("1000\r\n" + "x".repeat(0x1000) + "\r\n");
          }
        };
    try (FakeServer server = new FakeServer(endless);
        OpenAiModel model = Fixture.open(Fixture.settings(server))) {
      ModelException failure = failure(model);

      assertThat(failure.kind()).isEqualTo(Kind.PERMANENT);
      assertThat(failure).hasMessageContaining("more than 65536 bytes");
      await().until(() -> server.openConnections() <= 1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"never", "drip"})
  void shouldTimeOutOnceAndCloseTheConnection(String fault) {
    try (FakeServer server = new FakeServer(Faults.of(fault));
        OpenAiModel model =
            Fixture.open(
                Fixture.settings(server)
                    .withLimits(
                        new Limits(
                            Duration.ofMillis(1_500), Duration.ofSeconds(5), 1, 0, 64 << 10)))) {
      ModelException failure = failure(model);

      assertThat(failure.kind()).isEqualTo(Kind.TRANSIENT);
      assertThat(failure).hasMessageContaining("did not answer within 1500 ms");
      assertQuiet(failure, server);
      assertThat(server.asked()).hasSize(1);
      await().until(() -> server.clientsGone() == 1);
    }
  }

  @Test
  void shouldNotMixUpAnswersWhenASeverSendsMoreThanItAnnounced() {
    FakeServer.Script tooMuch =
        exchange -> exchange.raw(answerWith("Content-Length: 10") + Fixture.CHAT_ANSWER);
    AtomicInteger attempts = new AtomicInteger();
    FakeServer.Script script =
        exchange -> {
          if (attempts.incrementAndGet() == 1) tooMuch.serve(exchange);
          else exchange.answer(200, Fixture.CHAT_ANSWER);
        };
    try (FakeServer server = new FakeServer(script);
        OpenAiModel model = Fixture.open(Fixture.settings(server))) {
      Generation generation = Fixture.get(model.generate(Fixture.chat()));

      assertThat(Fixture.only(generation).text()).isEqualTo("Hello");
    }
  }

  @Test
  void shouldFailAsTransientWhereNobodyListens() {
    FakeServer server = new FakeServer(exchange -> exchange.answer(200, Fixture.CHAT_ANSWER));
    try (OpenAiModel model = Fixture.open(Fixture.settings(server))) {
      server.close();

      ModelException failure = failure(model);

      assertThat(failure.kind()).isEqualTo(Kind.TRANSIENT);
      assertQuiet(failure, server);
    }
  }

  @Test
  void shouldHonourRetryAfterAndTellTheCallerWhatIsTooLongToWait() {
    try (FakeServer server =
            new FakeServer(exchange -> exchange.answer(429, "{}", "Retry-After: 120"));
        OpenAiModel model = Fixture.open(Fixture.settings(server))) {
      ModelException failure = failure(model);

      assertThat(failure.retryAfter()).contains(Duration.ofMinutes(2));
      assertThat(server.asked()).hasSize(1);
    }
  }

  @Test
  void shouldCloseTheConnectionOfACancelledRequest() {
    try (FakeServer server = new FakeServer(Faults.of("never"));
        OpenAiModel model = Fixture.open(Fixture.settings(server))) {
      Disposable request = model.generate(Fixture.chat()).subscribe();
      await().until(() -> server.asked().size() == 1);

      request.dispose();

      await().until(() -> server.clientsGone() == 1);
      assertThat(model.running()).isZero();
    }
  }

  @Test
  void shouldKeepTheBoundAndRefuseBeyondTheWaitingRoom() {
    try (FakeServer server = new FakeServer(Faults.of("never"));
        OpenAiModel model = Fixture.open(Fixture.settings(server))) {
      List<Disposable> requests = new ArrayList<>();
      for (int i = 0; i < 12; i++) requests.add(model.generate(Fixture.chat()).subscribe());

      ModelException failure = failure(model);

      assertThat(failure.kind()).isEqualTo(Kind.TRANSIENT);
      assertThat(failure).hasMessageContaining("4 requests are running and 8 wait");
      await().until(() -> server.asked().size() == 4);
      requests.forEach(Disposable::dispose);
      await().until(() -> server.clientsGone() == server.asked().size());
    }
  }

  @Test
  void shouldNeverHaveMoreRequestsAtTheServerThanTheBound() {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    FakeServer.Script counting =
        exchange -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          exchange.raw(FakeServer.Exchange.head(200, Fixture.CHAT_ANSWER.length()));
          inside.decrementAndGet();
          exchange.raw(Fixture.CHAT_ANSWER);
        };
    try (FakeServer server = new FakeServer(counting);
        OpenAiModel model =
            Fixture.open(
                Fixture.settings(server)
                    .withLimits(
                        new Limits(
                            Duration.ofSeconds(20), Duration.ofSeconds(5), 3, 500, 64 << 10)))) {
      Long answers =
          Flux.range(0, 500)
              .flatMap(i -> model.generate(Fixture.chat()), 500)
              .count()
              .block(Duration.ofSeconds(60));

      assertThat(answers).isEqualTo(500);
      assertThat(most.get()).isBetween(1, 3);
    }
  }

  @Test
  void shouldEndWhatRunsWithATransientFailureOnClose() {
    try (FakeServer server = new FakeServer(Faults.of("never"));
        OpenAiModel model = Fixture.open(Fixture.settings(server))) {
      StepVerifier.create(model.generate(Fixture.chat()))
          .then(() -> await().until(() -> server.asked().size() == 1))
          .then(model::close)
          .expectErrorSatisfies(
              error -> assertThat(((ModelException) error).kind()).isEqualTo(Kind.TRANSIENT))
          .verify(Duration.ofSeconds(10));

      assertThat(failure(model).kind()).isEqualTo(Kind.TRANSIENT);
      await().until(() -> server.openConnections() == 0);
    }
  }

  @Test
  void shouldRefuseToOpenOnAServerOfAnotherKind() {
    try (FakeServer server = new FakeServer(exchange -> exchange.answer(200, "{}"))) {
      OpenAiSettings elsewhere =
          OpenAiSettings.of(URI.create(server.url() + "/not-the-api"))
              .withRetries(RetryPolicy.NONE);

      assertThatThrownBy(() -> Fixture.open(elsewhere))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining(server.host() + " answered 200 to /v1/models");
      await().until(() -> server.openConnections() == 0);
    }
  }

  @Test
  void shouldConnectForACommandLine() {
    try (FakeServer server = new FakeServer(exchange -> exchange.answer(200, Fixture.CHAT_ANSWER));
        OpenAiModel model =
            OpenAiModel.connect(server.url().toString(), new Secret.None(), Dialect.VLLM)) {
      assertThat(Fixture.only(Fixture.get(model.generate(Fixture.chat()))).text())
          .isEqualTo("Hello");
      assertThat(server.last().body()).contains("\"return_token_ids\":true");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "localhost:8000", "ftp://h", "http://u:zq@h", "http://h?k=zq", "a b"})
  void shouldRefuseAnAddressThatIsNoneWithoutPrintingIt(String url) {
    assertThatThrownBy(() -> OpenAiModel.connect(url, new Secret.None(), Dialect.OPENAI))
        .isInstanceOfSatisfying(
            ModelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.PERMANENT))
        .hasMessageContaining("must be like https://host:8000/v1")
        .hasMessageNotContaining("zq");
  }

  private static ModelException failure(OpenAiModel model) {
    try {
      Fixture.get(model.generate(Fixture.chat()));
    } catch (ModelException e) {
      return e;
    }
    throw new AssertionError("The request succeeded.");
  }

  private static void assertQuiet(ModelException failure, FakeServer server) {
    assertThat(failure).hasMessageContaining(server.host()).hasNoCause();
    assertThat(failure.toString())
        .doesNotContain(Fixture.SECRET_PROMPT)
        .doesNotContain(Fixture.KEY);
  }

  private static String answerWith(String length) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + length + "\r\n\r\n";
  }
}
