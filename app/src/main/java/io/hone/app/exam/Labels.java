package io.hone.app.exam;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hone.app.config.ConfigException;
import io.hone.app.config.Keys;
import io.hone.app.measure.Share;
import io.hone.streams.recipe.Conversation;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Responses of which people, or a better judge, have said what they are worth: JSON lines with
 * {@code prompt}, {@code response} and {@code score}, or with {@code prompt}, {@code chosen} and
 * {@code rejected}, all texts but the score.
 */
final class Labels {
  /** No labels: there is nothing to agree with. */
  static final Labels NONE = new Labels(List.of(), List.of());

  /** Points that are as near count as the same. */
  private static final double NEAR = 0.5;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Scored> scored;
  private final List<Chosen> chosen;

  private record Scored(Reply reply, double score) {}

  private record Chosen(Reply chosen, Reply rejected) {}

  private Labels(List<Scored> scored, List<Chosen> chosen) {
    this.scored = scored;
    this.chosen = chosen;
  }

  /**
   * @throws ConfigException if the file cannot be read or a line is no label, naming it
   */
  static Labels read(Path file) {
    List<Scored> scored = new ArrayList<>();
    List<Chosen> chosen = new ArrayList<>();
    List<String> lines = lines(file);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).isBlank()) continue;
      try {
        JsonNode row = JSON.readTree(lines.get(i));
        if (row.path("score").isNumber()) {
          scored.add(new Scored(reply(row, "response"), row.path("score").doubleValue()));
        } else {
          chosen.add(new Chosen(reply(row, "chosen"), reply(row, "rejected")));
        }
      } catch (JsonProcessingException | IllegalArgumentException e) {
        throw new ConfigException(
            "line %d of %s (%s) is no label: give prompt, response and score, or prompt, chosen and rejected"
                .formatted(i + 1, file, Keys.EXAM_LABELS.name()),
            e);
      }
    }
    return new Labels(scored, chosen);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (MalformedInputException e) {
      throw new ConfigException(
          "%s (%s) is no UTF-8 text".formatted(file, Keys.EXAM_LABELS.name()), e);
    } catch (IOException e) {
      throw new ConfigException(
          "%s (%s) cannot be read: %s".formatted(file, Keys.EXAM_LABELS.name(), e), e);
    }
  }

  private static Reply reply(JsonNode row, String field) {
    if (!row.path("prompt").isTextual() || !row.path(field).isTextual()) {
      throw new IllegalArgumentException(field);
    }
    return new Reply(Conversation.of(row.path("prompt").textValue()), row.path(field).textValue());
  }

  /**
   * How often a judge agrees: its mean is within half a point of the label, or it prefers the
   * chosen response. A judge that cannot be read does not agree.
   */
  Share agreement(Judge judge, Comparison comparison) {
    Share share = Share.NONE;
    List<Scores> scores = judge.score(scored.stream().map(Scored::reply).toList());
    for (int i = 0; i < scored.size(); i++) {
      double label = scored.get(i).score();
      share =
          share.plus(
              scores.get(i).mean().stream().anyMatch(mean -> Math.abs(mean - label) <= NEAR));
    }
    List<Reply> better = chosen.stream().map(Chosen::chosen).toList();
    List<Reply> worse = chosen.stream().map(Chosen::rejected).toList();
    for (Comparison.Outcome outcome : comparison.of(judge, better, worse)) {
      share = share.plus(outcome == Comparison.Outcome.WIN);
    }
    return share;
  }
}
