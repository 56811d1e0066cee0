package io.hone.app.console;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.PriorityQueue;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Which pairs are wanted, in which order, and from where on.
 *
 * @param text that an id, the prompt's beginning or a side's beginning holds
 * @param kind e.g. {@code actor}
 * @param version of the policy
 * @param vote a choice, {@code any} or {@code none}
 * @param margin the least difference of the scores
 * @param after the row after which to go on; empty: from the first
 * @param limit at most so many rows
 */
record PairQuery(
    Optional<String> text,
    Optional<String> kind,
    Optional<String> version,
    Optional<String> vote,
    OptionalDouble margin,
    Order order,
    Optional<Cursor> after,
    int limit) {

  /** In which order rows come; of those that are alike, the one read last comes first. */
  enum Order {
    NEWEST(row -> -row.at()),
    OLDEST(PairRow::at),
    MARGIN(row -> Float.isNaN(row.margin()) ? Double.POSITIVE_INFINITY : -row.margin()),
    LENGTH(row -> -(double) row.chosenLength());

    private final ToDoubleFunction<PairRow> place;

    Order(ToDoubleFunction<PairRow> place) {
      this.place = place;
    }

    Cursor cursor(PairRow row) {
      return new Cursor(place.applyAsDouble(row), row.number());
    }
  }

  /**
   * Where a row stands in an order; stays the same while rows come and go.
   *
   * @param place the least comes first
   * @param number the greatest comes first
   */
  record Cursor(double place, long number) implements Comparable<Cursor> {
    @Override
    public int compareTo(Cursor other) {
      int order = Double.compare(place, other.place);
      return order != 0 ? order : Long.compare(other.number, number);
    }

    /**
     * @throws IllegalArgumentException if the text is none
     */
    static Cursor parse(String text) {
      String[] parts = text.split("~", 2);
      if (parts.length < 2) throw new IllegalArgumentException("no cursor: " + text);
      return new Cursor(Double.parseDouble(parts[0]), Long.parseLong(parts[1]));
    }

    @Override
    public String toString() {
      return place + "~" + number;
    }
  }

  /**
   * Rows that were found.
   *
   * @param matched how many there are in all
   * @param next where to go on; empty: there are no more
   */
  record Page(long matched, List<PairRow> rows, Optional<Cursor> next) {
    Page {
      rows = List.copyOf(rows);
    }
  }

  private record Placed(Cursor cursor, PairRow row) {}

  /**
   * Looks through rows, on every processor at once.
   *
   * @param prompts the beginning of a prompt, by its id; asked by several threads, as is {@code
   *     votes}
   * @param votes the choice of the newest vote on a pair, by its id; empty: there is none
   */
  Page find(
      Collection<PairRow> rows,
      Function<String, String> prompts,
      Function<String, Optional<String>> votes) {
    List<PairRow> matched =
        rows.parallelStream().filter(row -> matches(row, prompts, votes)).toList();
    PriorityQueue<Placed> best =
        new PriorityQueue<>(Comparator.comparing(Placed::cursor).reversed());
    long further = 0;
    for (PairRow row : matched) {
      Cursor cursor = order.cursor(row);
      if (after.isPresent() && cursor.compareTo(after.get()) <= 0) continue;
      further++;
      best.add(new Placed(cursor, row));
      if (best.size() > limit) best.poll();
    }
    List<Placed> found = best.stream().sorted(Comparator.comparing(Placed::cursor)).toList();
    boolean more = further > found.size() && !found.isEmpty();
    return new Page(
        matched.size(),
        found.stream().map(Placed::row).toList(),
        more ? Optional.of(found.getLast().cursor()) : Optional.empty());
  }

  private boolean matches(
      PairRow row, Function<String, String> prompts, Function<String, Optional<String>> votes) {
    return kind.filter(wanted -> !wanted.equals(row.kind())).isEmpty()
        && version.filter(wanted -> !wanted.equals(row.version())).isEmpty()
        && (margin.isEmpty() || row.margin() >= margin.getAsDouble())
        && (vote.isEmpty() || voted(vote.get(), votes.apply(row.pairId())))
        && (text.isEmpty() || holds(text.get(), row, prompts));
  }

  private static boolean voted(String wanted, Optional<String> choice) {
    return switch (wanted) {
      case "any" -> choice.isPresent();
      case "none" -> choice.isEmpty();
      default -> choice.equals(Optional.of(wanted));
    };
  }

  private static boolean holds(String wanted, PairRow row, Function<String, String> prompts) {
    return Words.holds(row.beginnings(), wanted)
        || Words.holds(prompts.apply(row.promptId()), wanted)
        || Words.holds(row.pairId(), wanted)
        || Words.holds(row.promptId(), wanted);
  }
}
