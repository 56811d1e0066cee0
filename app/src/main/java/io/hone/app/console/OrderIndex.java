package io.hone.app.console;

import io.hone.event.ControlCommand;
import io.hone.event.ControlKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What people have ordered of a run, each order once. Not for two threads. */
final class OrderIndex {
  /** The argument of a vote. */
  static final String CHOICE = "choice";

  /** The argument of letters that are sent again: their ids, with commas between. */
  static final String LETTERS = "letters";

  private static final int REFUSALS = 100;

  private final String run;
  private final Set<String> known = new HashSet<>();
  private final Map<String, List<ControlCommand>> votes = new HashMap<>();
  private final Map<String, ControlCommand> resent = new HashMap<>();
  private final Map<String, String> refused = new NewestMap<>(REFUSALS);
  private @Nullable ControlCommand pause;
  private long count;

  OrderIndex(String run) {
    this.run = run;
  }

  void add(ControlCommand order) {
    if (!order.getRun().equals(run) || !known.add(order.getCommandId())) return;
    switch (order.getKind()) {
      case PAUSE, RESUME -> pause = order;
      case VOTE -> vote(order);
      case REFUSED -> {
        String refusedOrder = order.getTarget();
        if (refusedOrder != null) refused.put(refusedOrder, order.getWhy());
      }
      case RESEND -> {
        String letters = order.getArguments().getOrDefault(LETTERS, "");
        for (String letter : letters.split(",", -1)) resent.put(letter, order);
      }
      default -> {}
    }
  }

  private void vote(ControlCommand order) {
    String pair = order.getTarget();
    if (pair == null || !order.getArguments().containsKey(CHOICE)) return;
    votes.computeIfAbsent(pair, id -> new ArrayList<>()).add(order);
    count++;
  }

  /** Those on a pair, in their order. */
  List<ControlCommand> votes(String pairId) {
    return List.copyOf(votes.getOrDefault(pairId, List.of()));
  }

  /** What the newest vote on a pair chose. */
  Optional<String> choice(String pairId) {
    List<ControlCommand> cast = votes.getOrDefault(pairId, List.of());
    return cast.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(cast.getLast().getArguments().get(CHOICE));
  }

  /** All votes. */
  long count() {
    return count;
  }

  /** The order by which a letter was sent again, by its id. */
  Optional<ControlCommand> resent(String letter) {
    return Optional.ofNullable(resent.get(letter));
  }

  /** Why orders are not obeyed, by their ids; the newest. */
  Map<String, String> refused() {
    return new TreeMap<>(refused);
  }

  /** Whether nothing new is to be begun. */
  boolean paused() {
    return pause != null && pause.getKind() == ControlKind.PAUSE;
  }
}
