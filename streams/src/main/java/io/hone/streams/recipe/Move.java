package io.hone.streams.recipe;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What a recipe says: these calls are wanted, or this is how the episode ends. */
public sealed interface Move {
  /** What the recipe has read from the facts so far, in the order of its steps. */
  List<Finding> findings();

  /**
   * Calls are wanted. The recipe has nothing new to say before each of them has a fact.
   *
   * @param calls the calls of the present step that lack a fact; at least one
   * @param findings see {@link Move#findings()}
   */
  record Ask(List<Call> calls, List<Finding> findings) implements Move {
    public Ask {
      calls = List.copyOf(calls);
      findings = List.copyOf(findings);
      if (calls.isEmpty()) {
        throw new IllegalArgumentException("an Ask without calls would wait for ever");
      }
    }

    /** The calls whose ids are not among those asked before. */
    public List<Call> besides(Set<String> asked) {
      return calls.stream().filter(call -> !asked.contains(call.id())).toList();
    }
  }

  /**
   * The episode is over.
   *
   * @param outcome how it ended
   * @param findings see {@link Move#findings()}
   */
  record End(Outcome outcome, List<Finding> findings) implements Move {
    public End {
      findings = List.copyOf(findings);
    }
  }

  /**
   * Asks for what the last of these rounds lacks.
   *
   * @param rounds the steps so far, the open one last
   */
  static Move ask(Round<?>... rounds) {
    return new Ask(rounds[rounds.length - 1].missing(), findings(rounds));
  }

  /** All that these rounds found, in their order. */
  static List<Finding> findings(Round<?>... rounds) {
    return Stream.of(rounds).<Finding>flatMap(round -> round.findings().stream()).toList();
  }
}
