package io.hone.app.web;

import io.hone.app.config.Config;
import io.hone.app.config.Keys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a server listens, and who may ask.
 *
 * @param host an address of this machine, or a name of one
 * @param port 0 for any free one
 * @param token without one nobody can write; on an address that other machines reach it is needed
 */
public record WebSettings(String host, int port, Optional<String> token) {
  private static final int SHORTEST_TOKEN = 16;

  /**
   * @throws WebException if others would reach the server without a token, or the token is short
   */
  public WebSettings {
    if (token.isPresent() && token.get().length() < SHORTEST_TOKEN) {
      throw new WebException(
          "%s has %d characters: take %d or more, such as those of openssl rand -hex 16"
              .formatted(Keys.WEB_TOKEN.name(), token.get().length(), SHORTEST_TOKEN));
    }
    if (token.isEmpty() && !isLoopback(host)) {
      throw new WebException(
          "%s is %s, which other machines reach, and there is no token: give one by %s or %s, or take 127.0.0.1"
              .formatted(
                  Keys.WEB_HOST.name(),
                  host,
                  Keys.WEB_TOKEN_FILE.name(),
                  Keys.WEB_TOKEN.variable()));
    }
  }

  /**
   * As configured; empty if no server is wanted.
   *
   * @throws WebException if it may not be so
   */
  public static Optional<WebSettings> of(Config config) {
    return config
        .find(Keys.WEB_PORT)
        .map(port -> new WebSettings(config.get(Keys.WEB_HOST), port, token(config)));
  }

  private static Optional<String> token(Config config) {
    Optional<String> given = config.find(Keys.WEB_TOKEN);
    Optional<Path> file = config.find(Keys.WEB_TOKEN_FILE);
    if (given.isPresent() && file.isPresent()) {
      throw new WebException(
          "%s and %s are both set: keep one"
              .formatted(Keys.WEB_TOKEN.name(), Keys.WEB_TOKEN_FILE.name()));
    }
    return file.map(WebSettings::firstLine).or(() -> given);
  }

  private static String firstLine(Path file) {
    try (var lines = Files.lines(file)) {
      return lines.findFirst().map(String::strip).orElse("");
    } catch (IOException | java.io.UncheckedIOException e) {
      throw new WebException(
          "%s %s cannot be read: correct the path or its rights"
              .formatted(Keys.WEB_TOKEN_FILE.name(), file),
          e);
    }
  }

  boolean isLoopback() {
    return isLoopback(host);
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new WebException(
          "%s is %s, which is no address of this machine: take 127.0.0.1"
              .formatted(Keys.WEB_HOST.name(), host),
          e);
    }
  }

  @Override
  public String toString() {
    return "WebSettings[%s:%d%s]".formatted(host, port, token.isPresent() ? ", token" : "");
  }
}
