package io.hone.app.traces;

import io.hone.schemas.id.ContentId;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceId;
import java.util.List;

/**
 * Ids of traces and spans, in hexadecimal, that follow from the ids of records: who exports a
 * record again, or elsewhere, exports the same span.
 */
final class SpanIds {
  private static final String TRACE = "trace";

  private SpanIds() {}

  /** The first 16 bytes of a SHA-256 over run and prompt. */
  static String trace(String run, String promptId) {
    return digest(TRACE, List.of(run, promptId));
  }

  /**
   * The first 8 bytes of a SHA-256.
   *
   * @param kind what is recorded
   * @param parts what tells the record from all others of its trace
   */
  static String span(String kind, String... parts) {
    return digest(kind, List.of(parts)).substring(0, SpanId.getLength());
  }

  private static String digest(String kind, List<String> parts) {
    String id = ContentId.of(kind, parts);
    return id.substring(id.length() - TraceId.getLength());
  }
}
