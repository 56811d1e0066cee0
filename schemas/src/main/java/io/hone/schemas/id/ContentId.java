package io.hone.schemas.id;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * An id derived from content: a prefix for the kind, a hyphen, and 128 bits of SHA-256 in
 * lower-case hexadecimal, e.g. {@code p-3f2a…}.
 *
 * <p>Each part is hashed with its length before it, so that no two lists of parts collide by
 * running into each other.
 */
public final class ContentId {
  private static final int BYTES = 16;

  /** Copied for each id: looking the algorithm up costs as much as hashing a short text. */
  private static final MessageDigest SHA_256 = sha256();

  private ContentId() {}

  /**
   * @param kind what the id names: p prompt, c call, r response, j judgement, v verdict, x pair
   * @param parts the content, in a fixed order
   */
  public static String of(String kind, List<String> parts) {
    MessageDigest digest = fresh();
    update(digest, kind);
    parts.forEach(part -> update(digest, part));
    return kind + "-" + HexFormat.of().formatHex(digest.digest(), 0, BYTES);
  }

  private static void update(MessageDigest digest, String part) {
    byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    digest.update(bytes);
  }

  private static MessageDigest fresh() {
    try {
      return (MessageDigest) SHA_256.clone();
    } catch (CloneNotSupportedException e) {
      return sha256();
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
