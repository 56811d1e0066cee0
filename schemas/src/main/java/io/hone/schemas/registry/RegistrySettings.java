package io.hone.schemas.registry;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.jspecify.annotations.Nullable;

/**
 * What a client is configured with, under Confluent's keys.
 *
 * @param urls the registry's addresses without credentials; the next is tried when one fails
 * @param authorization the value of the Authorization header
 * @param connectTimeout how long a connection may take
 * @param readTimeout how long an answer may take
 * @param retries how often a retriable failure is tried again
 * @param retryWait the upper bound of the first random wait; doubles each time
 * @param retryMaxWait the upper bound of any wait
 * @param latestTtl how long the latest version of a subject is believed; empty: for ever
 * @param missingTtl how long an unknown id or schema is believed unknown; zero: not at all
 * @param capacity how many entries each cache holds
 * @param tls trust and keys from {@code schema.registry.ssl.*}; empty for the platform's own
 */
record RegistrySettings(
    List<URI> urls,
    Optional<String> authorization,
    Duration connectTimeout,
    Duration readTimeout,
    int retries,
    Duration retryWait,
    Duration retryMaxWait,
    Optional<Duration> latestTtl,
    Duration missingTtl,
    int capacity,
    Optional<SSLContext> tls) {
  private static final String TLS_PREFIX = "schema.registry.ssl.";

  /**
   * Reads the settings.
   *
   * @throws ConfigException naming the key, its value (never a secret) and what it may be
   */
  static RegistrySettings of(Map<String, ?> config) {
    String list = text(config, "schema.registry.url");
    if (list == null || list.isBlank()) {
      throw new ConfigException(
          "schema.registry.url is not set: name the registry, e.g. http://127.0.0.1:8081");
    }
    List<URI> urls = new ArrayList<>();
    String userInfo = null;
    for (String one : list.split(",")) {
      URI uri = uri(one.strip());
      if (uri.getUserInfo() != null) userInfo = uri.getUserInfo();
      urls.add(withoutUserInfo(uri));
    }
    long latest = number(config, "latest.cache.ttl.sec", -1);
    return new RegistrySettings(
        List.copyOf(urls),
        authorization(config, userInfo),
        Duration.ofMillis(number(config, "http.connect.timeout.ms", 10_000)),
        Duration.ofMillis(number(config, "http.read.timeout.ms", 30_000)),
        Math.toIntExact(number(config, "max.retries", 3)),
        Duration.ofMillis(number(config, "retries.wait.ms", 1_000)),
        Duration.ofMillis(number(config, "retries.max.wait.ms", 20_000)),
        latest < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(latest)),
        Duration.ofSeconds(number(config, "missing.id.cache.ttl.sec", 0)),
        Math.toIntExact(number(config, "max.schemas.per.subject", 1_000)),
        tls(config));
  }

  private static URI uri(String text) {
    try {
      URI uri = new URI(text.replaceAll("/+$", ""));
      if (uri.getHost() == null || !String.valueOf(uri.getScheme()).matches("https?")) {
        throw new ConfigException("schema.registry.url holds no http or https URL with a host");
      }
      return uri;
    } catch (URISyntaxException e) {
      throw new ConfigException("schema.registry.url is not a URL: " + e.getReason());
    }
  }

  private static URI withoutUserInfo(URI uri) {
    try {
      return new URI(
          uri.getScheme(), null, uri.getHost(), uri.getPort(), uri.getPath(), null, null);
    } catch (URISyntaxException e) {
      throw new ConfigException("schema.registry.url is not a URL: " + e.getReason());
    }
  }

  private static Optional<String> authorization(Map<String, ?> config, @Nullable String fromUrl) {
    String bearer = text(config, "bearer.auth.credentials.source");
    if (bearer != null) {
      choice("bearer.auth.credentials.source", bearer, "STATIC_TOKEN");
      return Optional.of("Bearer " + required(config, "bearer.auth.token"));
    }
    String source = text(config, "basic.auth.credentials.source");
    String user = fromUrl;
    if (source != null && !source.equals("URL")) {
      choice("basic.auth.credentials.source", source, "USER_INFO");
      String old = text(config, "schema.registry.basic.auth.user.info");
      user = old != null ? old : required(config, "basic.auth.user.info");
    }
    return Optional.ofNullable(user)
        .map(u -> Base64.getEncoder().encodeToString(u.getBytes(StandardCharsets.UTF_8)))
        .map(encoded -> "Basic " + encoded);
  }

  private static void choice(String key, String value, String only) {
    if (!value.equals(only)) {
      throw new ConfigException(key + " is '" + value + "': Hone knows " + only);
    }
  }

  private static Optional<SSLContext> tls(Map<String, ?> config) {
    Map<String, Object> mine = new HashMap<>();
    config.forEach(
        (key, value) -> {
          if (key.startsWith(TLS_PREFIX) && value != null) {
            mine.put(key.substring("schema.registry.".length()), value);
          }
        });
    if (mine.isEmpty()) return Optional.empty();
    ConfigDef definition = new ConfigDef();
    SslConfigs.addClientSslSupport(definition);
    try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
      factory.configure(new AbstractConfig(definition, mine, false).values());
      return Optional.of(factory.sslContext());
    } catch (RuntimeException e) {
      throw new ConfigException(
          TLS_PREFIX + "* cannot be used (" + e.getMessage() + "): check store, type and password");
    }
  }

  private static @Nullable String text(Map<String, ?> config, String key) {
    Object value = config.get(key);
    return value == null ? null : value.toString();
  }

  private static String required(Map<String, ?> config, String key) {
    String value = text(config, key);
    if (value == null)
      throw new ConfigException(key + " is not set, and the chosen source needs it");
    return value;
  }

  private static long number(Map<String, ?> config, String key, long otherwise) {
    String value = text(config, key);
    if (value == null) return otherwise;
    try {
      return Long.parseLong(value.strip());
    } catch (NumberFormatException e) {
      throw new ConfigException(key + " is '" + value + "': take a whole number");
    }
  }
}
