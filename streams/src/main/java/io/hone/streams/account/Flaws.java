package io.hone.streams.account;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts every flaw, and keeps the first of each kind: a broken run may have millions. */
final class Flaws {
  /** Of one kind. */
  static final int MOST = 100;

  private final Map<Flaw.Kind, Long> counts = new EnumMap<>(Flaw.Kind.class);
  private final List<Flaw> kept = new ArrayList<>();

  void add(Flaw.Kind kind, String id, String detail, Position... positions) {
    if (counts.merge(kind, 1L, Long::sum) <= MOST) {
      kept.add(new Flaw(kind, id, List.of(positions), detail));
    }
  }

  Map<Flaw.Kind, Long> counts() {
    return Map.copyOf(counts);
  }

  List<Flaw> kept() {
    return kept;
  }
}
