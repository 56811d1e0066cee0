package io.hone.app.metrics;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.app.web.Answer;
import io.hone.app.web.Route;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * Whether a process lives and is ready. It is ready if every check holds; it lives until one of its
 * roles has ended unasked. Each is answered with 200 or 503 and what is wrong.
 */
final class Health implements Source {
  private final List<Check> ready = new CopyOnWriteArrayList<>();
  private final List<Check> live = new CopyOnWriteArrayList<>();

  /**
   * Something to look at.
   *
   * @param name for people and tags
   * @param flaw one sentence if something is wrong; must not wait
   */
  record Check(String name, Supplier<Optional<String>> flaw) {}

  void ready(Check check) {
    ready.add(check);
  }

  void live(Check check) {
    live.add(check);
  }

  List<Route> routes() {
    return List.of(
        Route.open("/health/live", request -> answer(live)),
        Route.open("/health/ready", request -> answer(ready)));
  }

  private static Answer answer(List<Check> checks) {
    Map<String, Optional<String>> found = new TreeMap<>();
    checks.forEach(check -> found.put(check.name(), check.flaw().get()));
    boolean well = found.values().stream().allMatch(Optional::isEmpty);
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("status", well ? "up" : "down");
    ObjectNode each = json.putObject("checks");
    found.forEach((name, flaw) -> each.put(name, flaw.orElse("up")));
    return Answer.json(well ? 200 : 503, json);
  }

  @Override
  public void read(Readings into) {
    for (Check check : ready) {
      into.put(HoneMeter.READY, check.flaw().get().isEmpty() ? 1 : 0, check.name());
    }
  }
}
