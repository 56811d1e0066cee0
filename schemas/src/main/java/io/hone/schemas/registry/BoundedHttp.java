package io.hone.schemas.registry;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.errors.InterruptException;

/**
 * One request and its whole answer, within a limit of time and of size, whatever the other side
 * does. Follows no redirect, because credentials go along. Thread-safe.
 */
final class BoundedHttp implements AutoCloseable {
  /**
   * An answer.
   *
   * @param json missing if the body is not exactly one JSON value
   * @param location where a redirect points to
   */
  record Answer(int status, JsonNode json, Optional<String> location) {}

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final HttpClient http;
  private final Duration readTimeout;
  private final Duration wholeTimeout;

  BoundedHttp(Duration connectTimeout, Duration readTimeout, Optional<SSLContext> tls) {
    this.readTimeout = readTimeout;
    this.wholeTimeout = connectTimeout.plus(readTimeout);
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(connectTimeout);
    tls.ifPresent(builder::sslContext);
    this.http = builder.build();
  }

  /**
   * Sends and waits.
   *
   * @throws IOException when there is no whole answer; {@link AnswerTooLargeException} when there
   *     is too much of it
   * @throws InterruptException when the thread is interrupted
   */
  Answer send(HttpRequest.Builder request) throws IOException {
    // The request's own limit ends with the headers.
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(request.timeout(readTimeout).build(), response -> new BoundedBody());
    try {
      HttpResponse<byte[]> whole = answer.get(wholeTimeout.toMillis(), TimeUnit.MILLISECONDS);
      return new Answer(
          whole.statusCode(), json(whole.body()), whole.headers().firstValue("Location"));
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

  @Override
  public void close() {
    http.shutdownNow();
  }
}
