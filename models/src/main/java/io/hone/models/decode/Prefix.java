package io.hone.models.decode;

/**
 * Keys and values of the first tokens of a prompt, under one version, computed once for all who
 * share them. Owned by {@link PrefixCache}.
 *
 * @param <V> the version
 * @param <C> where the keys and values are
 */
final class Prefix<V, C> {
  private final V version;
  private final int[] tokens;
  private final C cache;
  private int ready;
  private int pins;

  Prefix(V version, int[] tokens, C cache, int ready) {
    this.version = version;
    this.tokens = tokens;
    this.cache = cache;
    this.ready = ready;
  }

  V version() {
    return version;
  }

  int length() {
    return tokens.length;
  }

  /** The tokens themselves, not a copy. */
  int[] tokens() {
    return tokens;
  }

  C cache() {
    return cache;
  }

  /** How many of the tokens are computed. */
  int ready() {
    return ready;
  }

  void advance(int computed) {
    ready += computed;
  }

  boolean complete() {
    return ready == tokens.length;
  }

  /** A pinned prefix is not evicted. */
  void pin() {
    pins++;
  }

  void unpin() {
    pins--;
  }

  boolean pinned() {
    return pins > 0;
  }

  /** How many leading tokens it shares with a prompt. */
  int common(int[] prompt, int limit) {
    int most = Math.min(limit, tokens.length);
    int n = 0;
    while (n < most && tokens[n] == prompt[n]) {
      n++;
    }
    return n;
  }
}
