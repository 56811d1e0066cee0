package io.hone.app.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Answers that never change: one mode, one context, no identity beyond loopback. */
final class ServerFacts {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private ServerFacts() {}

  static JsonNode mode() {
    return JSON.objectNode().put("mode", "READWRITE");
  }

  static JsonNode setMode(RegistryRequest request) {
    if (!request.body().path("mode").asText("").equalsIgnoreCase("READWRITE")) {
      throw RegistryError.modeNotSupported();
    }
    return mode();
  }

  static JsonNode contexts() {
    return JSON.arrayNode().add(".");
  }

  static JsonNode id() {
    ObjectNode id = JSON.objectNode();
    ObjectNode scope = id.putObject("scope");
    scope.putArray("path");
    scope.putObject("clusters").put("schema-registry-cluster", "hone");
    return id.put("id", "");
  }

  static JsonNode version() {
    return JSON.objectNode().put("version", "7.9.5").put("commitId", "");
  }
}
