package io.hone.app.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is asked for.
 *
 * @param named parts of the path, decoded, by the names of the route
 * @param query values by name, decoded
 * @param body as text; empty if there is none
 */
public record Request(Map<String, String> named, Map<String, List<String>> query, String body) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public Request {
    named = Map.copyOf(named);
    query = Map.copyOf(query);
  }

  /** The first value of a name. */
  public Optional<String> first(String name) {
    return query.getOrDefault(name, List.of()).stream().findFirst();
  }

  /**
   * The body.
   *
   * @throws Refusal 400 if it is no JSON
   */
  public JsonNode json() {
    try {
      JsonNode read = JSON.readTree(body);
      if (read == null || read.isMissingNode()) throw Refusal.wrong("the body is empty: send JSON");
      return read;
    } catch (JsonProcessingException e) {
      throw Refusal.wrong("the body is not JSON: " + e.getOriginalMessage());
    }
  }
}
