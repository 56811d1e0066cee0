package io.hone.bench.episodes;

import io.hone.app.console.Console;
import io.hone.app.web.WebServer;
import io.hone.app.web.WebSettings;
import io.hone.schemas.catalog.Namespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A console with people before it: some pages that listen to what is live, one whose client has
 * stuck, and one that turns from page to page once a second. {@link #close} sends them home.
 */
final class Watchers implements AutoCloseable {
  private static final int LISTENERS = 4;
  private static final int MOST_PAIRS = 200_000;
  private static final Duration TURN = Duration.ofSeconds(1);
  private static final List<String> PAGES =
      List.of(
          "/api/pairs?text=absent&order=margin",
          "/api/judge",
          "/api/versions",
          "/api/series?stage=judge",
          "/api/failures");

  private final Console console;
  private final WebServer server;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Socket stuck;
  private final Disposable turning;
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong events = new AtomicLong();
  private final long began = processorTime();

  Watchers(Namespace run, Map<String, Object> kafka) {
    console = Console.start(kafka, run, new Console.Settings(false, MOST_PAIRS));
    server = WebServer.start(new WebSettings("127.0.0.1", 0, Optional.empty()), console.routes());
    for (int i = 0; i < LISTENERS; i++) listen();
    stuck = stuck(server.url());
    turning =
        Flux.interval(TURN)
            .onBackpressureDrop()
            .concatMap(turn -> page(PAGES.get((int) (turn % PAGES.size()))))
            .subscribe();
  }

  private void listen() {
    HttpRequest request = HttpRequest.newBuilder(at("/api/live")).build();
    Disposable unused =
        Mono.fromFuture(() -> client.sendAsync(request, HttpResponse.BodyHandlers.ofLines()))
            .flatMapMany(response -> Flux.fromStream(response.body()))
            .filter(line -> line.startsWith("event:"))
            .onErrorComplete()
            .subscribeOn(reactor.core.scheduler.Schedulers.boundedElastic())
            .subscribe(line -> events.incrementAndGet());
  }

  private Mono<Void> page(String path) {
    HttpRequest request = HttpRequest.newBuilder(at(path)).build();
    return Mono.fromFuture(() -> client.sendAsync(request, HttpResponse.BodyHandlers.discarding()))
        .doOnNext(response -> answered.addAndGet(response.statusCode() == 200 ? 1 : 0))
        .onErrorComplete()
        .then();
  }

  private URI at(String path) {
    return URI.create(server.url() + path);
  }

  /** Asks for what is live and never reads it. */
  private static Socket stuck(URI at) {
    try {
      Socket socket = new Socket();
      socket.setReceiveBufferSize(1_024);
      socket.connect(new java.net.InetSocketAddress(at.getHost(), at.getPort()));
      String asked = "GET /api/live HTTP/1.1\r\nHost: " + at.getAuthority() + "\r\n\r\n";
      socket.getOutputStream().write(asked.getBytes(StandardCharsets.US_ASCII));
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Pages that were answered. */
  long answered() {
    return answered.get();
  }

  /** Live events that the listeners have read. */
  long events() {
    return events.get();
  }

  /** Seconds of processor time that the console's own threads took since it was opened. */
  double seconds() {
    return (processorTime() - began) / 1e9;
  }

  private static long processorTime() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long nanos = 0;
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread == null || !isConsoles(thread.getThreadName())) continue;
      nanos += Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
    }
    return nanos;
  }

  private static boolean isConsoles(String name) {
    return name.startsWith("hone-run-follower")
        || name.startsWith("hone-console")
        || name.startsWith("hone-web");
  }

  @Override
  public void close() {
    turning.dispose();
    try {
      stuck.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.close();
    console.close();
    client.shutdownNow();
    client.close();
  }
}
