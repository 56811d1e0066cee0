package io.hone.schemas.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.config.ConfigException;

/**
 * What proves to the registry who asks.
 *
 * @param header makes the value of the Authorization header, a secret
 * @param key the setting it came from, which errors name instead of the secret
 * @param scope further headers: which of the provider's registries and pools is meant
 */
record Credentials(Function<BoundedHttp, String> header, String key, Map<String, String> scope) {
  private static final String BASIC = "basic.auth.credentials.source";
  private static final String BEARER = "bearer.auth.credentials.source";

  /**
   * Reads the keys of authentication; empty when only the addresses may bring credentials.
   *
   * @throws ConfigException naming the key and what it may be
   */
  static Optional<Credentials> of(Map<String, ?> config) {
    Optional<String> bearer = Setting.text(config, BEARER);
    Optional<String> basic = Setting.text(config, BASIC);
    if (bearer.isPresent()) {
      if (basic.isPresent()) {
        throw new ConfigException(BASIC + " and " + BEARER + " are both set: remove one of them");
      }
      Setting.choice(BEARER, bearer.get(), "STATIC_TOKEN", "OAUTHBEARER");
      return Optional.of(bearer(config, bearer.get()));
    }
    if (basic.isEmpty() || basic.get().equals("URL")) return Optional.empty();
    Setting.choice(BASIC, basic.get(), "URL", "USER_INFO");
    String old = "schema.registry.basic.auth.user.info";
    String key = Setting.text(config, old).isPresent() ? old : "basic.auth.user.info";
    return Optional.of(basic(Setting.required(config, key), key));
  }

  static Credentials basic(String userInfo, String key) {
    byte[] bytes = userInfo.getBytes(StandardCharsets.UTF_8);
    String header = "Basic " + Base64.getEncoder().encodeToString(bytes);
    return new Credentials(http -> header, key, Map.of());
  }

  private static Credentials bearer(Map<String, ?> config, String source) {
    if (source.equals("OAUTHBEARER")) {
      ClientCredentialsGrant grant = ClientCredentialsGrant.of(config);
      return new Credentials(
          grant::authorization, "bearer.auth.client.id or bearer.auth.scope", scope(config));
    }
    String header = "Bearer " + Setting.required(config, "bearer.auth.token");
    return new Credentials(http -> header, "bearer.auth.token", scope(config));
  }

  private static Map<String, String> scope(Map<String, ?> config) {
    Map<String, String> scope = new HashMap<>();
    Setting.text(config, "bearer.auth.logical.cluster")
        .ifPresent(cluster -> scope.put("target-sr-cluster", cluster));
    Setting.text(config, "bearer.auth.identity.pool.id")
        .ifPresent(pool -> scope.put("Confluent-Identity-Pool-Id", pool));
    return Map.copyOf(scope);
  }

  @Override
  public String toString() {
    return "Credentials[from " + key + "]";
  }
}
