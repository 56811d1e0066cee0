package io.hone.app.web;

import java.nio.charset.StandardCharsets;

/**
 * One of the server-sent events (HTML standard, section 9.2).
 *
 * @param name its type; a single line
 * @param data any text
 */
public record ServerEvent(String name, String data) {
  /** Does nothing but show that the connection lives. */
  static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.UTF_8);

  public ServerEvent {
    if (name.lines().count() > 1) {
      throw new IllegalArgumentException("the event's name has several lines: " + name);
    }
  }

  byte[] frame() {
    StringBuilder frame = new StringBuilder("event: ").append(name).append('\n');
    for (String line : data.split("\r\n|\r|\n", -1)) {
      frame.append("data: ").append(line).append('\n');
    }
    return frame.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }
}
