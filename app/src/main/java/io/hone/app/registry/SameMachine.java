package io.hone.app.registry;

import com.sun.net.httpserver.Headers;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Keeps web pages out. A socket on loopback is open to every page in a browser on this machine: by
 * requests across origins, which bring their page's Origin, and by names that an attacker lets
 * point to 127.0.0.1 (DNS rebinding), which bring that name as Host.
 */
final class SameMachine {
  private static final Set<String> NAMES = Set.of("127.0.0.1", "localhost", "[::1]");

  private SameMachine() {}

  /**
   * @throws RegistryError 403 if Host, Origin or Sec-Fetch-Site tell of another machine's page
   */
  static void require(Headers headers) {
    check(headers, "Host", host -> "http://" + host);
    check(headers, "Origin", origin -> origin);
    value(headers, "Sec-Fetch-Site")
        .filter("cross-site"::equals)
        .ifPresent(
            site -> {
              throw RegistryError.notFromHere("Sec-Fetch-Site", site);
            });
  }

  private static void check(Headers headers, String name, UnaryOperator<String> address) {
    value(headers, name)
        .filter(value -> !NAMES.contains(host(address.apply(value))))
        .ifPresent(
            value -> {
              throw RegistryError.notFromHere(name, value);
            });
  }

  private static Optional<String> value(Headers headers, String name) {
    return Optional.ofNullable(headers.getFirst(name));
  }

  private static String host(String address) {
    try {
      String host = URI.create(address).getHost();
      return host == null ? "" : host.toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
