package io.hone.models.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.hone.models.Generation;
import io.hone.models.Generation.FinishReason;
import io.hone.models.Generation.Sample;
import io.hone.models.GenerationRequest;
import io.hone.models.ModelException;
import io.hone.models.Prompt;
import io.hone.models.openai.Retries.AttemptFailure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Reads the answers of both APIs. A server is believed nothing: what is not as asked fails with a
 * sentence that names the server and never quotes it.
 */
final class AnswerReader {
  private final String host;

  AnswerReader(String host) {
    this.host = host;
  }

  /**
   * Reads an answer of status 200.
   *
   * @throws AttemptFailure to try again if it is no JSON or the server aborted, else PERMANENT
   */
  Generation read(byte[] body, GenerationRequest request) {
    JsonNode answer = Json.read(body).orElseThrow(() -> notJson(host, 200));
    int asked = RequestWriter.samplesToAsk(request.sampling());
    JsonNode usage = answer.path("usage");
    int promptTokens = count(usage.path("prompt_tokens"), "usage.prompt_tokens");
    int completionTokens = count(usage.path("completion_tokens"), "usage.completion_tokens");

    List<Draft> drafts = new ArrayList<>();
    for (JsonNode choice : inOrder(answer.path("choices"), asked)) {
      drafts.add(draft(choice, request));
    }
    List<Integer> tokens = tokens(drafts, completionTokens);
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < asked; i++) samples.add(drafts.get(i).sample(tokens.get(i)));
    if (asked < request.sampling().samples()) {
      samples = Collections.nCopies(request.sampling().samples(), samples.getFirst());
    }
    return new Generation(request.version(), promptTokens, samples);
  }

  /** Not JSON, whatever else: a proxy's page, half an answer. */
  static AttemptFailure notJson(String host, int status) {
    return AttemptFailure.again(
        ModelException.transientFailure(
            host
                + " answered "
                + status
                + " with something that is not whole JSON; check that the base URL names the model"
                + " server and no page of a proxy.",
            null));
  }

  private record Draft(
      String text, List<Integer> tokenIds, FinishReason reason, List<Double> logProbabilities) {

    /** Tokens as the server lists them; -1 if it lists none. */
    int listed() {
      if (!tokenIds.isEmpty()) return tokenIds.size();
      return logProbabilities.isEmpty() ? -1 : logProbabilities.size();
    }

    Sample sample(int tokens) {
      return new Sample(text, tokenIds, reason, tokens, logProbabilities);
    }
  }

  /**
   * Tokens of each sample. A server that lists none tells only their sum; it is then shared out by
   * the samples' lengths, so that the sum stays true.
   */
  private static List<Integer> tokens(List<Draft> drafts, int sum) {
    if (drafts.stream().allMatch(draft -> draft.listed() >= 0)) {
      return drafts.stream().map(Draft::listed).toList();
    }
    double characters = drafts.stream().mapToInt(draft -> draft.text().length() + 1).sum();
    List<Integer> tokens = new ArrayList<>();
    long seen = 0;
    long given = 0;
    for (Draft draft : drafts) {
      seen += draft.text().length() + 1;
      long until = Math.round(sum * (seen / characters));
      tokens.add((int) (until - given));
      given = until;
    }
    return tokens;
  }

  private List<JsonNode> inOrder(JsonNode choices, int asked) {
    if (!choices.isArray()) throw wrong("has no choices");
    if (choices.size() != asked) {
      throw wrong("has " + choices.size() + " choices where " + asked + " were asked");
    }
    JsonNode[] ordered = new JsonNode[asked];
    for (int i = 0; i < asked; i++) {
      int index = choices.get(i).path("index").asInt(i);
      if (index < 0 || index >= asked || ordered[index] != null) {
        throw wrong("has choices whose indexes are not 0 to " + (asked - 1));
      }
      ordered[index] = choices.get(i);
    }
    return List.of(ordered);
  }

  private Draft draft(JsonNode choice, GenerationRequest request) {
    String text = text(choice, request.prompt());
    FinishReason reason = reason(choice.path("finish_reason"));
    List<Integer> tokenIds = tokenIds(choice.path("token_ids"));
    if (!request.sampling().logProbabilities()) {
      return new Draft(text, tokenIds, reason, List.of());
    }
    List<Double> logProbabilities = logProbabilities(choice.path("logprobs"));
    if (!tokenIds.isEmpty() && tokenIds.size() != logProbabilities.size()) {
      throw wrong(
          "has " + tokenIds.size() + " token ids and " + logProbabilities.size() + " logprobs");
    }
    return new Draft(text, tokenIds, reason, logProbabilities);
  }

  /** A chat's content is null where a model said nothing outside its thoughts. */
  private String text(JsonNode choice, Prompt prompt) {
    JsonNode message = choice.path("message");
    boolean chat = prompt instanceof Prompt.Chat;
    JsonNode text = chat ? message.path("content") : choice.path("text");
    if (chat && message.isObject() && (text.isNull() || text.isMissingNode())) return "";
    if (!text.isTextual()) throw wrong("has a choice without text");
    return text.textValue();
  }

  private FinishReason reason(JsonNode reason) {
    return switch (reason.asText("")) {
      case "stop" -> FinishReason.STOP;
      case "length" -> FinishReason.LENGTH;
      case "content_filter" -> FinishReason.FILTERED;
      case "abort", "error" ->
          throw AttemptFailure.again(
              ModelException.transientFailure(
                  host + " answered 200, but gave the request up; ask again.", null));
      default -> throw wrong("has a finish_reason that is none of stop, length and content_filter");
    };
  }

  private List<Integer> tokenIds(JsonNode ids) {
    if (ids.isMissingNode() || ids.isNull()) return List.of();
    if (!ids.isArray()) throw wrong("has token_ids that are no list");
    List<Integer> values = new ArrayList<>();
    ids.forEach(id -> values.add(count(id, "token_ids")));
    return values;
  }

  /** The chat's shape has one object per token, the completions' shape parallel lists. */
  private List<Double> logProbabilities(JsonNode logprobs) {
    JsonNode content = logprobs.path("content");
    JsonNode flat = logprobs.path("token_logprobs");
    if (!content.isArray() && !flat.isArray()) {
      throw wrong("has no logprobs, which were asked");
    }
    List<Double> values = new ArrayList<>();
    for (JsonNode token : content.isArray() ? content : flat) {
      JsonNode value = content.isArray() ? token.path("logprob") : token;
      if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
        throw wrong("has a log-probability that is no number");
      }
      values.add(value.doubleValue());
    }
    return values;
  }

  private int count(JsonNode node, String name) {
    if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 0) {
      throw wrong("has no valid " + name);
    }
    return node.intValue();
  }

  private AttemptFailure wrong(String what) {
    return AttemptFailure.last(
        ModelException.permanent(
            host
                + " answered 200, but the answer "
                + what
                + "; is this an OpenAI-compatible server?"));
  }
}
