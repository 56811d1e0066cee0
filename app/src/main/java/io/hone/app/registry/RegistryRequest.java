package io.hone.app.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * One request, decoded.
 *
 * @param path its segments, percent-decoded; empty for {@code /}
 * @param body an empty object if there was none
 */
record RegistryRequest(String method, List<String> path, Map<String, String> query, JsonNode body) {

  RegistryRequest {
    path = List.copyOf(path);
    query = Map.copyOf(query);
  }

  boolean flag(String name) {
    return "true".equalsIgnoreCase(query.get(name));
  }

  String segment(int index) {
    return path.get(index);
  }
}
