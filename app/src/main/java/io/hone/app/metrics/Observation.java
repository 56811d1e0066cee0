package io.hone.app.metrics;

import io.hone.app.role.Role;
import io.hone.app.status.RunWatch;
import io.hone.app.web.Answer;
import io.hone.app.web.Route;
import io.hone.app.web.WebServer;
import io.hone.app.web.WebSettings;
import io.hone.schemas.catalog.Namespace;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What is seen of one process, from outside.
 *
 * <p>Life cycle: made before the roles, so that {@link #clients} can be given to their Kafka
 * clients and their schedulers are seen; then {@link #add} for each role, {@link #watch} where the
 * run's account shall be shown, {@link #serve} last. {@link #close} ends it in reverse order.
 */
public final class Observation implements AutoCloseable {
  static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final List<Source> sources = new CopyOnWriteArrayList<>();
  private final Health health = new Health();
  private final Namespace run;
  private final ClientMeters clients;
  private final MeterBoard board;

  private Observation(Namespace run) {
    this.run = run;
    registry.config().commonTags("run", run.run());
    this.clients = new ClientMeters(run.run());
    this.board = new MeterBoard(registry);
    registry.getPrometheusRegistry().register(clients);
    open.push(registry::close);
    ReactorPools pools = ReactorPools.open();
    open.push(pools);
    JvmGcMetrics collector = new JvmGcMetrics();
    open.push(collector);
    for (MeterBinder binder :
        List.of(
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new ClassLoaderMetrics(),
            new ProcessorMetrics(),
            new UptimeMetrics(),
            new FileDescriptorMetrics(),
            collector)) {
      binder.bindTo(registry);
    }
    sources.addAll(List.of(new ResidentMemory(), pools, health));
  }

  /** Begins to look at this process. */
  public static Observation begin(Namespace run) {
    return new Observation(run);
  }

  /** Client settings with which a client's own figures are seen here. */
  public Map<String, Object> clients(Map<String, Object> kafka) {
    return clients.in(kafka);
  }

  /** Looks at a role from now on. */
  public void add(Role role) {
    RoleWatch watch = RoleWatch.of(role);
    sources.addAll(watch.sources());
    health.ready(watch.ready());
    CompletableFuture<String> died = role.died();
    health.live(
        new Health.Check(
            watch.name(), () -> died.isDone() ? Optional.of(died.join()) : Optional.empty()));
  }

  /**
   * Follows the run itself from now on.
   *
   * @param kafka settings of clients and registry
   */
  public void watch(Map<String, Object> kafka) {
    RunWatch watch = RunWatch.start(kafka, run);
    open.push(watch);
    sources.add(new RunSource(watch::account));
    health.ready(
        new Health.Check(
            "account",
            () ->
                watch.account().isPresent()
                    ? Optional.empty()
                    : Optional.of("the run's topics are being read")));
  }

  /** Everything that is measured now, in Prometheus' text form. */
  public synchronized String scrape() {
    Readings now = new Readings();
    sources.forEach(source -> source.read(now));
    show(now);
    return page();
  }

  void show(Readings now) {
    board.show(now);
  }

  String page() {
    return registry.scrape();
  }

  /** Closes something when this is closed, after a server that is opened later. */
  public void keep(AutoCloseable part) {
    open.push(part);
  }

  /**
   * Serves metrics and health, until this is closed.
   *
   * @param more that is served beside them
   * @return where
   * @throws io.hone.app.web.WebException if the port cannot be opened
   */
  public URI serve(WebSettings settings, List<Route> more) {
    List<Route> routes = new ArrayList<>(health.routes());
    routes.add(Route.get("/metrics", request -> Answer.text(200, TEXT, scrape())));
    routes.addAll(more);
    WebServer server = WebServer.start(settings, routes);
    open.push(server);
    return server.url();
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("the observation did not end in order", e);
      }
    }
  }
}
