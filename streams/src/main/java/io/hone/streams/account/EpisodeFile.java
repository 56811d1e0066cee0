package io.hone.streams.account;

import io.hone.event.Lineage;
import io.hone.event.Outcome;
import io.hone.streams.recipe.Fact;
import io.hone.streams.recipe.Model;
import io.hone.streams.recipe.Prompt;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is held of one episode: all of it until it is checked, afterwards the fingerprints of its
 * readings, 8 bytes each.
 */
final class EpisodeFile {
  private static final long[] NONE = {};

  final String promptId;
  @Nullable Prompt prompt;
  @Nullable Outcome outcome;
  @Nullable Position outcomeAt;
  @Nullable Lineage lineage;
  @Nullable Position lineageAt;
  @Nullable Model actor;
  @Nullable Position lastFact;
  Map<String, PairSeen> pairs = new HashMap<>(4);
  Map<String, Fact> facts = new LinkedHashMap<>();

  /** Whether it has been checked, and what it was checked with is gone. */
  boolean closed;

  /** Whether its prompt is among the accepted ones; known when it is closed, too. */
  boolean accepted;

  /** Whether it was played again, so that its readings are known. */
  boolean played;

  /** Whether it has ended, so that none of its readings may be missing. */
  boolean ended;

  /** Fingerprints of the readings that follow from the facts, sorted. */
  long[] readings = NONE;

  final BitSet seen = new BitSet(0);

  /** A pair on its topic. */
  record PairSeen(Position position, long print) {}

  EpisodeFile(String promptId) {
    this.promptId = promptId;
  }

  /** By which rules it is played; the outcome knows better than the completions. */
  void playedBy(Lineage by, Position where) {
    if (lineage == null) {
      lineage = by;
      lineageAt = where;
    }
  }

  /** Lets go of what is not needed any more. */
  void close() {
    closed = true;
    prompt = null;
    outcome = null;
    pairs = Map.of();
    facts = Map.of();
  }
}
