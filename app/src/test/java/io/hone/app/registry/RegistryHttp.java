package io.hone.app.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A client that shows status and body of every answer as one line. */
record RegistryHttp(URI url, HttpClient client) {
  static final ObjectMapper JSON = new ObjectMapper();

  RegistryHttp(URI url) {
    this(url, HttpClient.newHttpClient());
  }

  static RegistryHttp of(EmbeddedRegistry registry) {
    return new RegistryHttp(registry.url());
  }

  String get(String path) {
    return call("GET", path, "");
  }

  String delete(String path) {
    return call("DELETE", path, "");
  }

  String put(String path, String body) {
    return call("PUT", path, body);
  }

  String post(String path, String body) {
    return call("POST", path, body);
  }

  /** The schema in the body that the API wants. */
  String postSchema(String path, String schema) {
    return post(path, JsonNodeFactory.instance.objectNode().put("schema", schema).toString());
  }

  String register(String subject, String schema) {
    return postSchema("/subjects/" + subject + "/versions", schema);
  }

  JsonNode json(String path) {
    try {
      return JSON.readTree(get(path).substring(4));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String call(String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
            .timeout(Duration.ofSeconds(60))
            .method(method, BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      return response.statusCode() + " " + response.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
