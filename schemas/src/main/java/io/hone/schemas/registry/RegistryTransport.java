package io.hone.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_DOUBLINGS = 16;

  private final RegistrySettings settings;
  private final HttpClient http;
  private volatile int preferred;

  RegistryTransport(RegistrySettings settings) {
    this.settings = settings;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.connectTimeout());
    settings.tls().ifPresent(builder::sslContext);
    this.http = builder.build();
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
            .timeout(settings.readTimeout())
            .header("Accept", TYPE + ", application/json");
    endpoint.credentials().ifPresent(c -> request.header("Authorization", c.header()));
    if (body != null) request.header("Content-Type", TYPE);
    request.method(
        method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()));
    HttpResponse<byte[]> response;
    try {
      response = send(request.build());
    } catch (IOException e) {
      throw RegistryFailure.silence(endpoint, e);
    }
    JsonNode json = json(response.body());
    if (response.statusCode() / 100 == 2 && !json.isMissingNode()) return json;
    throw RegistryFailure.answer(endpoint, method + " " + path, response.statusCode(), json);
  }

  /** Sends with a limit on the whole answer; the request's own limit ends with the headers. */
  private HttpResponse<byte[]> send(HttpRequest request) throws IOException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(request, BodyHandlers.ofByteArray());
    long limit = settings.connectTimeout().plus(settings.readTimeout()).toMillis();
    try {
      return answer.get(limit, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new HttpTimeoutException("the answer stopped half-way");
    } catch (InterruptedException e) {
      answer.cancel(true);
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) throw cause;
      throw new IOException(e.getCause());
    }
  }

  private static JsonNode json(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
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
    http.shutdownNow();
  }
}
