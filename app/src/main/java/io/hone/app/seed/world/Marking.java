package io.hone.app.seed.world;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A response held against an answer, place by place.
 *
 * @param places as many as the answer has items, and one more if the response goes on
 */
public record Marking(List<Place> places) {
  /** Points of a response that is right in every place. */
  public static final int MOST = 5;

  /** What stands for an item that is not there. */
  static final String NOTHING = ".";

  public Marking {
    places = List.copyOf(places);
  }

  /** One place: the answer's item and the response's. */
  record Place(String right, String given) {
    boolean same() {
      return right.equals(given);
    }

    private String text() {
      return right + " " + given + " " + (same() ? "+" : "-");
    }
  }

  /**
   * @param answer the items held to be right
   * @param response as written
   */
  public static Marking of(List<String> answer, String response) {
    String stripped = response.strip();
    List<String> given = stripped.isEmpty() ? List.of() : List.of(stripped.split("\\s+"));
    int count = Math.min(Math.max(answer.size(), given.size()), answer.size() + 1);
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      places.add(new Place(at(answer, i), at(given, i)));
    }
    return new Marking(places);
  }

  private static String at(List<String> items, int place) {
    return place < items.size() ? items.get(place) : NOTHING;
  }

  /** One for each place that is the same, at most 4; 5 if all are. */
  public int points() {
    int same = (int) places.stream().filter(Place::same).count();
    return same == places.size() ? MOST : Math.min(MOST - 1, same);
  }

  /** {@code cat cat + tree moon -}: the answer's item, the response's, and whether they agree. */
  String text() {
    return places.stream().map(Place::text).collect(Collectors.joining(" "));
  }
}
