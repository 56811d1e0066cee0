package io.hone.app.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.app.records.RunLookup;
import io.hone.app.records.Spelling;
import io.hone.app.web.Refusal;
import io.hone.app.web.Request;
import io.hone.event.ConsumedRange;
import io.hone.event.ControlCommand;
import io.hone.event.ModelVersion;
import io.hone.event.PreferencePair;
import io.hone.event.Training;
import io.hone.schemas.catalog.Topic;
import io.hone.schemas.versions.VersionBook;
import io.hone.streams.account.Position;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Pairs: the list of those that are looked for, and one with everything behind it. */
final class PairsPart {
  private static final int LIMIT = 50;
  private static final int MOST = 500;

  private final WatchedRun run;
  private final RunLookup lookup;
  private final Stories stories;

  PairsPart(WatchedRun run, RunLookup lookup, Stories stories) {
    this.run = run;
    this.lookup = lookup;
    this.stories = stories;
  }

  ObjectNode list(Request request) {
    long began = System.nanoTime();
    PairQuery query = query(request);
    return run.read(
        view -> {
          PairQuery.Page page =
              query.find(view.pairs().all(), view::beginning, view.orders()::choice);
          ObjectNode json =
              Json.object()
                  .put("total", view.pairs().total())
                  .put("dropped", view.pairs().dropped())
                  .put("matched", page.matched())
                  .put("next", page.next().map(PairQuery.Cursor::toString).orElse(null));
          json.set("rows", Json.array(page.rows().stream().map(row -> row(row, view))));
          return json.put("took_ms", (System.nanoTime() - began) / 1_000_000);
        });
  }

  private static PairQuery query(Request request) {
    return new PairQuery(
        named(request, "text"),
        named(request, "kind"),
        named(request, "version"),
        named(request, "vote"),
        margin(request),
        Asked.constant(request, "order", PairQuery.Order.NEWEST),
        named(request, "after").map(PairsPart::cursor),
        Asked.whole(request, "limit", LIMIT, 1, MOST));
  }

  private static Optional<String> named(Request request, String name) {
    return request.first(name).filter(text -> !text.isBlank());
  }

  private static OptionalDouble margin(Request request) {
    Optional<String> text = named(request, "min_margin");
    if (text.isEmpty()) return OptionalDouble.empty();
    try {
      return OptionalDouble.of(Double.parseDouble(text.get()));
    } catch (NumberFormatException e) {
      throw Refusal.wrong("min_margin is '%s': take a number".formatted(text.get()));
    }
  }

  private static PairQuery.Cursor cursor(String text) {
    try {
      return PairQuery.Cursor.parse(text);
    } catch (IllegalArgumentException e) {
      throw Refusal.wrong("after is none of the places that were given as next");
    }
  }

  private static ObjectNode row(PairRow row, RunIndex.View view) {
    ObjectNode json =
        Json.object()
            .put("pair_id", row.pairId())
            .put("prompt_id", row.promptId())
            .put("kind", row.kind())
            .put("version", row.version())
            .put("at", row.at())
            .put("prompt", view.beginning(row.promptId()));
    json.set("chosen_score", Json.number(row.chosenScore()));
    json.set("rejected_score", Json.number(row.rejectedScore()));
    json.put("chosen_length", row.chosenLength()).put("rejected_length", row.rejectedLength());
    json.set("weight", Json.number(row.weight()));
    return json.put("vote", view.orders().choice(row.pairId()).orElse(null));
  }

  ObjectNode one(Request request) {
    String id = request.named().getOrDefault("pair_id", "");
    PairRow row =
        run.read(view -> view.pairs().find(id))
            .orElseThrow(
                () ->
                    new Refusal(
                        404,
                        "pair %s is not held here: see whether the run is read to its end, or ask ./hone explain"
                            .formatted(Words.beginning(id, 100))));
    PreferencePair pair = read(row);
    Optional<Stories.Told> told = stories.of(row.promptId());
    ObjectNode json = Json.object();
    json.set("pair", PairJson.of(row, pair));
    run.read(view -> surroundings(json, row, view));
    json.set("story", told.map(StoryJson::of).orElse(null));
    return json.put(
        "story_missing",
        told.isPresent()
            ? null
            : "its prompt has not been read yet, or is too old to be held; ./hone explain reads all");
  }

  private PreferencePair read(PairRow row) {
    return lookup
        .at(row.position())
        .filter(PreferencePair.class::isInstance)
        .map(PreferencePair.class::cast)
        .orElseThrow(
            () ->
                new Refusal(
                    404, "the record at %s is not there any more".formatted(row.position())));
  }

  private static ObjectNode surroundings(ObjectNode json, PairRow row, RunIndex.View view) {
    json.putObject("neighbours")
        .put("newer", view.pairs().newer(row).map(PairRow::pairId).orElse(null))
        .put("older", view.pairs().older(row).map(PairRow::pairId).orElse(null));
    Stream<PairRow> siblings =
        view.pairs().of(row.promptId()).stream()
            .filter(other -> !other.pairId().equals(row.pairId()));
    json.set(
        "siblings",
        Json.array(
            siblings.map(
                other -> Json.object().put("pair_id", other.pairId()).put("kind", other.kind()))));
    json.set(
        "trained",
        Json.array(
            trained(view.versions(), row.position())
                .map(
                    version ->
                        Json.object()
                            .put("version", version.getModel().getVersion())
                            .put("state", Spelling.of(version.getState())))));
    json.set("votes", Json.array(view.orders().votes(row.pairId()).stream().map(PairsPart::vote)));
    return json;
  }

  private static ObjectNode vote(ControlCommand vote) {
    return Json.object()
        .put("choice", vote.getArguments().getOrDefault(OrderIndex.CHOICE, ""))
        .put("by", vote.getIssuedBy())
        .put("why", vote.getWhy())
        .put("at", vote.getIssuedAt().toEpochMilli());
  }

  /** Versions in whose round of training the pair was consumed. */
  private static Stream<ModelVersion> trained(VersionBook versions, Position position) {
    return versions.all().stream().filter(version -> consumed(version.getTraining(), position));
  }

  private static boolean consumed(@Nullable Training training, Position position) {
    if (training == null) return false;
    List<ConsumedRange> ranges = training.getOffsets();
    return ranges.stream()
        .anyMatch(
            range ->
                range.getTopic().endsWith("." + Topic.PREFERENCES.shortName())
                    && range.getPartition() == position.partition()
                    && range.getFromOffset() <= position.offset()
                    && position.offset() < range.getNextOffset());
  }
}
