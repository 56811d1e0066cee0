package io.hone.app.loop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.hone.models.ChatMessage;
import io.hone.models.Generation;
import io.hone.models.GenerationRequest;
import io.hone.models.Prompt;
import io.hone.models.Sampling;
import io.hone.models.scripted.Script;
import io.hone.models.scripted.ScriptedModel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server with OpenAI's API for chats, behind which the script answers and judges. */
final class ScriptedServer implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ScriptedModel model = new ScriptedModel(Script.metaRewarding(7));
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  ScriptedServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
    server.setExecutor(threads);
    server.createContext("/v1/models", exchange -> answer(exchange, models()));
    server.createContext("/v1/chat/completions", exchange -> answer(exchange, chat(exchange)));
    server.start();
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort() + "/v1";
  }

  private static ObjectNode models() {
    ObjectNode list = JSON.createObjectNode().put("object", "list");
    list.putArray("data").addObject().put("id", "scripted").put("object", "model");
    return list;
  }

  private ObjectNode chat(HttpExchange exchange) throws IOException {
    JsonNode asked = JSON.readTree(exchange.getRequestBody());
    List<ChatMessage> messages = new ArrayList<>();
    for (JsonNode each : asked.path("messages")) {
      messages.add(
          new ChatMessage(
              ChatMessage.Role.valueOf(each.path("role").asText().toUpperCase(Locale.ROOT)),
              each.path("content").asText()));
    }
    Sampling sampling =
        Sampling.plain(asked.path("max_tokens").asInt(), asked.path("seed").asLong())
            .withSamples(asked.path("n").asInt(1));
    return json(
        Objects.requireNonNull(
            model
                .generate(new GenerationRequest("scripted", new Prompt.Chat(messages), sampling))
                .block()));
  }

  private static ObjectNode json(Generation generation) {
    ObjectNode json =
        JSON.createObjectNode().put("object", "chat.completion").put("model", "scripted");
    var choices = json.putArray("choices");
    for (Generation.Sample sample : generation.samples()) {
      ObjectNode choice =
          choices.addObject().put("index", choices.size() - 1).put("finish_reason", "stop");
      choice.putObject("message").put("role", "assistant").put("content", sample.text());
    }
    json.putObject("usage")
        .put("prompt_tokens", generation.promptTokens())
        .put("completion_tokens", generation.generatedTokens());
    return json;
  }

  private static void answer(HttpExchange exchange, ObjectNode json) throws IOException {
    byte[] body = json.toString().getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
    model.close();
  }
}
