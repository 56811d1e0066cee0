package io.hone.app.web;

import java.util.function.Function;

/**
 * Something that can be asked for.
 *
 * @param method GET or POST; whoever may GET may HEAD
 * @param path such as {@code /api/pairs/{id}}: a part in braces stands for any text without a slash
 * @param access who may ask
 * @param answer made on a thread that may wait; throws {@link Refusal}
 */
public record Route(String method, String path, Access access, Function<Request, Answer> answer) {
  public Route {
    if (!path.startsWith("/")) throw new IllegalArgumentException(path + " has no / in front");
    if (!method.equals("GET") && !method.equals("POST")) {
      throw new IllegalArgumentException(method + " is neither GET nor POST");
    }
    if (method.equals("POST") != (access == Access.WRITE)) {
      throw new IllegalArgumentException(path + ": what is posted is a write, and nothing else is");
    }
  }

  /** Something to read. */
  public static Route get(String path, Function<Request, Answer> answer) {
    return new Route("GET", path, Access.READ, answer);
  }

  /** Something that anyone may read who reaches the port. */
  public static Route open(String path, Function<Request, Answer> answer) {
    return new Route("GET", path, Access.OPEN, answer);
  }

  /** Something that changes something. */
  public static Route post(String path, Function<Request, Answer> answer) {
    return new Route("POST", path, Access.WRITE, answer);
  }
}
