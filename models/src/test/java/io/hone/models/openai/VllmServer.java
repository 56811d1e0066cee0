package io.hone.models.openai;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.models.openai.FakeServer.Exchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * A script that takes what vLLM's protocol takes (chat_completion/protocol.py,
 * completion/protocol.py and models/serving.py of vllm/entrypoints/openai), refuses every other
 * field and type, and answers in its shapes and with its errors. Its model says which version, what
 * prompt and which seed it was given, one token per character.
 */
final class VllmServer implements FakeServer.Script {
  static final String PREFIX = "/vllm";
  private static final int CONTEXT = 4_096;
  private static final int END_TOKEN = 2;

  private static final Map<String, Predicate<JsonNode>> BOTH =
      Map.ofEntries(
          entry("model", JsonNode::isTextual),
          entry("n", JsonNode::isInt),
          entry("stream", JsonNode::isBoolean),
          entry("seed", node -> node.isIntegralNumber() && node.canConvertToLong()),
          entry("temperature", JsonNode::isNumber),
          entry("top_p", JsonNode::isNumber),
          entry("top_k", JsonNode::isInt),
          entry("min_p", JsonNode::isNumber),
          entry("repetition_penalty", JsonNode::isNumber),
          entry("presence_penalty", JsonNode::isNumber),
          entry("frequency_penalty", JsonNode::isNumber),
          entry("max_tokens", JsonNode::isInt),
          entry("stop", JsonNode::isArray),
          entry("return_token_ids", JsonNode::isBoolean));
  private static final Map<String, Predicate<JsonNode>> CHAT =
      with(Map.of("messages", JsonNode::isArray, "logprobs", JsonNode::isBoolean));
  private static final Map<String, Predicate<JsonNode>> COMPLETION =
      with(Map.of("prompt", JsonNode::isTextual, "logprobs", JsonNode::isInt));

  private final Map<String, String> adapters = new ConcurrentHashMap<>();

  /** The adapters that are loaded, each with its path. */
  Map<String, String> adapters() {
    return new TreeMap<>(adapters);
  }

  @Override
  public void serve(Exchange exchange) throws IOException {
    if (exchange.method().equals("GET")) {
      exchange.answer(200, models());
      return;
    }
    JsonNode body =
        Json.read(exchange.body().getBytes(StandardCharsets.UTF_8))
            .orElseThrow(() -> new IOException("The client sent no JSON."));
    switch (exchange.path()) {
      case PREFIX + "/v1/chat/completions" -> generate(exchange, body, true);
      case PREFIX + "/v1/completions" -> generate(exchange, body, false);
      case PREFIX + "/v1/load_lora_adapter" -> load(exchange, body);
      case PREFIX + "/v1/unload_lora_adapter" -> unload(exchange, body);
      default -> exchange.answer(404, "{\"detail\":\"Not Found\"}");
    }
  }

  private void load(Exchange exchange, JsonNode body) throws IOException {
    String name = body.path("lora_name").asText();
    if (adapters.putIfAbsent(name, body.path("lora_path").asText()) != null) {
      error(exchange, 400, "InvalidUserInput", "The lora adapter has already been loaded.");
      return;
    }
    exchange.answer(200, "Success: LoRA adapter '" + name + "' added successfully.");
  }

  private void unload(Exchange exchange, JsonNode body) throws IOException {
    String name = body.path("lora_name").asText();
    if (adapters.remove(name) == null) {
      error(exchange, 404, "NotFoundError", "The lora adapter cannot be found.");
      return;
    }
    exchange.answer(200, "Success: LoRA adapter '" + name + "' removed successfully.");
  }

  private void generate(Exchange exchange, JsonNode body, boolean chat) throws IOException {
    for (var field : body.properties()) {
      Predicate<JsonNode> allowed = (chat ? CHAT : COMPLETION).get(field.getKey());
      if (allowed == null || !allowed.test(field.getValue())) {
        error(exchange, 400, "BadRequestError", "Not of the protocol: " + field.getKey());
        return;
      }
    }
    String model = body.path("model").asText();
    String prompt =
        chat
            ? body.path("messages").path(body.path("messages").size() - 1).path("content").asText()
            : body.path("prompt").asText();
    int asked = prompt.length() + body.path("max_tokens").asInt();
    if (!model.equals("base") && !adapters.containsKey(model)) {
      error(exchange, 404, "NotFoundError", "The model `" + model + "` does not exist.");
    } else if (body.path("temperature").asDouble() == 0 && body.path("n").asInt() > 1) {
      error(exchange, 400, "BadRequestError", "n must be 1 when using greedy sampling.");
    } else if (asked > CONTEXT) {
      error(
          exchange,
          400,
          "BadRequestError",
          "This model's maximum context length is %d tokens. However, you requested %d tokens."
              .formatted(CONTEXT, asked));
    } else {
      exchange.answer(200, answer(body, model, prompt, chat));
    }
  }

  private static String answer(JsonNode body, String model, String prompt, boolean chat) {
    ObjectNode answer = Json.object();
    answer.put("id", "cmpl-1").put("object", chat ? "chat.completion" : "text_completion");
    answer.put("created", 1).put("model", model);
    ArrayNode choices = answer.putArray("choices");
    int most = body.path("max_tokens").asInt();
    int tokens = 0;
    for (int i = body.path("n").asInt() - 1; i >= 0; i--) {
      String whole = model + "|" + prompt + "|" + (body.path("seed").asLong() + i);
      boolean cut = whole.length() >= most;
      String text = cut ? whole.substring(0, most) : whole;
      ObjectNode choice = choices.addObject().put("index", i);
      if (chat) choice.putObject("message").put("role", "assistant").put("content", text);
      else choice.put("text", text);
      choice.put("finish_reason", cut ? "length" : "stop").putNull("stop_reason");
      ArrayNode ids = choice.putArray("token_ids");
      text.chars().forEach(ids::add);
      if (!cut) ids.add(END_TOKEN);
      tokens += ids.size();
      if (body.has("logprobs")) logProbabilities(choice.putObject("logprobs"), ids, chat);
    }
    ObjectNode usage = answer.putObject("usage").put("prompt_tokens", prompt.length());
    usage.put("total_tokens", prompt.length() + tokens).put("completion_tokens", tokens);
    return answer.toString();
  }

  private static void logProbabilities(ObjectNode logprobs, ArrayNode ids, boolean chat) {
    ArrayNode list = logprobs.putArray(chat ? "content" : "token_logprobs");
    for (JsonNode id : ids) {
      double value = -id.asInt() / 1000.0;
      if (chat) list.addObject().put("token", "x").put("logprob", value).putArray("top_logprobs");
      else list.add(value);
    }
  }

  private String models() {
    ObjectNode list = Json.object().put("object", "list");
    ArrayNode data = list.putArray("data");
    data.addObject().put("id", "base").put("object", "model").put("root", "/models/base");
    adapters.forEach(
        (name, path) -> data.addObject().put("id", name).put("root", path).put("parent", "base"));
    return list.toString();
  }

  private static void error(Exchange exchange, int status, String type, String message)
      throws IOException {
    ObjectNode body = Json.object();
    body.putObject("error").put("message", message).put("type", type).put("code", status);
    exchange.answer(status, body.toString());
  }

  private static Map<String, Predicate<JsonNode>> with(Map<String, Predicate<JsonNode>> own) {
    Map<String, Predicate<JsonNode>> all = new HashMap<>(BOTH);
    all.putAll(own);
    return Map.copyOf(all);
  }
}
