package io.hone.app.traces;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.InternalTelemetryVersion;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands spans to OpenTelemetry's SDK, which sends them in batches from threads of its own. Writing
 * never waits: what finds the queue full is dropped, and {@link Losses} tells of it once a minute.
 *
 * <p>For one thread. Whoever opened it closes it, which takes a few seconds at most.
 */
final class SpanWriter implements AutoCloseable {
  private static final int QUEUE = 16_384;
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  static final Duration LAST = Duration.ofSeconds(3);
  private static final Duration TOLD_EVERY = Duration.ofMinutes(1);

  private static final Logger log = LoggerFactory.getLogger(SpanWriter.class);

  /** It tells of failures by itself, on the terminal; held here, since else it is forgotten. */
  private static final java.util.logging.Logger SDK =
      java.util.logging.Logger.getLogger("io.opentelemetry");

  private final GivenIds ids = new GivenIds();
  private final SdkMeterProvider meters;
  private final SdkTracerProvider tracers;
  private final Tracer tracer;
  private final Duration last;

  /**
   * @param last what {@link #close} waits for the spans that are left, and again for the figures
   * @param lost takes spans that did not reach the collector by the reason, once a minute at most
   *     and when this is closed
   */
  SpanWriter(TraceSettings settings, Duration last, Consumer<SortedMap<String, Long>> lost) {
    this.last = last;
    SDK.setLevel(Level.OFF);
    this.meters =
        SdkMeterProvider.builder()
            .registerMetricReader(
                PeriodicMetricReader.builder(new Losses(lost)).setInterval(TOLD_EVERY).build())
            .build();
    this.tracers =
        SdkTracerProvider.builder()
            .setIdGenerator(ids)
            .setSampler(Sampler.traceIdRatioBased(settings.share()))
            .setResource(Resource.getDefault().toBuilder().put("service.name", "hone").build())
            .addSpanProcessor(processor(settings))
            .build();
    this.tracer = tracers.get("io.hone");
  }

  private BatchSpanProcessor processor(TraceSettings settings) {
    OtlpHttpSpanExporter exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(settings.spans())
            .setConnectTimeout(PATIENCE)
            .setTimeout(PATIENCE)
            .setMeterProvider(() -> meters)
            .setInternalTelemetryVersion(InternalTelemetryVersion.LATEST)
            .build();
    return BatchSpanProcessor.builder(exporter)
        .setMaxQueueSize(QUEUE)
        .setScheduleDelay(PAUSE)
        .setMeterProvider(() -> meters)
        .setInternalTelemetryVersion(InternalTelemetryVersion.LATEST)
        .build();
  }

  void write(EpisodeSpan span) {
    ids.next(span);
    SpanBuilder builder =
        tracer
            .spanBuilder(span.name())
            .setParent(parent(span))
            .setSpanKind(span.kind())
            .setStartTimestamp(nanos(span.start()), TimeUnit.NANOSECONDS)
            .setAllAttributes(span.attributes());
    Span started = builder.startSpan();
    span.began().ifPresent(at -> began(started, at));
    span.error().ifPresent(error -> started.setStatus(StatusCode.ERROR, error));
    started.end(nanos(span.end()), TimeUnit.NANOSECONDS);
  }

  private static void began(Span span, long at) {
    span.addEvent("work began", nanos(at), TimeUnit.NANOSECONDS);
  }

  private static Context parent(EpisodeSpan span) {
    return span.parentId().map(id -> context(span.traceId(), id)).orElseGet(Context::root);
  }

  private static Context context(String trace, String parent) {
    return Context.root()
        .with(
            Span.wrap(
                SpanContext.create(
                    trace, parent, TraceFlags.getSampled(), TraceState.getDefault())));
  }

  /** At least one: the SDK takes zero for "now". */
  private static long nanos(long millis) {
    return Math.max(1, TimeUnit.MILLISECONDS.toNanos(millis));
  }

  /** Sends what is queued, if that can be done in time; what cannot is lost. */
  @Override
  public void close() {
    CompletableResultCode sent = tracers.shutdown().join(last.toMillis(), TimeUnit.MILLISECONDS);
    if (!sent.isSuccess()) {
      log.warn("The collector did not take the last spans in time; they are lost. limit={}", last);
    }
    meters.shutdown().join(last.toMillis(), TimeUnit.MILLISECONDS);
  }
}
