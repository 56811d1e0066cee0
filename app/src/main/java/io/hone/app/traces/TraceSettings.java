package io.hone.app.traces;

import io.hone.app.config.Config;
import io.hone.app.config.ConfigException;
import io.hone.app.config.Keys;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where traces go, and of how many episodes.
 *
 * @param endpoint the base address of a collector that takes OTLP by HTTP, without {@code
 *     /v1/traces}
 * @param share of the episodes that are traced, 0 to 1
 */
public record TraceSettings(URI endpoint, double share) {

  /**
   * As configured; empty if no traces are wanted.
   *
   * @throws ConfigException if the endpoint is no address of a collector
   */
  public static Optional<TraceSettings> of(Config config) {
    return config
        .find(Keys.TRACES_ENDPOINT)
        .map(text -> new TraceSettings(endpoint(text), config.get(Keys.TRACES_SHARE)));
  }

  private static URI endpoint(String text) {
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw refused(text, e);
    }
    boolean http = "http".equalsIgnoreCase(uri.getScheme());
    boolean https = "https".equalsIgnoreCase(uri.getScheme());
    boolean bare = uri.getRawUserInfo() == null && uri.getRawQuery() == null;
    if (!(http || https) || uri.getHost() == null || !bare || uri.getRawFragment() != null) {
      throw refused(text, null);
    }
    return uri;
  }

  private static ConfigException refused(String text, @Nullable Throwable cause) {
    String message =
        "%s is %s, which is no plain address of a collector: give one such as http://localhost:4318"
            .formatted(Keys.TRACES_ENDPOINT.name(), text);
    return cause == null ? new ConfigException(message) : new ConfigException(message, cause);
  }

  /** Where spans are posted to. */
  String spans() {
    String base = endpoint.toString();
    return (base.endsWith("/") ? base : base + "/") + "v1/traces";
  }
}
