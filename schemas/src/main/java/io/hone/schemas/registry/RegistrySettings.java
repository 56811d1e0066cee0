package io.hone.schemas.registry;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/**
 * What a client is configured with, under Confluent's keys.
 *
 * @param endpoints the registry's addresses; the next is tried when one fails
 * @param connectTimeout how long a connection may take
 * @param readTimeout how long an answer may take
 * @param retries how often a failure is tried again that may go away
 * @param retryWait the upper bound of the first random wait; doubles each time
 * @param retryMaxWait the upper bound of any wait
 * @param latestTtl how long the latest version of a subject is believed; empty: for ever
 * @param missingIdTtl how long an unknown id is believed unknown; zero: not at all
 * @param missingSchemaTtl how long an unknown schema is believed unknown; zero: not at all
 * @param capacity how many entries each cache holds
 * @param tls trust and keys from {@code schema.registry.ssl.*}; empty for the platform's own
 */
record RegistrySettings(
    List<RegistryEndpoint> endpoints,
    Duration connectTimeout,
    Duration readTimeout,
    int retries,
    Duration retryWait,
    Duration retryMaxWait,
    Optional<Duration> latestTtl,
    Duration missingIdTtl,
    Duration missingSchemaTtl,
    int capacity,
    Optional<SSLContext> tls) {
  private static final String PREFIX = "schema.registry.";
  private static final String NAMES = "ssl.endpoint.identification.algorithm";

  /**
   * Reads the settings.
   *
   * @throws ConfigException naming the key, its value (never a secret) and what it may be
   */
  static RegistrySettings of(Map<String, ?> config) {
    int latest = Setting.number(config, "latest.cache.ttl.sec", -1, -1);
    return new RegistrySettings(
        RegistryEndpoint.of(config),
        millis(config, "http.connect.timeout.ms", 1, 10_000),
        millis(config, "http.read.timeout.ms", 1, 30_000),
        Setting.number(config, "max.retries", 0, 3),
        millis(config, "retries.wait.ms", 0, 1_000),
        millis(config, "retries.max.wait.ms", 0, 20_000),
        latest < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(latest)),
        seconds(config, "missing.id.cache.ttl.sec"),
        seconds(config, "missing.schema.cache.ttl.sec"),
        Setting.number(config, "max.schemas.per.subject", 1, 1_000),
        tls(config));
  }

  private static Duration millis(Map<String, ?> config, String key, int least, int otherwise) {
    return Duration.ofMillis(Setting.number(config, key, least, otherwise));
  }

  private static Duration seconds(Map<String, ?> config, String key) {
    return Duration.ofSeconds(Setting.number(config, key, 0, 0));
  }

  private static Optional<SSLContext> tls(Map<String, ?> config) {
    Map<String, Object> mine = new HashMap<>();
    config.forEach(
        (key, value) -> {
          if (key.startsWith(PREFIX + "ssl.") && value != null) {
            mine.put(key.substring(PREFIX.length()), value);
          }
        });
    if (mine.isEmpty()) return Optional.empty();
    String names = String.valueOf(mine.getOrDefault(NAMES, "https"));
    if (!names.equalsIgnoreCase("https")) {
      throw new ConfigException(
          PREFIX + NAMES + " is '" + names + "': take https, the host's name is always checked");
    }
    ConfigDef definition = new ConfigDef();
    SslConfigs.addClientSslSupport(definition);
    try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
      factory.configure(new AbstractConfig(definition, mine, false).values());
      return Optional.of(factory.sslContext());
    } catch (KafkaException e) {
      throw new ConfigException(
          PREFIX + "ssl.* cannot be used (" + e.getMessage() + "): check store, type and password");
    }
  }
}
