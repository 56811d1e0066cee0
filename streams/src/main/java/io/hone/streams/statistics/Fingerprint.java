package io.hone.streams.statistics;

/**
 * 64 bits of a text: FNV-1a (Fowler, Noll and Vo) over its characters. Told apart are the records
 * of one prompt, some hundreds, whose ids are hashes already; no one gains by making two collide.
 */
final class Fingerprint {
  private static final long OFFSET = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private Fingerprint() {}

  /** Of a text. */
  static long of(String text) {
    long hash = OFFSET;
    for (int i = 0; i < text.length(); i++) hash = (hash ^ text.charAt(i)) * PRIME;
    return hash;
  }

  /** Of a text with numbers. */
  static long of(String text, long... numbers) {
    long hash = of(text);
    for (long number : numbers) hash = (hash ^ number) * PRIME;
    return hash;
  }
}
