package io.hone.app.console;

import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.app.records.Spelling;
import io.hone.event.Judgement;
import io.hone.event.Outcome;
import io.hone.event.Prompt;
import io.hone.event.Response;
import io.hone.event.Verdict;
import io.hone.streams.account.Story;
import io.hone.streams.account.Story.Battle;
import io.hone.streams.account.Story.Placed;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** The story of an episode. */
final class StoryJson {
  private static final Battle NONE = new Battle(0, 0, 0);

  private StoryJson() {}

  static ObjectNode of(Stories.Told told) {
    Story story = told.story();
    ObjectNode json = Json.object().put("whole", told.whole());
    json.set(
        "prompt",
        story.prompts().stream()
            .findFirst()
            .map(Placed::value)
            .<com.fasterxml.jackson.databind.JsonNode>map(StoryJson::prompt)
            .orElse(NullNode.instance));
    Map<String, Battle> battles = story.battles();
    json.set(
        "responses",
        Json.array(
            story.responses().stream()
                .map(response -> response(response.value(), story, battles))));
    json.set("verdicts", Json.array(story.verdicts().stream().map(each -> verdict(each.value()))));
    json.set(
        "pairs",
        Json.array(
            told.pairs().stream()
                .map(row -> Json.object().put("pair_id", row.pairId()).put("kind", row.kind()))));
    json.set(
        "outcome",
        story.outcomes().stream()
            .findFirst()
            .map(Placed::value)
            .<com.fasterxml.jackson.databind.JsonNode>map(StoryJson::outcome)
            .orElse(NullNode.instance));
    return json;
  }

  private static ObjectNode prompt(Prompt prompt) {
    ObjectNode json = Json.object();
    json.set("messages", PairJson.messages(prompt.getMessages()));
    json.put("source", prompt.getSource());
    ObjectNode attributes = json.putObject("attributes");
    new TreeMap<>(prompt.getAttributes()).forEach(attributes::put);
    return json.put("at", prompt.getSubmittedAt().toEpochMilli());
  }

  private static ObjectNode response(Response response, Story story, Map<String, Battle> battles) {
    ObjectNode json =
        Json.object()
            .put("id", response.getResponseId())
            .put("text", response.getText())
            .put("length", response.getLength())
            .put("tokens", response.getTokens())
            .put("version", response.getActor().getVersion())
            .put("duplicate_of", response.getDuplicateOf())
            .put("at", response.getAnsweredAt().toEpochMilli());
    OptionalDouble score = story.score(response.getResponseId());
    json.set("score", Json.number(score.isPresent() ? (Double) score.getAsDouble() : null));
    json.set(
        "judgements",
        Json.array(
            story.judgements(response.getResponseId()).stream()
                .map(each -> judgement(each.value(), battles))));
    return json;
  }

  private static ObjectNode judgement(Judgement judgement, Map<String, Battle> battles) {
    Battle battle = battles.getOrDefault(judgement.getJudgementId(), NONE);
    ObjectNode json =
        Json.object()
            .put("id", judgement.getJudgementId())
            .put("text", judgement.getText())
            .put("status", Spelling.of(judgement.getStatus()))
            .put("length", judgement.getLength())
            .put("version", judgement.getJudge().getVersion())
            .put("at", judgement.getJudgedAt().toEpochMilli())
            .put("won", battle.won())
            .put("lost", battle.lost())
            .put("undecided", battle.undecided());
    json.set("score", Json.number(judgement.getScore()));
    return json;
  }

  private static ObjectNode verdict(Verdict verdict) {
    return Json.object()
        .put("id", verdict.getVerdictId())
        .put("response_id", verdict.getResponseId())
        .put("first", verdict.getFirstJudgementId())
        .put("second", verdict.getSecondJudgementId())
        .put("winner", Spelling.of(verdict.getWinner()))
        .put("text", verdict.getText())
        .put("version", verdict.getMetaJudge().getVersion())
        .put("at", verdict.getDecidedAt().toEpochMilli());
  }

  private static ObjectNode outcome(Outcome outcome) {
    ObjectNode json =
        Json.object()
            .put("status", Spelling.of(outcome.getStatus()))
            .put("reason", outcome.getReason())
            .put("detail", outcome.getDetail());
    json.putObject("tokens")
        .put("prompt", outcome.getTokens().getPrompt())
        .put("completion", outcome.getTokens().getCompletion());
    json.set("counts", Json.counts(new TreeMap<>(outcome.getCounts())));
    return json.put("admitted_at", outcome.getAdmittedAt().toEpochMilli())
        .put("ended_at", outcome.getEndedAt().toEpochMilli());
  }
}
