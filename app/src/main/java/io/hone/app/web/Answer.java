package io.hone.app.web;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import reactor.core.publisher.Flux;

/** What is answered. */
public sealed interface Answer {

  /** A whole body, which nobody changes any more. */
  final class Whole implements Answer {
    private final int status;
    private final String type;
    private final byte[] body;

    private Whole(int status, String type, byte[] body) {
      this.status = status;
      this.type = type;
      this.body = body;
    }

    public int status() {
      return status;
    }

    /** The media type. */
    public String type() {
      return type;
    }

    /** As text. */
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    byte[] body() {
      return body;
    }
  }

  /**
   * Events until the client goes.
   *
   * @param events of which a client that is slow gets only the newest
   */
  record Events(Flux<ServerEvent> events) implements Answer {}

  /** JSON with status 200. */
  static Answer.Whole json(JsonNode json) {
    return json(200, json);
  }

  static Answer.Whole json(int status, JsonNode json) {
    return text(status, "application/json", json.toString());
  }

  /** Text of a media type, in UTF-8. */
  static Answer.Whole text(int status, String type, String text) {
    return new Whole(status, type, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Bytes of a media type, with status 200; they are the answer's from now on. */
  static Answer.Whole bytes(String type, byte[] body) {
    return new Whole(200, type, body);
  }
}
