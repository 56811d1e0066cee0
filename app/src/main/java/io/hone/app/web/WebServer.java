package io.hone.app.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/**
 * Serves routes over HTTP.
 *
 * <p>Life cycle: {@link #start} returns when the port is open; {@link #close} ends every
 * connection. One thread reads and writes, and a few make the answers, so that whatever is asked
 * for, the work beside it is not held up.
 */
public final class WebServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WebServer.class);
  private static final int LARGEST_BODY = 1 << 20;
  private static final int MAKERS = 2;
  private static final int QUEUE = 256;
  private static final int LISTENERS = 32;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final WebSettings settings;
  private final Router router;
  private final Gate gate;
  private final Scheduler makers =
      Schedulers.newBoundedElastic(MAKERS, QUEUE, "hone-web", 60, true);
  private final LoopResources loop = LoopResources.create("hone-web-io", 1, true);
  private final EventStream streams = new EventStream(LISTENERS, Schedulers.parallel());
  private final DisposableServer server;

  private WebServer(WebSettings settings, List<Route> routes) {
    this.settings = settings;
    this.router = new Router(routes);
    this.gate = new Gate(settings);
    this.server =
        HttpServer.create()
            .host(settings.host())
            .port(settings.port())
            .runOn(loop)
            .idleTimeout(PATIENCE)
            .requestTimeout(PATIENCE)
            .handle(this::handle)
            .bindNow();
  }

  /**
   * Starts.
   *
   * @throws WebException if the port cannot be opened
   * @throws IllegalArgumentException if two routes are the same
   */
  public static WebServer start(WebSettings settings, List<Route> routes) {
    try {
      return new WebServer(settings, routes);
    } catch (ChannelBindException e) {
      throw new WebException(
          "port %d on %s cannot be opened: stop what listens there, or set web.port to another, 0 for any free one"
              .formatted(settings.port(), settings.host()),
          e);
    }
  }

  /** Where it is, without a slash at the end; of an address that means all, this machine's own. */
  public URI url() {
    InetSocketAddress at = (InetSocketAddress) server.address();
    boolean any = at.getAddress().isAnyLocalAddress();
    String host = any ? "127.0.0.1" : settings.host();
    return URI.create(
        "http://%s:%d".formatted(host.contains(":") ? "[" + host + "]" : host, at.getPort()));
  }

  private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
    return Mono.defer(() -> answer(request))
        .onErrorResume(e -> Mono.just(failed(request, e)))
        .flatMap(answer -> send(answer, request, response));
  }

  private Mono<Answer> answer(HttpServerRequest request) {
    String method = request.method().name();
    String path = new QueryStringDecoder(request.uri()).rawPath();
    Router.Found found = router.find(method, path);
    gate.require(
        found.route().access(),
        new Gate.Asked(method, name -> Optional.ofNullable(request.requestHeaders().get(name))));
    return body(found.route(), request)
        .publishOn(makers)
        .map(
            body ->
                found
                    .route()
                    .answer()
                    .apply(new Request(found.named(), query(request.uri()), body)));
  }

  private static Map<String, List<String>> query(String uri) {
    try {
      return new QueryStringDecoder(uri).parameters();
    } catch (IllegalArgumentException e) {
      throw Refusal.wrong("the address is not encoded as it should be");
    }
  }

  private static Mono<String> body(Route route, HttpServerRequest request) {
    if (route.access() != Access.WRITE) return Mono.just("");
    return request
        .receive()
        .asByteArray()
        .collect(ByteArrayOutputStream::new, WebServer::add)
        .timeout(PATIENCE)
        .map(bytes -> bytes.toString(StandardCharsets.UTF_8));
  }

  private static void add(ByteArrayOutputStream all, byte[] part) {
    if (all.size() + part.length > LARGEST_BODY) {
      throw new Refusal(413, "the body is larger than 1 MiB");
    }
    all.writeBytes(part);
  }

  private static Answer failed(HttpServerRequest request, Throwable error) {
    if (error instanceof Refusal refusal) return told(refusal.status(), refusal.getMessage());
    log.warn("A request for {} failed.", request.fullPath(), error);
    return told(500, "this failed; the log of the process says why");
  }

  private static Answer told(int status, @Nullable String error) {
    return Answer.json(status, JsonNodeFactory.instance.objectNode().put("error", error));
  }

  private Mono<Void> send(Answer answer, HttpServerRequest request, HttpServerResponse response) {
    Security.HEADERS.forEach(response::header);
    boolean bare = request.method().name().equals("HEAD");
    return switch (answer) {
      case Answer.Whole whole -> {
        response
            .status(whole.status())
            .header("Content-Type", whole.type())
            .header("Content-Length", Integer.toString(whole.body().length));
        if (whole.status() == 401) response.header("WWW-Authenticate", "Bearer");
        yield bare ? response.send() : response.sendByteArray(Mono.just(whole.body())).then();
      }
      case Answer.Events events -> {
        response.header("Content-Type", "text/event-stream");
        yield bare ? response.send() : stream(events, response);
      }
    };
  }

  private Mono<Void> stream(Answer.Events events, HttpServerResponse response) {
    try {
      // Hidden, because a single value would be sent as the whole response, with its length.
      return streams
          .to(events.events(), bytes -> response.sendByteArray(Flux.just(bytes).hide()).then())
          .then();
    } catch (Refusal refusal) {
      return response.status(refusal.status()).send();
    }
  }

  @Override
  public void close() {
    try {
      server.disposeNow(Duration.ofSeconds(2));
    } catch (IllegalStateException e) {
      log.warn("The port was not closed within 2 s; its threads are ended all the same.", e);
    }
    loop.disposeLater(Duration.ZERO, Duration.ofSeconds(2)).block();
    makers.dispose();
  }
}
