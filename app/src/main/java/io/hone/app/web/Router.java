package io.hone.app.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds the route of a request. Only what stands in its list can be reached. */
final class Router {
  private final List<Pattern> patterns;

  private record Pattern(Route route, List<String> parts) {
    Optional<Map<String, String>> match(List<String> path) {
      if (path.size() != parts.size()) return Optional.empty();
      Map<String, String> named = new HashMap<>();
      for (int i = 0; i < parts.size(); i++) {
        String part = parts.get(i);
        if (isName(part)) {
          if (path.get(i).isEmpty()) return Optional.empty();
          named.put(part.substring(1, part.length() - 1), path.get(i));
        } else if (!part.equals(path.get(i))) {
          return Optional.empty();
        }
      }
      return Optional.of(named);
    }

    private static boolean isName(String part) {
      return part.startsWith("{") && part.endsWith("}");
    }
  }

  /** A route with the parts of the path that it names. */
  record Found(Route route, Map<String, String> named) {}

  Router(List<Route> routes) {
    Set<String> seen = new HashSet<>();
    this.patterns = new ArrayList<>();
    for (Route route : routes) {
      if (!seen.add(route.method() + " " + route.path().replaceAll("\\{[^/]*\\}", "{}"))) {
        throw new IllegalArgumentException(route.method() + " " + route.path() + " is there twice");
      }
      patterns.add(new Pattern(route, List.of(route.path().split("/", -1))));
    }
    // What is spelt out comes before what stands for any text.
    patterns.sort(
        java.util.Comparator.comparingLong(
            pattern -> pattern.parts().stream().filter(Pattern::isName).count()));
  }

  /**
   * @param path as sent, without the query
   * @throws Refusal 404 if there is nothing, 405 if there is, but not by this method
   */
  Found find(String method, String path) {
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/", -1)) parts.add(decoded(part));
    Set<String> allowed = new TreeSet<>();
    for (Pattern pattern : patterns) {
      Optional<Map<String, String>> named = pattern.match(parts);
      if (named.isEmpty()) continue;
      String can = pattern.route().method();
      if (can.equals(method) || (can.equals("GET") && method.equals("HEAD"))) {
        return new Found(pattern.route(), named.get());
      }
      allowed.add(can);
    }
    if (allowed.isEmpty()) throw Refusal.nothing();
    throw new Refusal(405, "ask by " + String.join(" or ", allowed));
  }

  /** In a path a plus is a plus. */
  private static String decoded(String part) {
    try {
      return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Refusal.wrong("the address is not encoded as it should be");
    }
  }
}
