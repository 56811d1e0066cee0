package io.hone.app.traces;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.event.CallErrorKind;
import io.hone.event.OutcomeStatus;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class SpanWriterTest {
  private static final EpisodeSpans SPANS = new EpisodeSpans(TraceRecords.RUN);

  private final List<SortedMap<String, Long>> lost = new CopyOnWriteArrayList<>();

  private SpanWriter writer(URI endpoint, double share) {
    return writer(endpoint, share, Duration.ofMinutes(1));
  }

  private SpanWriter writer(URI endpoint, double share, Duration last) {
    return new SpanWriter(new TraceSettings(endpoint, share), last, lost::add);
  }

  private static EpisodeSpan span(SpecificRecord value) {
    return SPANS.of(value).orElseThrow();
  }

  private static List<EpisodeSpan> prompts(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> span(TraceRecords.prompt("p" + i, TraceRecords.T)))
        .toList();
  }

  private long lost(String why) {
    return lost.stream().mapToLong(told -> told.getOrDefault(why, 0L)).sum();
  }

  @Test
  void shouldSendASpanAsItIs() throws Exception {
    EpisodeSpan call = span(TraceRecords.failure("p", "c", 1, CallErrorKind.TIMEOUT));
    try (Collector collector = Collector.start()) {
      try (SpanWriter writer = writer(collector.endpoint(), 1)) {
        writer.write(call);
      }

      Span sent = collector.spans().getFirst();
      assertThat(Collector.id(sent.getTraceId())).isEqualTo(call.traceId());
      assertThat(Collector.id(sent.getSpanId())).isEqualTo(call.spanId());
      assertThat(Collector.id(sent.getParentSpanId())).isEqualTo(call.parentId().orElseThrow());
      assertThat(sent.getStartTimeUnixNano()).isEqualTo(call.start() * 1_000_000);
      assertThat(sent.getEndTimeUnixNano()).isEqualTo(call.end() * 1_000_000);
      assertThat(sent.getEvents(0).getTimeUnixNano())
          .isEqualTo(call.began().orElseThrow() * 1_000_000);
      assertThat(sent.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
      assertThat(sent.getStatus().getMessage()).isEqualTo("timeout");
      assertThat(sent.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
      assertThat(sent.getAttributesCount()).isEqualTo(call.attributes().size());
      assertThat(collector.resources().getFirst().toString()).contains("\"hone\"");
      assertThat(lost).isEmpty();
    }
  }

  @Test
  void shouldSendTheRootWithoutParentAndAPromptOfTheYear1970AsRecorded() throws Exception {
    try (Collector collector = Collector.start()) {
      try (SpanWriter writer = writer(collector.endpoint(), 1)) {
        writer.write(span(TraceRecords.outcome("p", OutcomeStatus.PAIRED, "")));
        writer.write(span(TraceRecords.prompt("p", Instant.EPOCH)));
      }

      assertThat(collector.spans()).hasSize(2);
      assertThat(collector.spans().get(0).getParentSpanId().isEmpty()).isTrue();
      assertThat(collector.spans().get(1).getStartTimeUnixNano()).isEqualTo(1);
      assertThat(collector.spans().get(1).getEndTimeUnixNano()).isEqualTo(1);
    }
  }

  @Test
  void shouldChooseWholeEpisodesAlikeInEveryProcess() throws Exception {
    List<EpisodeSpan> prompts = prompts(400);
    try (Collector one = Collector.start();
        Collector other = Collector.start()) {
      try (SpanWriter first = writer(one.endpoint(), 0.25);
          SpanWriter second = writer(other.endpoint(), 0.25)) {
        prompts.forEach(first::write);
        IntStream.range(0, 400)
            .mapToObj(i -> span(TraceRecords.outcome("p" + i, OutcomeStatus.PAIRED, "")))
            .forEach(second::write);
      }

      assertThat(traces(one)).isEqualTo(traces(other)).hasSizeBetween(60, 140);
    }
  }

  private static Set<String> traces(Collector collector) {
    return collector.spans().stream()
        .map(span -> Collector.id(span.getTraceId()))
        .collect(Collectors.toSet());
  }

  @Test
  void shouldTellHowManySpansTheCollectorRefused() throws Exception {
    try (Collector collector = Collector.answering(404)) {
      try (SpanWriter writer = writer(collector.endpoint(), 1)) {
        prompts(10).forEach(writer::write);
      }

      assertThat(collector.spans()).isEmpty();
      assertThat(lost("404")).isEqualTo(10);
    }
  }

  @Test
  void shouldNeitherWaitForACollectorThatNeverAnswersNorHoldMoreThanItsQueue() throws Exception {
    List<EpisodeSpan> prompts = prompts(40_000);
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      URI endpoint = URI.create("http://127.0.0.1:" + silent.getLocalPort());
      long began = System.nanoTime();
      long written;
      try (SpanWriter writer = writer(endpoint, 1, SpanWriter.LAST)) {
        prompts.forEach(writer::write);
        written = System.nanoTime() - began;
      }

      // Each of its 78 batches waits for 5 s.
      assertThat(Duration.ofNanos(written)).isLessThan(Duration.ofSeconds(20));
      assertThat(Duration.ofNanos(System.nanoTime() - began - written))
          .isLessThan(SpanWriter.LAST.multipliedBy(10));
      assertThat(lost("queue_full")).isBetween(40_000L - 16_384 - 1_024, 40_000L - 16_384);
    }
  }
}
