package io.hone.app.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.app.records.Spelling;
import io.hone.app.status.RunFigures;
import io.hone.event.OutcomeStatus;
import io.hone.event.Stage;
import io.hone.schemas.catalog.Namespace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The account of a run for people and programs. */
record StatusView(Namespace run, RunFigures figures, long unreadable) {

  /** {@code accepted = paired + no pair + dead + open}. */
  String account() {
    return "%,d accepted = %,d paired + %,d no pair + %,d dead + %,d open"
        .formatted(
            figures.accepted(),
            figures.ended(OutcomeStatus.PAIRED),
            figures.ended(OutcomeStatus.NO_PAIR),
            figures.ended(OutcomeStatus.DEAD),
            figures.open());
  }

  List<String> lines(UnaryOperator<String> strong) {
    List<String> lines = new ArrayList<>();
    lines.add("Run           " + strong.apply(run.run()));
    lines.add("Prompts       " + account());
    if (!figures.reasons().isEmpty()) lines.add("Without pair  " + listed(figures.reasons()));
    lines.add("Pairs         %,d, for %,d tokens".formatted(figures.pairs(), figures.tokens()));
    lines.add(
        "Promoted      "
            + (figures.promoted().isEmpty()
                ? "no version yet"
                : String.join(", ", figures.promoted())));
    lines.add("Dead letters  %,d".formatted(figures.deadLetters()));
    if (unreadable > 0) {
      lines.add("Unreadable    %,d records; ./hone verify names them".formatted(unreadable));
    }
    return lines;
  }

  private static String listed(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .map(e -> e.getKey() + " " + "%,d".formatted(e.getValue()))
        .collect(Collectors.joining(", "));
  }

  List<List<String>> waiting(Map<Stage, Long> waiting) {
    List<List<String>> rows = new ArrayList<>(List.of(List.of("stage", "waiting calls")));
    waiting.forEach(
        (stage, calls) -> rows.add(List.of(Spelling.hyphenated(stage), "%,d".formatted(calls))));
    return rows;
  }

  ObjectNode json() {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("run", run.run())
            .put("accepted", figures.accepted())
            .put("paired", figures.ended(OutcomeStatus.PAIRED))
            .put("no_pair", figures.ended(OutcomeStatus.NO_PAIR))
            .put("dead", figures.ended(OutcomeStatus.DEAD))
            .put("open", figures.open())
            .put("pairs", figures.pairs())
            .put("tokens", figures.tokens())
            .put("dead_letters", figures.deadLetters())
            .put("unreadable", unreadable);
    figures.promoted().forEach(json.putArray("promoted")::add);
    figures.reasons().forEach(json.putObject("reasons")::put);
    figures.counts().forEach(json.putObject("counts")::put);
    return json;
  }
}
