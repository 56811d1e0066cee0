package io.hone.app.traces;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A span as it follows from one record. Times are milliseconds since 1970, as recorded.
 *
 * @param traceId 32 hexadecimal digits
 * @param spanId 16 hexadecimal digits
 * @param parentId empty for the root
 * @param start not after {@code end}
 * @param began when work began, where the span also covers the wait for it
 * @param error a stable word, if it failed
 */
record EpisodeSpan(
    String traceId,
    String spanId,
    Optional<String> parentId,
    String name,
    SpanKind kind,
    long start,
    long end,
    OptionalLong began,
    Attributes attributes,
    Optional<String> error) {}
