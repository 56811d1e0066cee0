package io.hone.app.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * One operation and where it answers.
 *
 * @param pattern segments; {@code *} stands for any
 * @param writes whether it may change the ledger
 */
record Route(
    String method,
    List<String> pattern,
    boolean writes,
    BiFunction<SchemaLedger, RegistryRequest, Change> operation) {

  static Route read(
      String method, String path, BiFunction<SchemaLedger, RegistryRequest, JsonNode> answer) {
    return new Route(
        method,
        split(path),
        false,
        (ledger, request) -> Change.none(answer.apply(ledger, request)));
  }

  static Route write(
      String method, String path, BiFunction<SchemaLedger, RegistryRequest, Change> operation) {
    return new Route(method, split(path), true, operation);
  }

  boolean matches(List<String> path) {
    return path.size() == pattern.size()
        && IntStream.range(0, path.size())
            .allMatch(i -> pattern.get(i).equals("*") || pattern.get(i).equals(path.get(i)));
  }

  private static List<String> split(String path) {
    return path.isEmpty() ? List.of() : List.of(path.split("/", -1));
  }
}
