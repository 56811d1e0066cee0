package io.hone.models.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hone.models.ModelException;
import io.hone.models.openai.FakeServer.Exchange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** Loading and unloading LoRA adapters, with vLLM's paths, bodies and answers. */
class AdaptersTest {
  private static final Path FOLDER = Path.of("/adapters/v2");

  @Test
  void shouldLoadAndUnloadByVllmsCalls() {
    try (FakeServer server = new FakeServer(AdaptersTest::vllm);
        OpenAiModel model = Fixture.open(vllmSettings(server))) {
      model.load("v2", FOLDER).block(Duration.ofSeconds(10));

      assertThat(server.last().path()).isEqualTo("/v1/load_lora_adapter");
      assertThat(server.last().body())
          .isEqualTo("{\"lora_name\":\"lora-v2\",\"lora_path\":\"/adapters/v2\"}");
      assertThat(model.versions()).containsExactlyInAnyOrder("base", "v2");

      model.unload("v2").block(Duration.ofSeconds(10));

      assertThat(server.last().path()).isEqualTo("/v1/unload_lora_adapter");
      assertThat(server.last().body()).isEqualTo("{\"lora_name\":\"lora-v2\"}");
      assertThat(model.versions()).containsExactly("base");
    }
  }

  @Test
  void shouldRefuseTheSecondLoadOfANameWithoutAsking() {
    try (FakeServer server = new FakeServer(AdaptersTest::vllm);
        OpenAiModel model = Fixture.open(vllmSettings(server))) {
      model.load("v2", FOLDER).block(Duration.ofSeconds(10));

      assertThatThrownBy(() -> model.load("v2", FOLDER).block(Duration.ofSeconds(10)))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("has the version v2 already");

      assertThat(server.asked()).hasSize(1);
    }
  }

  @Test
  void shouldDoNothingOnUnloadOfWhatIsNotLoaded() {
    try (FakeServer server = new FakeServer(AdaptersTest::vllm);
        OpenAiModel model = Fixture.open(vllmSettings(server))) {
      model.unload("v9").block(Duration.ofSeconds(10));

      assertThat(server.asked()).isEmpty();
    }
  }

  @Test
  void shouldTakeAnAdapterThatAnotherClientLoadedFromTheSamePathForLoaded() {
    try (SharedServer shared = new SharedServer("/adapters/v2");
        OpenAiModel model = shared.open()) {
      model.load("v2", FOLDER).block(Duration.ofSeconds(10));

      assertThat(model.versions()).contains("v2");
    }
  }

  @Test
  void shouldFailWhereTheNameStandsForAnotherPath() {
    try (SharedServer shared = new SharedServer("/adapters/other");
        OpenAiModel model = shared.open()) {
      assertThatThrownBy(() -> model.load("v2", FOLDER).block(Duration.ofSeconds(10)))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("lora-v2")
          .hasMessageContaining("VLLM_ALLOW_RUNTIME_LORA_UPDATING");

      assertThat(model.versions()).containsExactly("base");
    }
  }

  @Test
  void shouldTakeAnAdapterThatIsGoneForUnloaded() {
    FakeServer.Script gone =
        exchange -> {
          if (exchange.path().equals("/v1/load_lora_adapter")) vllm(exchange);
          else exchange.answer(404, notFound());
        };
    try (FakeServer server = new FakeServer(gone);
        OpenAiModel model = Fixture.open(vllmSettings(server))) {
      model.load("v2", FOLDER).block(Duration.ofSeconds(10));

      model.unload("v2").block(Duration.ofSeconds(10));

      assertThat(model.versions()).containsExactly("base");
    }
  }

  @Test
  void shouldKeepAVersionWhoseUnloadFailed() {
    AtomicBoolean broken = new AtomicBoolean();
    FakeServer.Script script =
        exchange -> {
          if (broken.get()) exchange.drop();
          else vllm(exchange);
        };
    try (FakeServer server = new FakeServer(script);
        OpenAiModel model = Fixture.open(vllmSettings(server))) {
      model.load("v2", FOLDER).block(Duration.ofSeconds(10));
      broken.set(true);

      assertThatThrownBy(() -> model.unload("v2").block(Duration.ofSeconds(10)))
          .isInstanceOfSatisfying(
              ModelException.class,
              e -> assertThat(e.kind()).isEqualTo(ModelException.Kind.TRANSIENT));

      assertThat(model.versions()).contains("v2");
    }
  }

