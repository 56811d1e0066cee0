package io.hone.models.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.models.ModelException;
import io.hone.models.openai.Retries.AttemptFailure;
import io.hone.models.openai.Wire.Reply;
import java.util.LinkedHashMap;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * vLLM's calls for LoRA adapters ("Dynamically serving LoRA Adapters" in its documentation; it must
 * run with {@code VLLM_ALLOW_RUNTIME_LORA_UPDATING=True}) and the list of models.
 */
final class AdapterCalls {
  /** Calls under way and waiting; a swap loads a few adapters, never hundreds. */
  static final int AT_A_TIME = 2;

  private static final int ROOM = 64;

  private final Wire wire;
  private final Gate gate = new Gate(AT_A_TIME, ROOM);
  private final Retries retries;
  private final Refusals refusals;
  private final String host;

  AdapterCalls(Wire wire, Retries retries, Refusals refusals, String host) {
    this.wire = wire;
    this.retries = retries;
    this.refusals = refusals;
    this.host = host;
  }

  /** The names that {@code /v1/models} lists, each with the path of its files where it is told. */
  Mono<Map<String, String>> models() {
    return run(
        wire.get("/models")
            .map(
                reply -> {
                  if (!reply.succeeded()) throw refusals.read(reply);
                  return list(reply);
                }));
  }

  /**
   * Loads an adapter. A server that many clients share may have it already; the same name from the
   * same path is as good as loaded.
   */
  Mono<Void> load(String name, String path) {
    return send("/load_lora_adapter", Json.object().put("lora_name", name).put("lora_path", path))
        .onErrorResume(
            AdapterCalls::refused,
            refusal ->
                models().filter(models -> path.equals(models.get(name))).switchIfEmpty(fail(name)))
        .then();
  }

  /** Takes an adapter away; one that the server does not list counts as taken away. */
  Mono<Void> unload(String name) {
    return send("/unload_lora_adapter", Json.object().put("lora_name", name))
        .onErrorResume(
            AdapterCalls::refused,
            refusal ->
                models().filter(models -> !models.containsKey(name)).switchIfEmpty(fail(name)))
        .then();
  }

  /** Ends every call with a transient failure and closes the connections. */
  void close(String reason) {
    gate.close(reason);
    wire.close();
  }

  private <T> Mono<T> run(Mono<T> attempt) {
    return gate.pass(retries.run(attempt));
  }

  /** Success is told by the status; the body is a sentence for people. */
  private Mono<Map<String, String>> send(String path, ObjectNode body) {
    byte[] bytes = Json.write(body).orElseThrow(() -> notUnicode(path));
    return run(
        wire.post(path, bytes)
            .map(
                reply -> {
                  if (!reply.succeeded()) throw refusals.read(reply);
                  return Map.of();
                }));
  }

  private static boolean refused(Throwable error) {
    return error instanceof ModelException failure
        && failure.kind() == ModelException.Kind.PERMANENT;
  }

  private <T> Mono<T> fail(String name) {
    return Mono.error(
        () ->
            ModelException.permanent(
                host
                    + " refused to load or unload the adapter "
                    + name
                    + "; vLLM must run with --enable-lora and"
                    + " VLLM_ALLOW_RUNTIME_LORA_UPDATING=True, see the adapter's folder under the"
                    + " same path, and have no other adapter of that name."));
  }

  private static ModelException notUnicode(String path) {
    return ModelException.permanent(
        path + ": the adapter's name or folder has half a character pair; rename it.");
  }

  private Map<String, String> list(Reply reply) {
    JsonNode data =
        Json.read(reply.body())
            .orElseThrow(() -> AnswerReader.notJson(host, reply.status()))
            .path("data");
    Map<String, String> models = new LinkedHashMap<>();
    for (JsonNode model : data) {
      if (!model.path("id").isTextual()) break;
      models.put(model.path("id").textValue(), model.path("root").asText(""));
    }
    if (!data.isArray() || models.size() < data.size()) {
      throw AttemptFailure.last(
          ModelException.permanent(
              host
                  + " answered 200 to /v1/models, but not with a list of distinct models; is this"
                  + " an OpenAI-compatible server?"));
    }
    return models;
  }
}
