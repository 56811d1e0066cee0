package io.hone.models.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.models.ChatMessage;
import io.hone.models.GenerationRequest;
import io.hone.models.ModelException;
import io.hone.models.Prompt;
import io.hone.models.Sampling;

/**
 * Writes requests as OpenAI's API reference has them ("Create chat completion", "Create
 * completion"), and what the server's dialect needs to draw as the port says.
 */
final class RequestWriter {
  private final OpenAiSettings settings;

  RequestWriter(OpenAiSettings settings) {
    this.settings = settings;
  }

  /**
   * How many samples a server is asked for. Greedy samples are all alike, and vLLM refuses more
   * than one of them.
   */
  static int samplesToAsk(Sampling sampling) {
    return sampling.temperature() == 0 ? 1 : sampling.samples();
  }

  /** The path below {@code /v1} that a prompt is sent to. */
  static String path(Prompt prompt) {
    return switch (prompt) {
      case Prompt.Chat chat -> "/chat/completions";
      case Prompt.Raw raw -> "/completions";
    };
  }

  /**
   * Writes one request.
   *
   * @throws ModelException PERMANENT if the text is not Unicode
   */
  byte[] write(GenerationRequest request) {
    ObjectNode body = Json.object();
    body.put("model", settings.modelName(request.version()));
    writePrompt(body, request.prompt());
    writeSampling(body, request.sampling());
    writeCuts(body, request.sampling().topK());
    if (request.sampling().logProbabilities()) writeLogProbabilities(body, request.prompt());
    return Json.write(body)
        .orElseThrow(
            () ->
                ModelException.permanent(
                    "The request to "
                        + settings.host()
                        + " has half a character pair in its text; it must be valid Unicode."));
  }

  private static void writePrompt(ObjectNode body, Prompt prompt) {
    switch (prompt) {
      case Prompt.Raw(String text) -> body.put("prompt", text);
      case Prompt.Chat chat -> {
        ArrayNode messages = body.putArray("messages");
        for (ChatMessage message : chat.messages()) {
          messages
              .addObject()
              .put("role", message.role().wireName())
              .put("content", message.text());
        }
      }
    }
  }

  private static void writeSampling(ObjectNode body, Sampling sampling) {
    body.put("n", samplesToAsk(sampling));
    body.put("stream", false);
    body.put("seed", sampling.seed());
    body.put("temperature", sampling.temperature());
    body.put("top_p", sampling.topP());
    body.put("max_tokens", sampling.maxTokens());
    if (!sampling.stop().isEmpty()) {
      ArrayNode stop = body.putArray("stop");
      sampling.stop().forEach(stop::add);
    }
  }

  /**
   * Sets what a server would else take from its own defaults: vLLM from the model's
   * generation_config.json, llama.cpp from its command line (top-k 40, min-p 0.05, temperature
   * last).
   */
  private void writeCuts(ObjectNode body, int topK) {
    switch (settings.dialect()) {
      case OPENAI -> {
        if (topK > 0) body.put("top_k", topK);
      }
      case VLLM ->
          body.put("top_k", topK > 0 ? topK : -1)
              .put("min_p", 0.0)
              .put("repetition_penalty", 1.0)
              .put("presence_penalty", 0.0)
              .put("frequency_penalty", 0.0)
              .put("return_token_ids", true);
      case LLAMA_CPP ->
          body.put("top_k", topK).putArray("samplers").add("temperature").add("top_k").add("top_p");
    }
  }

  /** A switch in one API, in the other a number of alternatives, of which llama.cpp needs one. */
  private static void writeLogProbabilities(ObjectNode body, Prompt prompt) {
    switch (prompt) {
      case Prompt.Chat chat -> body.put("logprobs", true);
      case Prompt.Raw raw -> body.put("logprobs", 1);
    }
  }
}