  @Test
  void shouldRefuseLaterRequestsAndWaitForRunningOnesBeforeItUnloads() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    FakeServer.Script script =
        exchange -> {
          if (exchange.path().equals("/v1/chat/completions")) awaitUninterrupted(answer);
          vllm(exchange);
        };
    try (FakeServer server = new FakeServer(script);
        OpenAiModel model = Fixture.open(vllmSettings(server))) {
      var running = model.generate(Fixture.chat()).toFuture();
      await().until(() -> server.asked().size() == 1);

      var unloading = model.unload("base").toFuture();

      assertThatThrownBy(() -> Fixture.get(model.generate(Fixture.chat())))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("The version base was unloaded");
      assertThat(unloading).isNotDone();
      assertThat(server.asked()).hasSize(1);
      answer.countDown();
      assertThat(running.get().version()).isEqualTo("base");
      unloading.get();
      assertThat(server.last().path()).isEqualTo("/v1/unload_lora_adapter");
    }
  }

  @Test
  void shouldKeepAVersionWhoseUnloadWasCancelledWhileItWaited() {
    try (FakeServer server = new FakeServer(Faults.of("never"));
        OpenAiModel model = Fixture.open(vllmSettings(server))) {
      var running = model.generate(Fixture.chat()).subscribe();
      await().until(() -> server.asked().size() == 1);
      var unloading = model.unload("base").subscribe();
      assertThat(model.versions()).isEmpty();

      unloading.dispose();

      assertThat(model.versions()).containsExactly("base");
      running.dispose();
      await().until(() -> server.clientsGone() == 1);
      assertThat(server.asked()).hasSize(1);
    }
  }

  @Test
  void shouldRefuseALoadWhileOneOfTheSameNameIsUnderWay() {
    try (FakeServer server = new FakeServer(Faults.of("never"));
        OpenAiModel model = Fixture.open(vllmSettings(server))) {
      var loading = model.load("v2", FOLDER).subscribe();
      await().until(() -> server.asked().size() == 1);

      assertThatThrownBy(() -> model.load("v2", FOLDER).block(Duration.ofSeconds(10)))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("is loading or unloading the version v2");

      loading.dispose();
      assertThat(server.asked()).hasSize(1);
    }
  }

  @Test
  void shouldRefuseALoadWhileTheVersionIsBeingUnloaded() {
    try (FakeServer server = new FakeServer(Faults.of("never"));
        OpenAiModel model = Fixture.open(vllmSettings(server))) {
      var running = model.generate(Fixture.chat()).subscribe();
      await().until(() -> server.asked().size() == 1);
      var unloading = model.unload("base").subscribe();

      assertThatThrownBy(() -> model.load("base", FOLDER).block(Duration.ofSeconds(10)))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("is loading or unloading the version base");

      unloading.dispose();
      running.dispose();
    }
  }

  @Test
  void shouldEndALoadOnClose() {
    try (FakeServer server = new FakeServer(Faults.of("never"));
        OpenAiModel model = Fixture.open(vllmSettings(server))) {
      var loading = model.load("v2", FOLDER).toFuture();
      await().until(() -> server.asked().size() == 1);

      model.close();

      assertThatThrownBy(loading::join)
          .hasCauseInstanceOf(ModelException.class)
          .hasMessageContaining("the client is closing");
      await().until(() -> server.openConnections() == 0);
      assertThat(model.versions()).containsExactly("base");
    }
  }

  @Test
  void shouldTakeAVersionAgainAfterItWasLoadedAnew() {
    try (FakeServer server = new FakeServer(AdaptersTest::vllm);
        OpenAiModel model = Fixture.open(vllmSettings(server))) {
      model.unload("base").block(Duration.ofSeconds(10));
      model.load("base", FOLDER).block(Duration.ofSeconds(10));

      assertThat(Fixture.get(model.generate(Fixture.chat())).version()).isEqualTo("base");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldRefuseBothCallsInPlainDialect(boolean load) {
    try (FakeServer server = new FakeServer(AdaptersTest::vllm);
        OpenAiModel model = Fixture.open(Fixture.settings(server))) {
      Mono<Void> call = load ? model.load("v2", FOLDER) : model.unload("base");

      assertThatThrownBy(() -> call.block(Duration.ofSeconds(10)))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("VLLM");

      assertThat(server.asked()).isEmpty();
    }
  }

  private static OpenAiSettings vllmSettings(FakeServer server) {
    return Fixture.settings(server)
        .withDialect(OpenAiSettings.Dialect.VLLM)
        .withModelNames(Map.of("v2", "lora-v2"));
  }

  private static void vllm(Exchange exchange) throws IOException {
    switch (exchange.path()) {
      case "/v1/load_lora_adapter", "/v1/unload_lora_adapter" ->
          exchange.answer(200, "Success: LoRA adapter 'x' added successfully.");
      default -> exchange.answer(200, Fixture.CHAT_ANSWER);
    }
  }

  private static String notFound() {
    return """
        {"error":{"message":"The lora adapter 'x' cannot be found.","type":"NotFoundError",\
        "param":null,"code":404}}""";
  }

  private static void awaitUninterrupted(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** A server whose other client has loaded the adapter after this one listed the models. */
  private static final class SharedServer implements AutoCloseable {
    private final FakeServer server;
    private final AtomicBoolean loaded = new AtomicBoolean();

    SharedServer(String path) {
      server =
          new FakeServer(
              exchange -> {
                if (exchange.path().equals("/shared/v1/models")) {
                  exchange.answer(200, loaded.get() ? listWith(path) : FakeServer.MODELS);
                } else {
                  loaded.set(true);
                  exchange.answer(
                      400,
                      """
                      {"error":{"message":"The lora adapter 'x' has already been loaded.",\
                      "type":"InvalidUserInput","param":null,"code":400}}""");
                }
              });
    }

    OpenAiModel open() {
      return Fixture.open(
          OpenAiSettings.of(java.net.URI.create(server.url() + "/shared"))
              .withDialect(OpenAiSettings.Dialect.VLLM)
              .withModelNames(Map.of("v2", "lora-v2")));
    }

    private static String listWith(String path) {
      return """
          {"object":"list","data":[{"id":"base","root":"/models/base","parent":null},\
          {"id":"lora-v2","root":"%s","parent":"base"}]}"""
          .formatted(path);
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
