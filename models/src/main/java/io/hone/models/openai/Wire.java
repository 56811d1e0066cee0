package io.hone.models.openai;

import io.hone.models.ModelException;
import io.hone.models.openai.Retries.AttemptFailure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionPoolMetrics;
import reactor.netty.resources.ConnectionProvider;

/**
 * HTTP to one server over a bounded pool of connections. Cancelling or timing out closes the
 * connection of the exchange, which is how a server learns that nobody waits any more.
 *
 * <p>Owns its pool; {@link #close} closes idle connections at once. Event loops are Reactor Netty's
 * shared daemons.
 */
final class Wire {
  /** Below the 5 s after which uvicorn, vLLM's server, closes an idle connection. */
  private static final Duration IDLE = Duration.ofSeconds(4);

  private final String host;
  private final Limits limits;
  private final ConnectionProvider pool;
  private final HttpClient client;

  /**
   * @param connections open at most
   * @param meters learns of the pool's figures
   */
  Wire(OpenAiSettings settings, Access access, int connections, PoolFigures meters) {
    host = settings.host();
    limits = settings.limits();
    pool =
        ConnectionProvider.builder("hone-openai")
            .maxConnections(connections)
            // Only a connection that is being closed keeps a request waiting here.
            .pendingAcquireMaxCount(-1)
            .pendingAcquireTimeout(limits.request())
            .maxIdleTime(IDLE)
            .evictInBackground(IDLE)
            .metrics(true, () -> meters)
            .build();
    HttpClient plain =
        HttpClient.create(pool)
            .protocol(HttpProtocol.HTTP11)
            .baseUrl(settings.root())
            .disableRetry(true)
            .followRedirect(false)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(limits.connect().toMillis()))
            .option(ChannelOption.ALLOCATOR, access.buffers)
            .headers(
                headers -> {
                  headers.set("User-Agent", "hone");
                  headers.set("Accept", "application/json");
                  headers.set("Content-Type", "application/json");
                  access.key.ifPresent(secret -> headers.set("Authorization", "Bearer " + secret));
                });
    client =
        "https".equalsIgnoreCase(settings.baseUrl().getScheme()) ? tls(plain, access.trust) : plain;
  }

  /** Sends a body to a path below {@code /v1}; fails with {@link AttemptFailure}. */
  Mono<Reply> post(String path, byte[] body) {
    return exchange(HttpMethod.POST, path, body);
  }

  /** Reads a path below {@code /v1}; fails with {@link AttemptFailure}. */
  Mono<Reply> get(String path) {
    return exchange(HttpMethod.GET, path, new byte[0]);
  }

  void close() {
    pool.dispose();
  }

  private HttpClient tls(HttpClient plain, Optional<TrustManagerFactory> trust) {
    SslContextBuilder builder = SslContextBuilder.forClient();
    trust.ifPresent(builder::trustManager);
    try {
      var context = builder.build();
      return plain.secure(spec -> spec.sslContext(context).handshakeTimeout(limits.connect()));
    } catch (SSLException e) {
      throw ModelException.permanent(host + ": TLS cannot be set up; check the trust store.", e);
    }
  }

  private Mono<Reply> exchange(HttpMethod method, String path, byte[] body) {
    return client
        .request(method)
        .uri(path)
        .send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(body)))
        .response(
            (response, content) ->
                body(content)
                    .map(
                        bytes ->
                            new Reply(
                                response.status().code(),
                                response.responseHeaders().get("Retry-After", ""),
                                bytes)))
        .single()
        .timeout(limits.request())
        .onErrorMap(this::failure);
  }

  private Mono<byte[]> body(ByteBufFlux content) {
    return content
        .reduceWith(ByteArrayOutputStream::new, this::append)
        .map(ByteArrayOutputStream::toByteArray);
  }

  private ByteArrayOutputStream append(ByteArrayOutputStream body, ByteBuf part) {
    if (part.readableBytes() > limits.responseBytes() - body.size()) {
      throw AttemptFailure.last(
          ModelException.permanent(
              host
                  + " answered with more than "
                  + limits.responseBytes()
                  + " bytes, which is the limit; ask for less, or make the limit larger."));
    }
    try {
      part.getBytes(part.readerIndex(), body, part.readableBytes());
    } catch (IOException e) {
      throw new IllegalStateException("A stream in memory failed.", e);
    }
    return body;
  }

  private AttemptFailure failure(Throwable error) {
    if (error instanceof AttemptFailure known) return known;
    if (error instanceof TimeoutException) {
      return AttemptFailure.last(
          ModelException.transientFailure(
              host
                  + " did not answer within "
                  + limits.request().toMillis()
                  + " ms; it is stuck or slow, or the request timeout is too short.",
              null));
    }
    if (has(error, CertificateException.class)
        || has(error, NotSslRecordException.class)
        || has(error, SSLPeerUnverifiedException.class)) {
      return AttemptFailure.last(
          ModelException.permanent(
              host
                  + " could not prove by TLS who it is ("
                  + how(error)
                  + "); check the trust store, the host's name and that the port speaks TLS."));
    }
    String how = " (" + how(error) + ")";
    if (error instanceof IOException) {
      return AttemptFailure.again(
          ModelException.transientFailure(
              host
                  + ": the connection failed or broke"
                  + how
                  + "; check that the server runs there.",
              null));
    }
    if (error instanceof DecoderException || error instanceof IllegalArgumentException) {
      return AttemptFailure.again(
          ModelException.transientFailure(
              host + " answered something that is not HTTP" + how + "; check the base URL.", null));
    }
    return AttemptFailure.last(
        ModelException.transientFailure(
            host + ": the request could not be made" + how + ".", null));
  }

  /** In a word or two; a message of a library's own could tell too much. */
  private static String how(Throwable error) {
    if (error instanceof ConnectException || error instanceof UnknownHostException) {
      return "nobody listens there, or the host's name is unknown";
    }
    return error.getClass().getSimpleName().replaceFirst("(Exception|Error)$", "");
  }

  private static boolean has(Throwable error, Class<? extends Throwable> type) {
    for (@Nullable Throwable at = error; at != null; at = at.getCause()) {
      if (type.isInstance(at)) return true;
    }
    return false;
  }

  /** What every connection needs; no record, which would print the key. */
  static final class Access {
    private final Optional<String> key;
    private final Optional<TrustManagerFactory> trust;
    private final ByteBufAllocator buffers;

    /**
     * @param key sent as bearer token
     * @param trust empty for the platform's own
     */
    Access(Optional<String> key, Optional<TrustManagerFactory> trust, ByteBufAllocator buffers) {
      this.key = key;
      this.trust = trust;
      this.buffers = buffers;
    }
  }

  /** What a server answered, whatever it means. */
  static final class Reply {
    private final int status;
    private final String retryAfter;
    private final byte[] body;

    /**
     * @param status the HTTP status
     * @param retryAfter the header as it came; empty if there was none
     * @param body all of it, within the limit; handed over, not copied
     */
    Reply(int status, String retryAfter, byte[] body) {
      this.status = status;
      this.retryAfter = retryAfter;
      this.body = body;
    }

    int status() {
      return status;
    }

    boolean succeeded() {
      return status >= 200 && status < 300;
    }

    Optional<String> retryAfter() {
      return retryAfter.isEmpty() ? Optional.empty() : Optional.of(retryAfter);
    }

    /** The body itself, not a copy. */
    byte[] body() {
      return body;
    }
  }

  /** How many connections are used and open now. */
  static final class PoolFigures implements ConnectionProvider.MeterRegistrar {
    private final Map<String, ConnectionPoolMetrics> pools = new ConcurrentHashMap<>();

    @Override
    public void registerMetrics(
        String poolName, String id, SocketAddress remoteAddress, ConnectionPoolMetrics metrics) {
      pools.put(poolName + id + remoteAddress, metrics);
    }

    @Override
    public void deRegisterMetrics(String poolName, String id, SocketAddress remoteAddress) {
      pools.remove(poolName + id + remoteAddress);
    }

    int used() {
      return pools.values().stream().mapToInt(ConnectionPoolMetrics::acquiredSize).sum();
    }

    int open() {
      return pools.values().stream().mapToInt(ConnectionPoolMetrics::allocatedSize).sum();
    }
  }
}
