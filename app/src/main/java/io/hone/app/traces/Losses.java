package io.hone.app.traces;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import java.util.Collection;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Hears from the SDK's own meters how many spans did not reach the collector, and why: those that
 * found the queue full, and those whose export failed. Each hearing tells what was lost since the
 * last, and nothing if nothing was.
 */
final class Losses implements MetricExporter {
  private static final Set<String> METERS =
      Set.of("otel.sdk.processor.span.processed", "otel.sdk.exporter.span.exported");
  private static final AttributeKey<String> WHY = AttributeKey.stringKey("error.type");

  private final Consumer<SortedMap<String, Long>> told;

  /**
   * @param told takes spans by the reason for which they were lost
   */
  Losses(Consumer<SortedMap<String, Long>> told) {
    this.told = told;
  }

  @Override
  public CompletableResultCode export(Collection<MetricData> metrics) {
    SortedMap<String, Long> lost = new TreeMap<>();
    for (MetricData metric : metrics) {
      if (!METERS.contains(metric.getName())) continue;
      for (LongPointData point : metric.getLongSumData().getPoints()) {
        String why = point.getAttributes().get(WHY);
        if (why != null && point.getValue() > 0) lost.merge(why, point.getValue(), Long::sum);
      }
    }
    if (!lost.isEmpty()) told.accept(lost);
    return CompletableResultCode.ofSuccess();
  }

  @Override
  public AggregationTemporality getAggregationTemporality(InstrumentType type) {
    return AggregationTemporality.DELTA;
  }

  @Override
  public CompletableResultCode flush() {
    return CompletableResultCode.ofSuccess();
  }

  @Override
  public CompletableResultCode shutdown() {
    return CompletableResultCode.ofSuccess();
  }
}
