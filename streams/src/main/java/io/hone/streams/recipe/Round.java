package io.hone.streams.recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One step of a recipe: the calls that still lack a fact, and what was read from the others.
 *
 * @param <F> what a fact of this step is read as
 * @param missing in the order of asking
 * @param findings in the order of asking, whatever the order of arrival
 * @param failed how many of its calls failed
 * @param tooLong how many of those because they are too long for the model, whoever asks
 */
public record Round<F extends Finding>(
    List<Call> missing, List<F> findings, int failed, int tooLong) {
  public Round {
    missing = List.copyOf(missing);
    findings = List.copyOf(findings);
  }

  /** Reads a fact as what a step looks for; an answer may hold several, a failure none or one. */
  @FunctionalInterface
  public interface Reader<F extends Finding> {
    Stream<F> read(Call call, Fact fact);
  }

  /**
   * @param calls what the step asks
   * @param reader how it reads the answers
   */
  public static <F extends Finding> Round<F> of(
      Episode episode, List<Call> calls, Reader<? extends F> reader) {
    List<Call> missing = new ArrayList<>();
    List<F> findings = new ArrayList<>();
    int failed = 0;
    int tooLong = 0;
    for (Call call : calls) {
      Optional<Fact> known = episode.fact(call);
      if (known.isEmpty()) {
        missing.add(call);
      } else {
        reader.read(call, known.get()).forEach(findings::add);
        if (known.get().failed()) failed++;
        if (known.get().tooLong()) tooLong++;
      }
    }
    return new Round<>(missing, findings, failed, tooLong);
  }

  /** A step in which nothing is asked. */
  public static <F extends Finding> Round<F> none() {
    return new Round<>(List.of(), List.of(), 0, 0);
  }

  /** These rounds, one after the other, as one. */
  public static <F extends Finding> Round<F> of(List<Round<F>> rounds) {
    return new Round<>(
        rounds.stream().flatMap(round -> round.missing.stream()).toList(),
        rounds.stream().flatMap(round -> round.findings.stream()).toList(),
        rounds.stream().mapToInt(Round::failed).sum(),
        rounds.stream().mapToInt(Round::tooLong).sum());
  }

  /** This round and the one after it, as one. */
  public Round<F> then(Round<F> next) {
    return of(List.of(this, next));
  }

  /** The same calls with other findings. */
  public <G extends Finding> Round<G> withFindings(List<G> others) {
    return new Round<>(missing, others, failed, tooLong);
  }

  /** Calls that failed for another reason than their length: asking again could have helped. */
  public int broken() {
    return failed - tooLong;
  }

  /** Whether the recipe has to wait here. */
  public boolean awaits() {
    return !missing.isEmpty();
  }
}
