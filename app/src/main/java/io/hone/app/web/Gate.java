package io.hone.app.web;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Decides whether a request may be served. A socket on loopback is open to every page in a browser
 * on this machine: by requests across origins, which bring their page's Origin, and by names that
 * an attacker lets point to 127.0.0.1 (DNS rebinding), which bring that name as Host. No cookie is
 * ever used, so that a browser sends nothing that permits anything by itself.
 */
final class Gate {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");
  private static final String BEARER = "Bearer ";

  private final boolean loopback;
  private final String host;
  private final Optional<String> token;

  Gate(WebSettings settings) {
    this.loopback = settings.isLoopback();
    this.host = settings.host().toLowerCase(Locale.ROOT);
    this.token = settings.token();
  }

  /**
   * What a request tells of itself.
   *
   * @param headers by name; empty where there is none
   */
  record Asked(String method, Function<String, Optional<String>> headers) {
    Optional<String> header(String name) {
      return headers.apply(name);
    }
  }

  /**
   * @throws Refusal 401, 403 or 415 if it may not
   */
  void require(Access access, Asked asked) {
    requireSameSite(asked);
    boolean write = access == Access.WRITE;
    if (write && token.isEmpty()) {
      throw new Refusal(403, "nothing can be changed here: the server was started without a token");
    }
    if ((write || (access == Access.READ && !loopback)) && !brings(asked)) {
      throw new Refusal(401, "the token is wrong or missing: send Authorization: Bearer TOKEN");
    }
    if (write && !isJson(asked)) {
      throw new Refusal(415, "what is sent must have Content-Type: application/json");
    }
  }

  private void requireSameSite(Asked asked) {
    String at = asked.header("Host").orElse("");
    if (loopback && !isThisMachine(name("http://" + at))) {
      throw new Refusal(403, "Host is not this machine: ask for 127.0.0.1 or localhost");
    }
    Optional<String> origin = asked.header("Origin");
    if (origin.isPresent() && !authority(origin.get()).equals(at.toLowerCase(Locale.ROOT))) {
      throw new Refusal(403, "the request comes from a page of another origin");
    }
    String site = asked.header("Sec-Fetch-Site").orElse("none");
    if (!Set.of("none", "same-origin").contains(site) && !isFollowedLink(asked)) {
      throw new Refusal(403, "the request comes from a page of another site");
    }
  }

  /** A link on another page may lead here; whoever follows it sees the page, the other page not. */
  private static boolean isFollowedLink(Asked asked) {
    return asked.method().equals("GET")
        && asked.header("Sec-Fetch-Mode").equals(Optional.of("navigate"))
        && asked.header("Sec-Fetch-Dest").equals(Optional.of("document"));
  }

  private boolean isThisMachine(String name) {
    return LOOPBACK.contains(name) || name.equals(host);
  }

  private boolean brings(Asked asked) {
    String given =
        asked
            .header("Authorization")
            .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
            .map(value -> value.substring(BEARER.length()).strip())
            .orElse("");
    // In a time that does not tell how much of it is right.
    return token.map(right -> MessageDigest.isEqual(bytes(right), bytes(given))).orElse(false);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isJson(Asked asked) {
    String type = asked.header("Content-Type").orElse("");
    return type.split(";", 2)[0].strip().equalsIgnoreCase("application/json");
  }

  private static String name(String address) {
    return uri(address).map(URI::getHost).map(name -> name.toLowerCase(Locale.ROOT)).orElse("");
  }

  /** Of an origin, with the port if it is not the scheme's own; empty if it is none. */
  private static String authority(String origin) {
    return uri(origin)
        .filter(uri -> "http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
        .map(URI::getAuthority)
        .map(authority -> authority.toLowerCase(Locale.ROOT))
        .orElse(" ");
  }

  private static Optional<URI> uri(String text) {
    try {
      return Optional.of(URI.create(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
