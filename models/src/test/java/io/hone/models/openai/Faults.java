package io.hone.models.openai;

import io.hone.models.openai.FakeServer.Exchange;
import io.hone.models.openai.FakeServer.Script;

/** What servers and networks do to requests. Every body quotes request and key, as some do. */
final class Faults {
  private Faults() {}

  static Script of(String name) {
    return exchange -> {
      String quote = quote(exchange);
      switch (name) {
        case "drop" -> exchange.drop();
        case "drop in body" -> {
          exchange.raw(Exchange.head(200, Fixture.CHAT_ANSWER.length()));
          exchange.raw(Fixture.CHAT_ANSWER.substring(0, 40));
          exchange.drop();
        }
        case "garbage" -> {
          exchange.raw("\u0000\u0001 " + quote + " not HTTP\r\n\r\n");
          exchange.drop();
        }
        case "html" -> exchange.answer(200, "<html>" + quote + "</html>");
        case "events" -> {
          exchange.raw("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n");
          exchange.raw("Content-Length: 14\r\n\r\ndata: [DONE]\n\n");
        }
        case "half" -> exchange.answer(200, Fixture.CHAT_ANSWER.substring(0, 60));
        case "short" -> exchange.raw(Exchange.head(200, 20) + Fixture.CHAT_ANSWER);
        case "no choices" -> exchange.answer(200, "{\"error\":" + quote + "}");
        case "huge" -> exchange.answer(200, "[\"" + "x".repeat(70_000) + "\"]");
        case "long" ->
            exchange.answer(
                400,
                "{\"error\":{\"code\":\"context_length_exceeded\",\"message\":" + quote + "}}");
        case "never" -> exchange.waitForClientToLeave();
        case "drip" -> {
          exchange.raw(Exchange.head(200, Fixture.CHAT_ANSWER.length()));
          exchange.drip(Fixture.CHAT_ANSWER);
        }
        default ->
            exchange.answer(
                Integer.parseInt(name), "{\"error\":{\"message\":" + quote + ",\"code\":1}}");
      }
    };
  }

  private static String quote(Exchange exchange) {
    return '"'
        + exchange.headers().getOrDefault("authorization", "")
        + exchange.body().replace("\"", "'")
        + '"';
  }
}
