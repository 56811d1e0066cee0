package io.hone.app.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.app.records.Spelling;
import io.hone.app.web.Refusal;
import io.hone.app.web.Request;
import io.hone.event.ControlCommand;
import io.hone.event.DeadLetter;
import io.hone.event.RecordHeader;
import io.hone.event.Stage;
import io.hone.streams.account.Position;
import io.hone.streams.statistics.Counts;
import io.hone.streams.statistics.Figures;
import io.hone.streams.statistics.StatisticsBook.Selection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What went wrong: by kind, as a list of dead letters, and one letter with what it holds. */
final class FailuresPart {
  private static final int LIMIT = 50;
  private static final int MOST = 500;

  private final WatchedRun run;
  private final Letters letters;

  FailuresPart(WatchedRun run, Letters letters) {
    this.run = run;
    this.letters = letters;
  }

  ObjectNode summary() {
    return run.read(FailuresPart::summary);
  }

  private static ObjectNode summary(RunIndex.View view) {
    Figures episodes = view.statistics().sum(Selection.ALL.of(Stage.UNKNOWN));
    ObjectNode json = Json.object();
    ObjectNode outcomes = json.putObject("outcomes");
    outcomes.set("no_pair", Json.counts(episodes.counts(Counts.NO_PAIR)));
    outcomes.set("dead", Json.counts(episodes.counts(Counts.DEAD)));
    ArrayNode calls = json.putArray("calls");
    for (Stage stage : RunPart.STAGES) {
      view.statistics()
          .sum(Selection.ALL.of(stage))
          .counts(Counts.FAILED)
          .forEach(
              (kind, count) ->
                  calls
                      .addObject()
                      .put("stage", Spelling.of(stage))
                      .put("kind", kind)
                      .put("count", count));
    }
    ArrayNode groups = json.putArray("letters");
    view.letters()
        .groups()
        .forEach(
            (group, tally) ->
                groups
                    .addObject()
                    .put("reason", group.reason())
                    .put("component", group.component())
                    .put("topic", group.topic())
                    .put("count", tally.count())
                    .put("newest_at", tally.newest().failedAt())
                    .put("sample", tally.newest().detail()));
    return json;
  }

  ObjectNode list(Request request) {
    int limit = Asked.whole(request, "limit", LIMIT, 1, MOST);
    int after = Asked.whole(request, "after", 0, 0, Integer.MAX_VALUE);
    return run.read(
        view -> {
          List<LetterRow> found =
              view.letters().all().stream()
                  .filter(row -> wanted(request, "reason", row, LetterRow::reason))
                  .filter(row -> wanted(request, "component", row, LetterRow::component))
                  .filter(row -> wanted(request, "topic", row, LetterRow::topic))
                  .toList();
          List<LetterRow> page = found.stream().skip(after).limit(limit).toList();
          int next = after + page.size();
          ObjectNode json =
              Json.object()
                  .put("total", view.letters().total())
                  .put("matched", found.size())
                  .put("next", next < found.size() ? Integer.toString(next) : null);
          json.set("rows", Json.array(page.stream().map(row -> row(row, view))));
          return json;
        });
  }

  private static boolean wanted(
      Request request, String name, LetterRow row, Function<LetterRow, String> part) {
    Optional<String> asked = request.first(name).filter(text -> !text.isBlank());
    return asked.isEmpty() || asked.get().equals(part.apply(row));
  }

  private static ObjectNode row(LetterRow row, RunIndex.View view) {
    ObjectNode json =
        Json.object()
            .put("id", row.id())
            .put("topic", row.topic())
            .put("partition", row.partition())
            .put("offset", row.offset())
            .put("reason", row.reason())
            .put("detail", row.detail())
            .put("component", row.component())
            .put("failed_at", row.failedAt())
            .put("bytes", row.bytes());
    Optional<ControlCommand> resent = view.orders().resent(row.id());
    if (resent.isEmpty()) return json.putNull("resent");
    json.putObject("resent")
        .put("by", resent.get().getIssuedBy())
        .put("at", resent.get().getIssuedAt().toEpochMilli());
    return json;
  }

  ObjectNode one(Request request) {
    String id = request.named().getOrDefault("id", "");
    Position position =
        LetterIndex.position(id)
            .orElseThrow(
                () -> Refusal.wrong("a dead letter's id is like 0-17: its partition and offset"));
    DeadLetter letter = letters.read(position);
    LetterRow row = LetterRow.of(position, letter, run.run());
    ObjectNode found = run.read(view -> row(row, view));
    found.put("detail", letter.getDetail()).put("key", text(letter.getKey()));
    found.set("value", letters.shown(letter));
    ArrayNode headers = found.putArray("headers");
    for (RecordHeader header : letter.getHeaders()) {
      headers.addObject().put("key", header.getKey()).put("value", text(header.getValue()));
    }
    ObjectNode json = Json.object();
    json.set("letter", found);
    return json;
  }

  /** As text, whatever it is. */
  private static @Nullable String text(@Nullable ByteBuffer bytes) {
    return bytes == null ? null : StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
  }
}
