package io.hone.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests: tries the next address when one fails, and all of them again after a random wait.
 * Thread-safe, without a lock. Interruption ends a call with {@link InterruptException}.
 */
final class RegistryTransport implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryTransport.class);
  private static final String TYPE = "application/vnd.schemaregistry.v1+json";
  private static final int MOST_DOUBLINGS = 16;

  private final RegistrySettings settings;
  private final BoundedHttp http;
  private volatile int preferred;

  RegistryTransport(RegistrySettings settings) {
    this.settings = settings;
    this.http = new BoundedHttp(settings.connectTimeout(), settings.readTimeout(), settings.tls());
  }

  /**
   * The registry's answer.
   *
   * @throws RegistryException when it is an error, or when there is none after all retries
   */
  JsonNode call(String method, String path, @Nullable JsonNode body) {
    for (int attempt = 0; ; attempt++) {
      try {
        return anywhere(method, path, body);
      } catch (RegistryException e) {
        if (!e.retriable() || attempt >= settings.retries()) throw e;
        long wait = wait(attempt);
        LOG.atWarn()
            .addKeyValue("attempt", attempt + 1)
            .addKeyValue("of", settings.retries() + 1)
            .addKeyValue("wait_ms", wait)
            .log("{}; asking again", e.getMessage());
        sleep(wait);
      }
    }
  }

  private JsonNode anywhere(String method, String path, @Nullable JsonNode body) {
    List<RegistryEndpoint> endpoints = settings.endpoints();
    int first = preferred;
    for (int i = 0; ; i++) {
      int which = (first + i) % endpoints.size();
      try {
        JsonNode answer = once(method, endpoints.get(which), path, body);
        preferred = which;
        return answer;
      } catch (RegistryException e) {
        if (!e.retriable() || i == endpoints.size() - 1) throw e;
      }
    }
  }

  private JsonNode once(
      String method, RegistryEndpoint endpoint, String path, @Nullable JsonNode body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(endpoint.url() + path))
            .header("Accept", TYPE + ", application/json");
    endpoint
        .credentials()
        .ifPresent(
            c -> {
              request.header("Authorization", c.header().apply(http));
              c.scope().forEach(request::header);
            });
    if (body != null) request.header("Content-Type", TYPE);
    request.method(
        method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()));
    BoundedHttp.Answer answer;
    try {
      answer = http.send(request);
    } catch (IOException e) {
      throw RegistryFailure.silence("schema registry " + endpoint.url(), "schema.registry.url", e);
    }
    if (answer.status() / 100 == 2 && !answer.json().isMissingNode()) return answer.json();
    throw RegistryFailure.answer(endpoint, method + " " + path, answer);
  }

  private long wait(int attempt) {
    long doubled = settings.retryWait().toMillis() << Math.min(attempt, MOST_DOUBLINGS);
    long bound = Math.min(settings.retryMaxWait().toMillis(), doubled);
    return ThreadLocalRandom.current().nextLong(bound + 1);
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
