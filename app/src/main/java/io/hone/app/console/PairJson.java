package io.hone.app.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.app.records.Spelling;
import io.hone.event.Candidate;
import io.hone.event.ChatMessage;
import io.hone.event.ContentKind;
import io.hone.event.ContentPart;
import io.hone.event.ModelRef;
import io.hone.event.PreferencePair;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A whole pair. */
final class PairJson {
  private PairJson() {}

  static ObjectNode of(PairRow row, PreferencePair pair) {
    ObjectNode json =
        Json.object()
            .put("pair_id", pair.getPairId())
            .put("prompt_id", pair.getPromptId())
            .put("kind", Spelling.of(pair.getKind()))
            .put("at", pair.getPairedAt().toEpochMilli())
            .put("reason", pair.getReason())
            .put("weight", pair.getWeight())
            .put("recipe", pair.getLineage().getRecipe())
            .put("iteration", pair.getLineage().getIteration())
            .put("config_hash", pair.getLineage().getRecipeConfigHash());
    json.putObject("position")
        .put("topic", row.position().topic().shortName())
        .put("partition", row.position().partition())
        .put("offset", row.position().offset());
    json.put("policy", pair.getPolicy().getVersion())
        .put("actor", pair.getActor().getVersion())
        .put("judge", version(pair.getJudge()))
        .put("meta_judge", version(pair.getMetaJudge()));
    json.set("messages", messages(pair.getMessages()));
    json.set("chosen", side(pair.getChosen()));
    Candidate rejected = pair.getRejected();
    json.set("rejected", rejected == null ? NullNode.instance : side(rejected));
    json.set("evidence", Json.texts(pair.getEvidence().stream()));
    return json;
  }

  private static @Nullable String version(@Nullable ModelRef model) {
    return model == null ? null : model.getVersion();
  }

  private static ObjectNode side(Candidate side) {
    ObjectNode json =
        Json.object()
            .put("id", side.getId())
            .put("text", side.getText())
            .put("length", side.getLength());
    json.set("score", Json.number(side.getScore()));
    json.set("elo", Json.number(side.getElo()));
    return json.put("ballots", side.getBallots());
  }

  /** Of what is no text, what it is. */
  static ArrayNode messages(List<ChatMessage> messages) {
    return Json.array(
        messages.stream()
            .map(
                message ->
                    Json.object()
                        .put("role", Spelling.of(message.getRole()))
                        .put("content", content(message.getParts()))));
  }

  private static String content(List<ContentPart> parts) {
    StringBuilder text = new StringBuilder();
    for (ContentPart part : parts) {
      String own = part.getText() == null ? "" : part.getText();
      text.append(
          part.getKind() == ContentKind.TEXT
              ? own
              : "[%s %s]".formatted(Spelling.of(part.getKind()), own));
    }
    return text.toString();
  }
}
