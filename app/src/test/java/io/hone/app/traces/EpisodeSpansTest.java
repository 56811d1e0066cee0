package io.hone.app.traces;

import static io.hone.app.traces.TraceRecords.T;
import static org.assertj.core.api.Assertions.assertThat;

import io.hone.event.CallErrorKind;
import io.hone.event.Completion;
import io.hone.event.OutcomeStatus;
import io.hone.event.PreferencePair;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class EpisodeSpansTest {
  private static final long END = T.toEpochMilli();
  private static final EpisodeSpans SPANS = new EpisodeSpans(TraceRecords.RUN);

  private static EpisodeSpan span(SpecificRecord value) {
    return SPANS.of(value).orElseThrow();
  }

  private static Map<String, Object> attributes(EpisodeSpan span) {
    return span.attributes().asMap().entrySet().stream()
        .collect(Collectors.toMap(e -> e.getKey().getKey(), Map.Entry::getValue));
  }

  @Test
  void shouldMakeTheOutcomeTheRootFromAdmissionToEnd() {
    EpisodeSpan root = span(TraceRecords.outcome("p", OutcomeStatus.PAIRED, "", "x-1", "x-2"));

    assertThat(root.name()).isEqualTo("episode");
    assertThat(root.parentId()).isEmpty();
    assertThat(root.start()).isEqualTo(END - 10_000);
    assertThat(root.end()).isEqualTo(END);
    assertThat(root.error()).isEmpty();
    assertThat(attributes(root))
        .isEqualTo(
            Map.of(
                "hone.run", "traced",
                "hone.prompt", "p",
                "hone.status", "paired",
                "hone.pairs", 2L,
                "hone.version", "v3"));
  }

  @Test
  void shouldMarkADeadEpisodeAndNoOther() {
    List<EpisodeSpan> roots =
        List.of(
            span(TraceRecords.outcome("p", OutcomeStatus.DEAD, "poisonous")),
            span(TraceRecords.outcome("q", OutcomeStatus.NO_PAIR, "all-scores-equal")));

    assertThat(roots).extracting(root -> root.error().orElse("")).containsExactly("poisonous", "");
    assertThat(attributes(roots.get(1))).containsEntry("hone.reason", "all-scores-equal");
  }

  @Test
  void shouldLetACallLastFromAskingToItsEnd() {
    EpisodeSpan call = span(TraceRecords.answer("p", "c-1", 2, "w-7"));

    assertThat(call.name()).isEqualTo("call meta_judge");
    assertThat(call.kind()).isEqualTo(SpanKind.CLIENT);
    assertThat(call.start()).isEqualTo(END - 2_500);
    assertThat(call.began()).hasValue(END - 2_000);
    assertThat(call.end()).isEqualTo(END);
    assertThat(call.error()).isEmpty();
    assertThat(attributes(call))
        .isEqualTo(
            Map.ofEntries(
                Map.entry("hone.run", "traced"),
                Map.entry("hone.prompt", "p"),
                Map.entry("hone.call", "c-1"),
                Map.entry("hone.stage", "meta_judge"),
                Map.entry("hone.attempt", 2L),
                Map.entry("hone.worker", "w-7"),
                Map.entry("hone.version", "v3"),
                Map.entry("gen_ai.operation.name", "chat"),
                Map.entry("gen_ai.request.model", "policy"),
                Map.entry("gen_ai.usage.input_tokens", 120L),
                Map.entry("gen_ai.usage.output_tokens", 30L),
                Map.entry("gen_ai.response.finish_reasons", List.of("stop"))));
  }

  @Test
  void shouldNameTheKindOfAFailure() {
    EpisodeSpan call = span(TraceRecords.failure("p", "c-1", 1, CallErrorKind.TOO_LONG));

    assertThat(call.error()).hasValue("too_long");
    assertThat(call.attributes().get(AttributeKey.stringKey("error.type"))).isEqualTo("too_long");
  }

  @Test
  void shouldMakeAMomentOfAPairThatNamesBothSides() {
    EpisodeSpan pair = span(TraceRecords.pair("p", "x-1"));

    assertThat(pair.name()).isEqualTo("pair actor");
    assertThat(List.of(pair.start(), pair.end())).containsOnly(END);
    assertThat(attributes(pair))
        .containsEntry("hone.pair", "x-1")
        .containsEntry("hone.chosen", "r-1")
        .containsEntry("hone.rejected", "r-2");
  }

  @Test
  void shouldTakeAPairWithoutRejectedSide() {
    PreferencePair supervised = TraceRecords.pair("p", "x-1");
    supervised.setRejected(null);

    assertThat(attributes(span(supervised))).doesNotContainKey("hone.rejected");
  }

  @Test
  void shouldMakeAMomentOfAPrompt() {
    EpisodeSpan prompt = span(TraceRecords.prompt("p", T));

    assertThat(prompt.name()).isEqualTo("prompt");
    assertThat(List.of(prompt.start(), prompt.end())).containsOnly(END);
  }

  @Test
  void shouldBeADigestOfRunAndPromptInItsTraceId() throws NoSuchAlgorithmException {
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    // ContentId hashes each part with its length, four bytes, before it.
    byte[] content = "\0\0\0\5trace\0\0\0\6traced\0\0\0\1p".getBytes(StandardCharsets.US_ASCII);

    String trace = span(TraceRecords.prompt("p", T)).traceId();

    assertThat(trace).isEqualTo(HexFormat.of().formatHex(sha.digest(content), 0, 16));
    assertThat(new EpisodeSpans("other").of(TraceRecords.prompt("p", T)).orElseThrow().traceId())
        .isNotEqualTo(trace);
  }

  @Test
  void shouldNotBeBeforeTimeBeganWhateverAForeignClockWrote() {
    Completion odd = TraceRecords.answer("p", "c", 1, "w");
    odd.setCompletedAt(Instant.ofEpochMilli(1_000));
    odd.setLatency(Long.MAX_VALUE);
    odd.setQueued(-5);

    EpisodeSpan call = span(odd);

    assertThat(call.start()).isZero();
    assertThat(call.began()).hasValue(0);
    assertThat(call.end()).isEqualTo(1_000);
    assertThat(span(TraceRecords.prompt("p", Instant.ofEpochMilli(-7))).start()).isZero();
  }

  @Provide
  Arbitrary<List<SpecificRecord>> records() {
    Arbitrary<String> prompts = Arbitraries.of("p", "q");
    Arbitrary<String> ids = Arbitraries.of("1", "2", "12");
    Arbitrary<Integer> attempts = Arbitraries.integers().between(1, 12);
    Arbitrary<String> workers = Arbitraries.of("w", "1", "2w", "episodes");
    Arbitrary<SpecificRecord> one =
        Arbitraries.oneOf(
            Combinators.combine(prompts, Arbitraries.integers().between(0, 3))
                .as((prompt, s) -> TraceRecords.prompt(prompt, T.plus(Duration.ofSeconds(s)))),
            Combinators.combine(prompts, ids, attempts, workers).as(TraceRecords::answer),
            Combinators.combine(prompts, ids).as(TraceRecords::pair),
            prompts.map(prompt -> TraceRecords.outcome(prompt, OutcomeStatus.PAIRED, "", "x")));
    return one.list().ofMaxSize(40);
  }

  @Property(tries = 300)
  void shouldBeTheSameSpansInAnyOrderAndHoweverOften(
      @ForAll("records") List<SpecificRecord> records, @ForAll Random random) {
    List<SpecificRecord> again = new ArrayList<>(records);
    again.addAll(records);
    Collections.shuffle(again, random);

    Set<EpisodeSpan> spans = spans(again);

    assertThat(spans).isEqualTo(spans(records)).hasSize(Set.copyOf(records).size());
    assertThat(spans.stream().map(span -> span.traceId() + span.spanId()).distinct())
        .hasSize(spans.size());
    assertThat(spans)
        .allSatisfy(
            span -> {
              String prompt = String.valueOf(attributes(span).get("hone.prompt"));
              EpisodeSpan root = span(TraceRecords.outcome(prompt, OutcomeStatus.DEAD, "any"));
              assertThat(span.traceId()).isEqualTo(root.traceId());
              assertThat(span.parentId().orElse(span.spanId())).isEqualTo(root.spanId());
              assertThat(span.toString()).doesNotContain(TraceRecords.SECRET);
            });
  }

  private static Set<EpisodeSpan> spans(List<SpecificRecord> records) {
    return records.stream().map(EpisodeSpansTest::span).collect(Collectors.toSet());
  }
}
