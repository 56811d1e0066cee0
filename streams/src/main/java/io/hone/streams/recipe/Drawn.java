package io.hone.streams.recipe;

import io.hone.schemas.id.ContentId;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Where a finding was read from: one sample of a call's fact, or the failure of the call.
 *
 * @param call what was asked
 * @param fact what became of it
 * @param index of the sample, 0 for a failure
 */
public record Drawn(Call call, Fact fact, int index) {
  /** One for each sample; none if the call failed. */
  public static Stream<Drawn> samples(Call call, Fact fact) {
    return IntStream.range(0, fact.samples().size()).mapToObj(i -> new Drawn(call, fact, i));
  }

  /** One for each sample, and one for a failure. */
  public static Stream<Drawn> all(Call call, Fact fact) {
    return fact.failed() ? Stream.of(new Drawn(call, fact, 0)) : samples(call, fact);
  }

  /**
   * @param kind r response, j judgement, v verdict
   */
  String id(String kind) {
    return ContentId.of(kind, List.of(call.id(), Integer.toString(index)));
  }

  public boolean failed() {
    return fact.failed();
  }

  /** The text as written; empty for a failure. */
  public String text() {
    return failed() ? "" : sample().text();
  }

  /**
   * @throws IllegalStateException if the call failed
   */
  public Sample sample() {
    if (failed()) throw new IllegalStateException("call " + call.id() + " failed: no sample");
    return fact.samples().get(index);
  }

  public Instant at() {
    return fact.at();
  }

  public Model model() {
    return fact.answeredBy();
  }
}
