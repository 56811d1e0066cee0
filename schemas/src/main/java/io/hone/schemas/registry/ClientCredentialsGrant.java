package io.hone.schemas.registry;

import io.hone.schemas.registry.RegistryException.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;

/**
 * Gets access tokens from an OAuth 2.0 token endpoint and keeps one until shortly before its end.
 * Thread-safe; one caller fetches and the others wait for it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.4">RFC 6749, section 4.4</a>
 */
final class ClientCredentialsGrant {
  private static final String ENDPOINT = "bearer.auth.issuer.endpoint.url";
  private static final String ID = "bearer.auth.client.id";
  private static final String SECRET = "bearer.auth.client.secret";

  private record Token(String text, Duration keep) {
    @Override
    public String toString() {
      return "Token[kept for " + keep + "]";
    }
  }

  private final URI endpoint;
  private final String client;
  private final String form;
  private final Duration buffer;
  private final FlightCache<URI, Token> tokens;

  private ClientCredentialsGrant(
      URI endpoint, String client, String form, Duration buffer, InstantSource clock) {
    this.endpoint = endpoint;
    this.client = client;
    this.form = form;
    this.buffer = buffer;
    this.tokens = new FlightCache<>(1, token -> Optional.of(token.keep), Duration.ZERO, clock);
  }

  /**
   * Reads Confluent's keys {@code bearer.auth.*}.
   *
   * @throws ConfigException naming the key that is missing or wrong
   */
  static ClientCredentialsGrant of(Map<String, ?> config) {
    return of(config, InstantSource.system());
  }

  static ClientCredentialsGrant of(Map<String, ?> config, InstantSource clock) {
    String address = Setting.required(config, ENDPOINT);
    String client = Setting.required(config, ID) + ":" + Setting.required(config, SECRET);
    String scope =
        Setting.text(config, "bearer.auth.scope")
            .map(s -> "&scope=" + URLEncoder.encode(s, StandardCharsets.UTF_8))
            .orElse("");
    int buffer = Setting.number(config, "bearer.auth.cache.expiry.buffer.seconds", 0, 300);
    return new ClientCredentialsGrant(
        endpoint(address),
        Base64.getEncoder().encodeToString(client.getBytes(StandardCharsets.UTF_8)),
        "grant_type=client_credentials" + scope,
        Duration.ofSeconds(buffer),
        clock);
  }

  private static URI endpoint(String address) {
    try {
      URI uri = URI.create(address);
      if (uri.getHost() != null
          && uri.getUserInfo() == null
          && String.valueOf(uri.getScheme()).matches("https?")) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new ConfigException(
        "%s is no address of a token endpoint: take http(s)://host/path without credentials in it"
            .formatted(ENDPOINT));
  }

  /**
   * The value of the Authorization header.
   *
   * @throws RegistryException if the token endpoint gives no token
   */
  String authorization(BoundedHttp http) {
    return "Bearer " + tokens.get(endpoint, e -> fetch(http)).text;
  }

  private Token fetch(BoundedHttp http) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint)
            .header("Accept", "application/json")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Authorization", "Basic " + client)
            .POST(BodyPublishers.ofString(form));
    BoundedHttp.Answer answer;
    try {
      answer = http.send(request);
    } catch (IOException e) {
      throw RegistryFailure.silence("token endpoint " + endpoint, ENDPOINT, e);
    }
    String token = answer.json().path("access_token").asText("");
    if (answer.status() / 100 != 2 || token.isBlank()) throw noToken(answer);
    Duration life = Duration.ofSeconds(Math.max(0, answer.json().path("expires_in").asLong(0)));
    Duration kept = life.minus(buffer);
    return new Token(token, kept.isPositive() ? kept : life.dividedBy(2));
  }

  private RegistryException noToken(BoundedHttp.Answer answer) {
    int status = answer.status();
    String error = RegistryFailure.quote(answer.json().path("error").asText(""));
    boolean refused = status == 400 || status == 401 || status == 403;
    boolean later = status == 408 || status == 429 || status >= 500;
    return new RegistryException(
        refused ? Kind.NOT_AUTHORISED : later ? Kind.UNAVAILABLE : Kind.UNREADABLE,
        status,
        0,
        "token endpoint %s gave no token (HTTP %d%s): %s"
            .formatted(
                endpoint,
                status,
                error.isEmpty() ? "" : ", " + error,
                refused
                    ? "correct " + ID + ", " + SECRET + " or bearer.auth.scope"
                    : later ? "wait, or look at its log" : "correct " + ENDPOINT),
        null);
  }
}
