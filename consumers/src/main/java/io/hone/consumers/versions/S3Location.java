package io.hone.consumers.versions;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in S3-compatible storage.
 *
 * @param bucket which must be there
 * @param prefix before every version's name; empty, or ending in a slash
 * @param endpoint of the server; empty: AWS's of the region
 * @param region of the bucket
 */
public record S3Location(String bucket, String prefix, Optional<URI> endpoint, String region) {
  /** What an address begins with. */
  public static final String SCHEME = "s3://";

  private static final Pattern ADDRESS =
      Pattern.compile(SCHEME + "([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/([A-Za-z0-9._/=+-]*))?");

  /**
   * Reads an address.
   *
   * @param address such as {@code s3://bucket/prefix}
   * @throws IllegalArgumentException if it is none
   */
  public static S3Location of(String address, Optional<URI> endpoint, String region) {
    Matcher matcher = ADDRESS.matcher(address);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is no place in S3: write s3://BUCKET/PREFIX.".formatted(address));
    }
    String prefix = matcher.group(2) == null ? "" : matcher.group(2).replaceAll("^/+|/+$", "");
    return new S3Location(matcher.group(1), prefix.isEmpty() ? "" : prefix + "/", endpoint, region);
  }

  String uri(String version) {
    return SCHEME + bucket + "/" + prefix + version;
  }

  String key(String version, String file) {
    return prefix + version + "/" + file;
  }
}
