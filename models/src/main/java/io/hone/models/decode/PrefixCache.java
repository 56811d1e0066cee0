package io.hone.models.decode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Prefixes by what they begin with. Every prefix is found by the hash of each of its blocks of 16
 * tokens together with all before it; tokens are compared then, so a collision costs a miss and
 * never a wrong answer. Least recently used first when room is needed; pinned ones stay. For one
 * thread.
 *
 * @param <V> the version; prefixes of different versions share nothing
 * @param <C> where keys and values are
 */
final class PrefixCache<V, C> {
  static final int BLOCK = 16;

  /** Prefixes that share a block and are compared token by token, newest first. */
  private static final int COMPARED = 8;

  private record Block<V>(V version, long hash) {}

  private final Map<Block<V>, List<Prefix<V, C>>> byBlock = new HashMap<>();
  private final LinkedHashSet<Prefix<V, C>> byUse = new LinkedHashSet<>();

  /** A prefix and how many tokens of the prompt it covers. */
  record Match<V, C>(Prefix<V, C> prefix, int tokens) {}

  /**
   * The prefix that shares most with the first {@code limit} tokens of a prompt. Matches of the
   * whole limit count even while they are computed; shorter ones only as far as they are.
   */
  Optional<Match<V, C>> longest(V version, int[] prompt, int limit) {
    Match<V, C> best = null;
    List<List<Prefix<V, C>>> candidates = new ArrayList<>();
    candidates.add(sharing(version, 0));
    long hash = 0;
    for (int at = 0; at + BLOCK <= limit; at += BLOCK) {
      hash = block(hash, prompt, at, BLOCK);
      List<Prefix<V, C>> next = sharing(version, hash);
      if (next.isEmpty()) {
        break;
      }
      candidates.add(next);
    }
    candidates.add(sharing(version, whole(prompt, limit)));
    // The last ones share most; earlier ones are looked at only if none of those is of use.
    for (int depth = candidates.size() - 1; depth >= 0 && best == null; depth--) {
      List<Prefix<V, C>> same = candidates.get(depth);
      for (int i = same.size() - 1; i >= Math.max(0, same.size() - COMPARED); i--) {
        int common = same.get(i).common(prompt, limit);
        int usable = common == limit ? limit : Math.min(common, same.get(i).ready());
        if (usable > (best == null ? 0 : best.tokens())) {
          best = new Match<>(same.get(i), usable);
        }
      }
    }
    if (best != null) {
      byUse.remove(best.prefix());
      byUse.add(best.prefix());
    }
    return Optional.ofNullable(best);
  }

  void add(Prefix<V, C> prefix) {
    byUse.add(prefix);
    for (Block<V> block : blocks(prefix)) {
      byBlock.computeIfAbsent(block, key -> new ArrayList<>()).add(prefix);
    }
  }

  /** Takes the least recently used prefix out that nobody holds; the caller frees its cache. */
  Optional<Prefix<V, C>> evict() {
    Iterator<Prefix<V, C>> oldest = byUse.iterator();
    while (oldest.hasNext()) {
      Prefix<V, C> prefix = oldest.next();
      if (!prefix.pinned()) {
        oldest.remove();
        forget(prefix);
        return Optional.of(prefix);
      }
    }
    return Optional.empty();
  }

  /** Takes a prefix out that will never be complete, or whose version goes. */
  void remove(Prefix<V, C> prefix) {
    if (byUse.remove(prefix)) {
      forget(prefix);
    }
  }

  /** All prefixes of a version. */
  List<Prefix<V, C>> of(V version) {
    return byUse.stream().filter(prefix -> prefix.version().equals(version)).toList();
  }

  int size() {
    return byUse.size();
  }

  private void forget(Prefix<V, C> prefix) {
    for (Block<V> block : blocks(prefix)) {
      List<Prefix<V, C>> same = byBlock.get(block);
      if (same != null) {
        same.remove(prefix);
        if (same.isEmpty()) {
          byBlock.remove(block);
        }
      }
    }
  }

  private List<Prefix<V, C>> sharing(V version, long hash) {
    return byBlock.getOrDefault(new Block<>(version, hash), List.of());
  }

  /** Under its whole; and under each of its blocks, or under none if it is shorter than one. */
  private List<Block<V>> blocks(Prefix<V, C> prefix) {
    List<Block<V>> blocks = new ArrayList<>();
    int[] tokens = prefix.tokens();
    blocks.add(new Block<>(prefix.version(), whole(tokens, tokens.length)));
    if (tokens.length < BLOCK) {
      blocks.add(new Block<>(prefix.version(), 0));
    }
    long hash = 0;
    for (int at = 0; at + BLOCK <= tokens.length; at += BLOCK) {
      hash = block(hash, tokens, at, BLOCK);
      blocks.add(new Block<>(prefix.version(), hash));
    }
    return blocks;
  }

  private static long whole(int[] tokens, int count) {
    return ~block(count, tokens, 0, count);
  }

  private static long block(long before, int[] tokens, int at, int count) {
    long hash = 0x9E3779B97F4A7C15L * (before ^ 0x2545F4914F6CDD1DL);
    for (int i = at; i < at + count; i++) {
      long mixed = (hash ^ tokens[i]) * 0xBF58476D1CE4E5B9L;
      hash = mixed ^ (mixed >>> 29);
    }
    return hash;
  }
}
