package io.hone.models.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.hone.models.ModelException;
import io.hone.models.openai.Retries.AttemptFailure;
import io.hone.models.openai.Wire.Reply;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a status other than 2xx means. Servers like to quote the request in their errors, so that of
 * a body only words that we know ourselves come into ours.
 */
final class Refusals {
  /** Codes and types of OpenAI's and vLLM's errors that tell a reader something. */
  private static final Set<String> KNOWN_WORDS =
      Set.of(
          "invalid_request_error",
          "invalid_api_key",
          "insufficient_quota",
          "rate_limit_exceeded",
          "model_not_found",
          "permission_denied",
          "server_error",
          "not_found_error",
          "not_supported_error",
          "unavailable_error",
          "BadRequestError",
          "NotFoundError",
          "InternalServerError",
          "InvalidUserInput");

  private static final Set<String> TOO_LONG_WORDS =
      Set.of("context_length_exceeded", "exceed_context_size_error", "string_above_max_length");

  /** OpenAI answers 429 to it too, but no wait will help. */
  private static final String QUOTA_USED_UP = "(insufficient_quota)";

  /** Parts of OpenAI's, vLLM's and llama.cpp's sentences, in lower case. */
  private static final List<String> TOO_LONG_PHRASES =
      List.of(
          "maximum context length",
          "maximum model length",
          "the model's context length is only",
          "longer than the model's context length",
          "longer than the maximum model length",
          "exceeds the available context size");

  /** No server's wish to wait counts for more. */
  private static final Duration LONGEST_WISH = Duration.ofDays(1);

  private final String host;
  private final InstantSource clock;

  Refusals(String host, InstantSource clock) {
    this.host = host;
    this.clock = clock;
  }

  /** Sorts a refusal by what asking again would bring. */
  AttemptFailure read(Reply reply) {
    Optional<JsonNode> body = Json.read(reply.body());
    int status = reply.status();
    if (status == 413 || (status >= 400 && status < 500 && tooLong(body))) {
      return AttemptFailure.last(
          ModelException.tooLong(
              host
                  + " answered "
                  + status
                  + ": prompt and answer do not fit the model's context; shorten the prompt or ask"
                  + " for fewer tokens."));
    }
    String answered = host + " answered " + status + words(body);
    if (passes(status) && !answered.endsWith(QUOTA_USED_UP)) {
      String message = answered + "; it is overloaded or broken, ask again later.";
      Optional<Duration> wait =
          reply.retryAfter().flatMap(text -> retryAfter(text, clock.instant()));
      return AttemptFailure.again(
          wait.map(time -> ModelException.retryAfter(time, message))
              .orElseGet(() -> ModelException.transientFailure(message, null)));
    }
    return AttemptFailure.last(ModelException.permanent(answered + "; " + remedy(status)));
  }

  private static boolean passes(int status) {
    return switch (status) {
      case 408, 409, 425, 429 -> true;
      case 501, 505 -> false;
      default -> status >= 500;
    };
  }

  private static String remedy(int status) {
    if (status >= 300 && status < 400) {
      return "it sends on to another address, which is not followed; give the final base URL.";
    }
    return switch (status) {
      case 429 -> "the account's quota is used up; pay or take another key.";
      case 401, 403 -> "check the API key and what it may do.";
      case 404 -> "check the base URL and that the server has this version.";
      default -> "it does not take this request; the server's log tells why.";
    };
  }

  private static boolean tooLong(Optional<JsonNode> body) {
    if (body.isEmpty()) return false;
    JsonNode error = error(body.get());
    String message = error.path("message").asText("").toLowerCase(Locale.ROOT);
    return TOO_LONG_WORDS.contains(error.path("code").asText(""))
        || TOO_LONG_WORDS.contains(error.path("type").asText(""))
        || TOO_LONG_PHRASES.stream().anyMatch(message::contains);
  }

  /** OpenAI and newer vLLM have the error in an object of its own, older vLLM at the top. */
  private static JsonNode error(JsonNode body) {
    return body.path("error").isObject() ? body.path("error") : body;
  }

  private static String words(Optional<JsonNode> body) {
    if (body.isEmpty()) return "";
    JsonNode error = error(body.get());
    for (String field : List.of("code", "type")) {
      String word = error.path(field).asText("");
      if (KNOWN_WORDS.contains(word)) return " (" + word + ")";
    }
    return "";
  }

  /**
   * Reads the header {@code Retry-After} (RFC 9110, section 10.2.3): whole seconds or an HTTP date.
   *
   * @return 0 to one day; empty if the text is neither
   */
  static Optional<Duration> retryAfter(String text, Instant now) {
    String value = text.strip();
    if (!value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.of(
          value.length() > 9 ? LONGEST_WISH : bounded(Duration.ofSeconds(Long.parseLong(value))));
    }
    try {
      Instant then = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(bounded(Duration.between(now, then)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Duration bounded(Duration wait) {
    if (wait.isNegative()) return Duration.ZERO;
    return wait.compareTo(LONGEST_WISH) > 0 ? LONGEST_WISH : wait;
  }
}
