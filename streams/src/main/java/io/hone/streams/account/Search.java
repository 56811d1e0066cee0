package io.hone.streams.account;

import io.hone.schemas.catalog.Topic;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/**
 * Finds the episode that an id belongs to: of a prompt, call, response, judgement, verdict or pair,
 * whole or its beginning.
 */
public final class Search {
  /** A beginning is at least so long, the kind and its hyphen included. */
  public static final int SHORTEST = 8;

  private static final int MOST_NAMED = 5;

  private static final Map<String, Place> PLACES =
      Map.of(
          "p-", new Place("prompt", "prompt_id", List.of(Topic.PROMPTS)),
          "c-", new Place("call", "call_id", CallBook.TOPICS),
          "r-", new Place("response", "response_id", List.of(Topic.RESPONSES)),
          "j-", new Place("judgement", "judgement_id", List.of(Topic.JUDGEMENTS)),
          "v-", new Place("verdict", "verdict_id", List.of(Topic.VERDICTS)),
          "x-", new Place("pair", "pair_id", List.of(Topic.PREFERENCES)));

  private record Place(String kind, String field, List<Topic> topics) {}

  /**
   * What was meant.
   *
   * @param kind prompt, call, response, judgement, verdict or pair
   * @param id the whole id
   * @param promptId the episode
   */
  public record Found(String kind, String id, String promptId) {}

  private Search() {}

  /**
   * @throws IllegalArgumentException if no record has such an id, or several have
   */
  public static Found find(String id, RunRecords records) {
    Place place = id.length() < 2 ? null : PLACES.get(id.substring(0, 2));
    if (place == null) {
      throw new IllegalArgumentException(
          "'%s' is no id: ids begin with p- (prompt), c- (call), r- (response), j- (judgement), v- (verdict) or x- (pair)"
              .formatted(id));
    }
    if (id.length() < SHORTEST) {
      throw new IllegalArgumentException(
          "'%s' is too short: give at least %d characters of the id".formatted(id, SHORTEST));
    }
    SortedMap<String, Found> found = new TreeMap<>();
    for (Topic topic : place.topics()) {
      records.read(topic, collecting(id, place, found));
    }
    Found exact = found.get(id);
    if (exact != null) return exact;
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "no %s of this run has the id '%s': see that --run is the right one, and that the id is whole"
              .formatted(place.kind(), id));
    }
    if (found.size() > 1) {
      throw new IllegalArgumentException(
          "'%s' begins %d ids or more, e.g. %s: give more of it"
              .formatted(
                  id, found.size(), String.join(", ", found.keySet().stream().limit(3).toList())));
    }
    return found.values().iterator().next();
  }

  private static RunRecords.Receiver collecting(
      String id, Place place, SortedMap<String, Found> found) {
    return new RunRecords.Receiver() {
      @Override
      public void record(Position position, SpecificRecord value) {
        String own = Fields.text(value, place.field());
        if (own.equals(id) || (own.startsWith(id) && found.size() < MOST_NAMED)) {
          found.putIfAbsent(own, new Found(place.kind(), own, Fields.text(value, "prompt_id")));
        }
      }

      @Override
      public void unreadable(Position position, String why) {
        // It has no id that anybody could mean.
      }
    };
  }
}
