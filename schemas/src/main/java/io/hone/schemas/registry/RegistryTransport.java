package io.hone.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests: tries the next address when one fails, and all of them again after a random wait.
 */
final class RegistryTransport implements AutoCloseable {
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

  JsonNode call(String method, String path, @Nullable JsonNode body) {
    int urls = settings.urls().size();
    RegistryException last = null;
    for (int attempt = 0; attempt <= settings.retries(); attempt++) {
      if (attempt > 0) pause(attempt - 1);
      int first = preferred;
      for (int i = 0; i < urls; i++) {
        int which = (first + i) % urls;
        try {
          JsonNode answer = once(method, settings.urls().get(which), path, body);
          preferred = which;
          return answer;
        } catch (RegistryException e) {
          if (!e.retriable()) throw e;
          last = e;
        }
      }
    }
    if (last == null) throw new IllegalStateException("max.retries is negative");
    throw last;
  }

  private JsonNode once(String method, URI url, String path, @Nullable JsonNode body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(settings.readTimeout())
            .header("Accept", TYPE + ", application/json");
    settings.authorization().ifPresent(a -> request.header("Authorization", a));
    if (body != null) request.header("Content-Type", TYPE);
    request.method(
        method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()));
    try {
      return answer(url, path, http.send(request.build(), BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new RegistryException(
          0,
          0,
          "schema registry %s does not answer (%s): start it, or correct schema.registry.url"
              .formatted(url, reason),
          e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private static JsonNode answer(URI url, String path, HttpResponse<byte[]> response) {
    int status = response.statusCode();
    JsonNode json;
    try {
      json = JSON.readTree(response.body());
    } catch (IOException e) {
      json = JSON.missingNode();
    }
    if (status == 200 && !json.isMissingNode()) return json;
    int code = json.path("error_code").asInt(0);
    throw new RegistryException(status, code, sentence(url, path, status, code, json), null);
  }

  private static String sentence(URI url, String path, int status, int code, JsonNode json) {
    String said = json.path("message").asText("");
    return switch (status) {
      case 401, 403 ->
          "schema registry %s refused the credentials (HTTP %d): correct basic.auth.user.info or bearer.auth.token"
              .formatted(url, status);
      case 200 ->
          "schema registry %s answered %s with something that is not JSON: correct schema.registry.url"
              .formatted(url, path);
      default ->
          "schema registry %s answered %s with HTTP %d%s%s"
              .formatted(
                  url,
                  path,
                  status,
                  code == 0 ? "" : ", error " + code,
                  said.isEmpty() ? "" : ": " + said);
    };
  }

  private void pause(int attempt) {
    long bound =
        Math.min(
            settings.retryMaxWait().toMillis(),
            settings.retryWait().toMillis() << Math.min(attempt, MOST_DOUBLINGS));
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(bound + 1));
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
