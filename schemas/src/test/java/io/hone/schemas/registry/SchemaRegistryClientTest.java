package io.hone.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaRegistryClientTest {
  private static final Schema SCHEMA =
      SchemaBuilder.record("R").fields().requiredString("id").endRecord();

  private ScriptedRegistry registry;

  @BeforeEach
  void start() throws IOException {
    registry = new ScriptedRegistry();
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  private SchemaRegistryClient client(Map<String, String> more) {
    return new SchemaRegistryClient(config(more));
  }

  private Map<String, String> config(Map<String, String> more) {
    Map<String, String> config = new HashMap<>();
    config.put("schema.registry.url", registry.url());
    config.put("retries.wait.ms", "1");
    config.putAll(more);
    return config;
  }

  @Test
  void shouldTryAgainWhileTheRegistryIsOverloaded() {
    registry.answer(503, "{}").answer(429, "{}").answer(200, "{\"id\": 7}");

    int id = client(Map.of()).register("s", SCHEMA, false);

    assertThat(id).isEqualTo(7);
    assertThat(registry.requests()).hasSize(3);
  }

  @Test
  void shouldGiveUpAfterTheRetries() {
    registry.answer(503, "{}");

    RegistryException e =
        catchThrowableOfType(
            RegistryException.class,
            () -> client(Map.of("max.retries", "2")).register("s", SCHEMA, false));

    assertThat(e.retriable()).isTrue();
    assertThat(registry.requests()).hasSize(3);
  }

  @Test
  void shouldNotTryAgainWhatWillNotHelp() {
    registry.answer(409, "{\"error_code\": 409, \"message\": \"incompatible\"}");

    RegistryException e =
        catchThrowableOfType(
            RegistryException.class, () -> client(Map.of()).register("s", SCHEMA, false));

    assertThat(e.retriable()).isFalse();
    assertThat(registry.requests()).hasSize(1);
  }

  @Test
  void shouldGoOnWithTheNextAddress() {
    registry.answer(200, "{\"id\": 3}");
    String urls = "http://127.0.0.1:1," + registry.url();

    int id = client(Map.of("schema.registry.url", urls)).register("s", SCHEMA, false);

    assertThat(id).isEqualTo(3);
  }

  @Test
  void shouldSayInOneSentenceThatNobodyAnswers() {
    Map<String, String> nobody =
        Map.of("schema.registry.url", "http://127.0.0.1:1", "max.retries", "0");

    assertThatThrownBy(() -> client(nobody).subjects())
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("http://127.0.0.1:1 does not answer")
        .hasMessageContaining("schema.registry.url");
  }

  @Test
  void shouldSendBasicAndBearerCredentials() {
    registry.answer(200, "[]");

    client(
            Map.of(
                "basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", "ann:secret"))
        .subjects();
    client(Map.of("bearer.auth.credentials.source", "STATIC_TOKEN", "bearer.auth.token", "t0ken"))
        .subjects();
    client(Map.of("schema.registry.url", registry.url().replace("//", "//bob:pw@"))).subjects();

    assertThat(registry.requests())
        .containsExactly(
            "GET /subjects Basic YW5uOnNlY3JldA==",
            "GET /subjects Bearer t0ken",
            "GET /subjects Basic Ym9iOnB3");
  }

  @Test
  void shouldNeverPrintASecret() {
    registry.answer(401, "{}");
    String url = registry.url().replace("//", "//bob:hunter2@");

    assertThatThrownBy(() -> client(Map.of("schema.registry.url", url)).subjects())
        .hasMessageContaining("refused the credentials")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void shouldAskOnceForAllWhoWantTheSameAtOnce() throws Exception {
    registry.answer(200, "{\"schema\": \"\\\"string\\\"\"}");
    SchemaRegistryClient client = client(Map.of());
    List<Callable<Schema>> wishes =
        IntStream.range(0, 32)
            .<Callable<Schema>>mapToObj(i -> () -> client.byId(1))
            .collect(Collectors.toList());

    try (ExecutorService threads = Executors.newFixedThreadPool(32)) {
      for (Future<Schema> schema : threads.invokeAll(wishes)) {
        assertThat(schema.get().getType()).isEqualTo(Schema.Type.STRING);
      }
    }

    assertThat(registry.requests()).hasSize(1);
  }

  @Test
  void shouldBelieveAnUnknownIdOnlyForAWhile() {
    registry
        .answer(404, "{\"error_code\": 40403, \"message\": \"Schema 9 not found\"}")
        .answer(200, "{\"schema\": \"\\\"string\\\"\"}");
    AtomicLong now = new AtomicLong();
    SchemaRegistryClient client =
        new SchemaRegistryClient(
            config(Map.of("missing.id.cache.ttl.sec", "10")),
            () -> Instant.ofEpochMilli(now.get()));

    assertThatThrownBy(() -> client.byId(9)).hasMessageContaining("Schema 9 not found");
    assertThatThrownBy(() -> client.byId(9)).hasMessageContaining("Schema 9 not found");
    assertThat(registry.requests()).hasSize(1);
    now.set(10_001);

    assertThat(client.byId(9).getType()).isEqualTo(Schema.Type.STRING);
  }

  @Test
  void shouldBelieveAnUnknownSchemaOnlyForAWhile() {
    registry
        .answer(404, "{\"error_code\": 40403, \"message\": \"Schema not found\"}")
        .answer(200, "{\"id\": 6}");
    AtomicLong now = new AtomicLong();
    SchemaRegistryClient client =
        new SchemaRegistryClient(
            config(Map.of("missing.schema.cache.ttl.sec", "10")),
            () -> Instant.ofEpochMilli(now.get()));

    assertThatThrownBy(() -> client.lookup("s", SCHEMA, false)).hasMessageContaining("40403");
    assertThatThrownBy(() -> client.lookup("s", SCHEMA, false)).hasMessageContaining("40403");
    assertThat(registry.requests()).hasSize(1);
    now.set(10_001);

    assertThat(client.lookup("s", SCHEMA, false)).isEqualTo(6);
  }

  @Test
  void shouldLookForANewerLatestVersionWhenTheOldOneHasExpired() {
    String body = "{\"subject\": \"s\", \"version\": %d, \"id\": 1, \"schema\": \"\\\"int\\\"\"}";
    registry.answer(200, body.formatted(1)).answer(200, body.formatted(2));
    AtomicLong now = new AtomicLong();
    SchemaRegistryClient client =
        new SchemaRegistryClient(
            config(Map.of("latest.cache.ttl.sec", "5")), () -> Instant.ofEpochMilli(now.get()));

    int first = client.latest("s").version();
    int cached = client.latest("s").version();
    now.set(5_001);
    int fresh = client.latest("s").version();

    assertThat(List.of(first, cached, fresh)).containsExactly(1, 1, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>no</html>", "{\"id\":"})
  void shouldSayThatAnAnswerIsNotJson(String garbage) {
    registry.answer(200, garbage);

    assertThatThrownBy(() -> client(Map.of()).subjects())
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("not JSON");
  }

  @ParameterizedTest
  @CsvSource({
    "schema.registry.url, ftp://x",
    "max.retries, many",
    "basic.auth.credentials.source, SASL_INHERIT",
    "bearer.auth.credentials.source, SASL_OAUTHBEARER_INHERIT",
    "schema.registry.ssl.endpoint.identification.algorithm, none",
    "schema.registry.ssl.truststore.location, /no/such/file"
  })
  void shouldNameTheKeyThatIsWrong(String key, String value) {
    assertThatThrownBy(() -> client(Map.of(key, value)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(key.replaceAll("truststore.*", ""));
  }
}
