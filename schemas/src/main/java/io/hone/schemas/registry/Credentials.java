package io.hone.schemas.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What proves to the registry who asks.
 *
 * @param header the value of the Authorization header, a secret
 * @param key the setting it came from, which errors name instead of the secret
 */
record Credentials(String header, String key) {
  static Credentials basic(String userInfo, String key) {
    byte[] bytes = userInfo.getBytes(StandardCharsets.UTF_8);
    return new Credentials("Basic " + Base64.getEncoder().encodeToString(bytes), key);
  }

  static Credentials bearer(String token, String key) {
    return new Credentials("Bearer " + token, key);
  }

  @Override
  public String toString() {
    return "Credentials[from " + key + "]";
  }
}
