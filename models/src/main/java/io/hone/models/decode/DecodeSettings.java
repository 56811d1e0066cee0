package io.hone.models.decode;

/**
 * Bounds of the in-process decoder.
 *
 * @param batch sequences that take steps together at most
 * @param waiting samples that may wait for a place; requests beyond fail as transient
 * @param keyValueBytes memory for keys and values of running sequences and kept prefixes together
 * @param prefillTokens prompt tokens computed per step beside the running sequences, so that a long
 *     prompt does not hold them up
 * @param context positions at most, 0 for the model's own
 */
public record DecodeSettings(
    int batch, int waiting, long keyValueBytes, int prefillTokens, int context) {

  public DecodeSettings {
    require(batch >= 1, "batch", batch);
    require(waiting >= 1, "waiting", waiting);
    require(keyValueBytes >= 1, "key-value bytes", keyValueBytes);
    require(prefillTokens >= 1, "prefill tokens", prefillTokens);
    require(context >= 0, "context", context);
  }

  /** 64 sequences, 4,096 waiting, 1 GiB. */
  public static DecodeSettings defaults() {
    return new DecodeSettings(64, 4096, 1L << 30, 256, 0);
  }

  public DecodeSettings withBatch(int value) {
    return new DecodeSettings(value, waiting, keyValueBytes, prefillTokens, context);
  }

  public DecodeSettings withKeyValueBytes(long value) {
    return new DecodeSettings(batch, waiting, value, prefillTokens, context);
  }

  public DecodeSettings withWaiting(int value) {
    return new DecodeSettings(batch, value, keyValueBytes, prefillTokens, context);
  }

  private static void require(boolean holds, String name, long value) {
    if (!holds) {
      throw new IllegalArgumentException(
          "Decoder: " + name + " is " + value + "; it is too small.");
    }
  }
}
