package io.hone.consumers.export;

import io.hone.event.PairKind;
import io.hone.event.PreferencePair;
import java.util.Optional;
import java.util.Set;

/**
 * Which pairs are exported. Supervised examples have no rejected side and so another form: they are
 * exported alone.
 *
 * @param kinds skills that the pairs teach; empty: every kind that has a rejected side
 * @param version of the policy that made them; empty: every version
 */
public record Wanted(Set<PairKind> kinds, Optional<String> version) {
  /**
   * @throws IllegalArgumentException if supervised examples are to be mixed with pairs
   */
  public Wanted {
    kinds = Set.copyOf(kinds);
    if (kinds.contains(PairKind.SUPERVISED) && kinds.size() > 1) {
      throw new IllegalArgumentException(
          "supervised examples have no rejected side and another form: export them alone");
    }
  }

  /** Whether examples are exported instead of pairs. */
  public boolean supervised() {
    return kinds.contains(PairKind.SUPERVISED);
  }

  boolean kindOf(PreferencePair pair) {
    return kinds.isEmpty() ? pair.getKind() != PairKind.SUPERVISED : kinds.contains(pair.getKind());
  }

  boolean versionOf(PreferencePair pair) {
    return version.map(pair.getPolicy().getVersion()::equals).orElse(true);
  }
}
