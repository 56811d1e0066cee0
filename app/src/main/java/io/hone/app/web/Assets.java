package io.hone.app.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Files of the class path, read once when the routes are made. They hold no data: anyone may read.
 */
public final class Assets {
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png",
          "json", "application/json");

  private Assets() {}

  /**
   * One route for each file of a folder, under its name.
   *
   * @param beside a class in whose package the folder lies
   * @param folder its name; its file {@code files.txt} names what is served, one a line
   * @param prefix of the paths, with a slash at its end
   * @throws IllegalArgumentException if one is not there or of an unknown type
   */
  public static List<Route> routes(Class<?> beside, String folder, String prefix) {
    return names(beside, folder + "/files.txt").stream()
        .map(name -> route(prefix + name, read(beside, folder + "/" + name)))
        .toList();
  }

  private static List<String> names(Class<?> beside, String list) {
    try (InputStream in = beside.getResourceAsStream(list)) {
      if (in == null) {
        throw new IllegalArgumentException(list + " is not beside " + beside.getName());
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file as the answer. */
  public static Answer.Whole read(Class<?> beside, String name) {
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    try (InputStream in = beside.getResourceAsStream(name)) {
      if (in == null || type == null) {
        throw new IllegalArgumentException(
            "%s is not beside %s, or its type is unknown".formatted(name, beside.getName()));
      }
      return Answer.bytes(type, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Route route(String path, Answer.Whole answer) {
    return Route.open(path, request -> answer);
  }
}
