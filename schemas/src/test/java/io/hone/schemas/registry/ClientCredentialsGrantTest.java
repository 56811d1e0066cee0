package io.hone.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hone.schemas.registry.RegistryException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClientCredentialsGrantTest {
  private static final String GRANT = "{\"access_token\": \"%s\", \"expires_in\": %d}";

  private ScriptedRegistry issuer;
  private ScriptedRegistry registry;

  @BeforeEach
  void start() throws IOException {
    issuer = new ScriptedRegistry();
    registry = new ScriptedRegistry().answer(200, "[]");
  }

  @AfterEach
  void stop() {
    issuer.close();
    registry.close();
  }

  private Map<String, String> config() {
    Map<String, String> config = new HashMap<>();
    config.put("schema.registry.url", registry.url());
    config.put("max.retries", "1");
    config.put("retries.wait.ms", "1");
    config.put("bearer.auth.credentials.source", "OAUTHBEARER");
    config.put("bearer.auth.issuer.endpoint.url", issuer.url() + "/token");
    config.put("bearer.auth.client.id", "ann");
    config.put("bearer.auth.client.secret", "hunter2");
    config.put("bearer.auth.scope", "schemas read");
    return config;
  }

  @Test
  void shouldShowTheRegistryATokenThatItGotForItsSecret() {
    issuer.answer(200, GRANT.formatted("t1", 3600));

    try (SchemaRegistryClient client = new SchemaRegistryClient(config())) {
      client.subjects();
      client.subjects();
    }

    assertThat(issuer.requests()).containsExactly("POST /token Basic YW5uOmh1bnRlcjI=");
    assertThat(issuer.bodies()).containsExactly("grant_type=client_credentials&scope=schemas+read");
    assertThat(registry.requests())
        .containsExactly("GET /subjects Bearer t1", "GET /subjects Bearer t1");
  }

  @Test
  void shouldGetANewTokenBeforeTheOldOneEnds() {
    issuer
        .answer(200, GRANT.formatted("t1", 3600))
        .answer(200, GRANT.formatted("short", 60))
        .answer(200, GRANT.formatted("t3", 3600));
    AtomicLong now = new AtomicLong();
    ClientCredentialsGrant grant =
        ClientCredentialsGrant.of(config(), () -> Instant.ofEpochSecond(now.get()));
    try (BoundedHttp http =
        new BoundedHttp(Duration.ofSeconds(5), Duration.ofSeconds(5), Optional.empty())) {
      assertThat(grant.authorization(http)).isEqualTo("Bearer t1");
      now.set(3299);
      assertThat(grant.authorization(http)).isEqualTo("Bearer t1");
      now.set(3301);
      assertThat(grant.authorization(http)).isEqualTo("Bearer short");
      now.set(3325);
      assertThat(grant.authorization(http)).isEqualTo("Bearer short");
      now.set(3332);
      assertThat(grant.authorization(http)).isEqualTo("Bearer t3");
    }
  }

  @Test
  void shouldSayThatTheIssuerRefusedTheClient() {
    issuer.answer(401, "{\"error\": \"invalid_client\"}");

    RegistryException e = failure(config());

    assertThat(e.kind()).isEqualTo(Kind.NOT_AUTHORISED);
    assertThat(e)
        .hasMessageContaining("/token gave no token (HTTP 401, invalid_client): correct")
        .hasMessageContaining("bearer.auth.client.secret")
        .hasMessageNotContaining("hunter2");
    assertThat(issuer.requests()).hasSize(1);
    assertThat(registry.requests()).isEmpty();
  }

  @Test
  void shouldAskAnOverloadedIssuerAgain() {
    issuer.answer(503, "<html>").answer(200, GRANT.formatted("t1", 3600));

    try (SchemaRegistryClient client = new SchemaRegistryClient(config())) {
      assertThat(client.subjects()).isEmpty();
    }
  }

  @Test
  void shouldSayThatTheIssuerAnsweredNonsense() {
    issuer.answer(200, "<html>log in</html>");

    RegistryException e = failure(config());

    assertThat(e.kind()).isEqualTo(Kind.UNREADABLE);
    assertThat(e).hasMessageContaining("correct bearer.auth.issuer.endpoint.url");
  }

  @Test
  void shouldSayThatTheIssuerDoesNotAnswer() {
    Map<String, String> config = config();
    config.put("bearer.auth.issuer.endpoint.url", "http://127.0.0.1:1/token");

    assertThat(failure(config))
        .hasMessageContaining("token endpoint http://127.0.0.1:1/token does not answer")
        .hasMessageContaining("bearer.auth.issuer.endpoint.url");
  }

  private static RegistryException failure(Map<String, String> config) {
    try (SchemaRegistryClient client = new SchemaRegistryClient(config)) {
      return catchThrowableOfType(RegistryException.class, client::subjects);
    }
  }

  @Test
  void shouldNameTheKeyThatIsMissing() {
    Map<String, String> config = config();
    config.remove("bearer.auth.client.secret");

    assertThatThrownBy(() -> new SchemaRegistryClient(config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("bearer.auth.client.secret is not set");
  }

  @Test
  void shouldRefuseAnIssuerThatIsNoAddress() {
    Map<String, String> config = config();
    config.put("bearer.auth.issuer.endpoint.url", "http://me:secret@host/");

    assertThatThrownBy(() -> new SchemaRegistryClient(config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("bearer.auth.issuer.endpoint.url is no address")
        .hasMessageNotContaining("secret@");
  }
}
