package io.hone.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hone.schemas.registry.RegistryException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryTlsTest {
  private static final String TRUST = "schema.registry.ssl.truststore.";
  private static final String KEY = "schema.registry.ssl.keystore.";

  @TempDir private static Path folder;
  private static Path server;
  private static Path serverTrust;
  private static Path client;
  private static Path clientTrust;
  private static Path elsewhere;
  private static Path elsewhereTrust;

  @BeforeAll
  static void makeStores() throws Exception {
    TestStores stores = new TestStores(folder);
    server = stores.key("server", "ip:127.0.0.1");
    serverTrust = stores.trusting(server);
    client = stores.key("client", "dns:ann");
    clientTrust = stores.trusting(client);
    elsewhere = stores.key("elsewhere", "dns:registry.example");
    elsewhereTrust = stores.trusting(elsewhere);
  }

  private static Map<String, Object> trusting(Path store) {
    Map<String, Object> config = new HashMap<>();
    config.put(TRUST + "location", store.toString());
    config.put(TRUST + "type", "PKCS12");
    config.put(TRUST + "password", TestStores.PASSWORD);
    return config;
  }

  private static SchemaRegistryClient client(String url, Map<String, ?> more) {
    Map<String, Object> config = new HashMap<>(more);
    config.put("schema.registry.url", url);
    config.put("retries.wait.ms", 1);
    return new SchemaRegistryClient(config);
  }

  private static RegistryException refused(String url, Map<String, ?> more) {
    try (SchemaRegistryClient client = client(url, more)) {
      return catchThrowableOfType(RegistryException.class, client::subjects);
    }
  }

  @Test
  void shouldAskARegistryWhoseCertificateItTrusts() throws Exception {
    try (ScriptedRegistry registry =
            ScriptedRegistry.tls(TestStores.showing(server)).answer(200, "[\"s\"]");
        SchemaRegistryClient client = client(registry.url(), trusting(serverTrust))) {
      List<String> subjects = client.subjects();

      assertThat(subjects).containsExactly("s");
    }
  }

  @Test
  void shouldTrustACertificateInTheConfigurationItself() throws Exception {
    String pem = Files.readString(folder.resolve("server.pem"));
    Map<String, String> config = Map.of(TRUST + "type", "PEM", TRUST + "certificates", pem);
    try (ScriptedRegistry registry =
            ScriptedRegistry.tls(TestStores.showing(server)).answer(200, "[]");
        SchemaRegistryClient client = client(registry.url(), config)) {
      List<String> subjects = client.subjects();

      assertThat(subjects).isEmpty();
    }
  }

  @Test
  void shouldRefuseARegistryThatItDoesNotTrustAndSendNothing() throws Exception {
    try (ScriptedRegistry registry = ScriptedRegistry.tls(TestStores.showing(server))) {
      RegistryException e = refused(registry.url(), trusting(clientTrust));

      assertThat(e.kind()).isEqualTo(Kind.UNTRUSTED);
      assertThat(e.retriable()).isFalse();
      assertThat(e)
          .hasMessageStartingWith("schema registry " + registry.url() + " cannot be trusted (")
          .hasMessageEndingWith(
              ": set schema.registry.ssl.truststore.location to a store that holds its certificate's authority");
      assertThat(registry.requests()).isEmpty();
    }
  }

  @Test
  void shouldTrustNoSelfSignedCertificateByDefault() throws Exception {
    try (ScriptedRegistry registry = ScriptedRegistry.tls(TestStores.showing(server))) {
      RegistryException e = refused(registry.url(), Map.of());

      assertThat(e.kind()).isEqualTo(Kind.UNTRUSTED);
    }
  }

  @Test
  void shouldRefuseACertificateOfAnotherName() throws Exception {
    try (ScriptedRegistry registry = ScriptedRegistry.tls(TestStores.showing(elsewhere))) {
      RegistryException e = refused(registry.url(), trusting(elsewhereTrust));

      assertThat(e.kind()).isEqualTo(Kind.UNTRUSTED);
      assertThat(e)
          .hasMessageContaining("correct schema.registry.url to a name that its certificate holds");
    }
  }

  @Test
  void shouldShowItsOwnCertificateWhenAsked() throws Exception {
    Map<String, Object> config = trusting(serverTrust);
    config.put(KEY + "location", client.toString());
    config.put(KEY + "type", "PKCS12");
    config.put(KEY + "password", TestStores.PASSWORD);
    try (ScriptedRegistry registry =
            ScriptedRegistry.tls(TestStores.showingAndAsking(server, clientTrust))
                .answer(200, "[]");
        SchemaRegistryClient client = client(registry.url(), config)) {
      List<String> subjects = client.subjects();

      assertThat(subjects).isEmpty();
    }
  }

  @Test
  void shouldSayThatTheRegistryWantsACertificate() throws Exception {
    try (ScriptedRegistry registry =
        ScriptedRegistry.tls(TestStores.showingAndAsking(server, clientTrust))) {
      RegistryException e = refused(registry.url(), trusting(serverTrust));

      assertThat(e).hasMessageContaining("schema.registry.ssl.keystore.location");
      // Its alert may be lost when it hangs up; then nobody can tell this from a server that fell.
      assertThat(e.kind()).isIn(Kind.UNTRUSTED, Kind.UNAVAILABLE);
    }
  }

  @Test
  void shouldNotTellAWrongPasswordOfAStore() {
    Map<String, Object> config = trusting(serverTrust);
    config.put(TRUST + "password", "hunter2");

    assertThatThrownBy(() -> client("https://127.0.0.1:1", config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("schema.registry.ssl.* cannot be used")
        .hasMessageNotContaining("hunter2");
  }
}
