package io.hone.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.app.records.Spelling;
import io.hone.streams.account.Account;
import io.hone.streams.account.Flaw;
import io.hone.streams.account.Position;
import io.hone.streams.episode.EpisodeCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** An account as text and as JSON. */
final class AccountReport {
  private static final ObjectMapper JSON =
      new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

  private final String run;
  private final Account account;

  AccountReport(String run, Account account) {
    this.run = run;
    this.account = account;
  }

  /** The figures under the names of the live metrics, in snake case. */
  ObjectNode json() {
    ObjectNode json = JSON.createObjectNode();
    json.put("run", run).put("holds", account.holds());
    json.setAll((ObjectNode) JSON.valueToTree(account.figures()));
    json.set("no_pair_reasons", JSON.valueToTree(account.noPair()));
    json.set("dead_reasons", JSON.valueToTree(account.dead()));
    json.set("dead_letter_reasons", JSON.valueToTree(account.letters()));
    json.put("pairs", account.pairs())
        .put("calls", account.calls())
        .put("call_copies", account.callCopies())
        .put("repeated_calls", account.repeatedCalls())
        .put("due", account.due())
        .put("unchecked", account.unchecked());
    json.set("flaw_counts", JSON.valueToTree(byWord()));
    ArrayNode flaws = json.putArray("flaws");
    account.flaws().forEach(flaw -> flaws.add(json(flaw)));
    return json;
  }

  private static ObjectNode json(Flaw flaw) {
    ObjectNode json = JSON.createObjectNode();
    json.put("kind", Spelling.hyphenated(flaw.kind()))
        .put("id", flaw.id())
        .put("detail", flaw.detail());
    ArrayNode positions = json.putArray("positions");
    for (Position position : flaw.positions()) {
      positions
          .addObject()
          .put("topic", position.topic().shortName())
          .put("partition", position.partition())
          .put("offset", position.offset());
    }
    return json.put("remedy", flaw.kind().remedy());
  }

  private Map<String, Long> byWord() {
    Map<String, Long> counts = new TreeMap<>();
    account.flawCounts().forEach((kind, count) -> counts.put(Spelling.hyphenated(kind), count));
    return counts;
  }

  void print(Output output) {
    EpisodeCounts.Reading figures = account.figures();
    output
        .out()
        .printf(
            "run %s: accepted %d = paired %d + no pair %d + dead %d + open %d + waiting %d%n%n",
            run,
            figures.accepted(),
            figures.paired(),
            figures.noPair(),
            figures.dead(),
            figures.open(),
            figures.waiting());
    output.table(rows());
    output.out().println();
    if (account.holds()) {
      output.out().println("Everything holds.");
    } else {
      printFlaws(output);
    }
    output.out().flush();
  }

  private List<List<String>> rows() {
    EpisodeCounts.Reading figures = account.figures();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("what", "count"));
    row(rows, "pairs", account.pairs());
    account.noPair().forEach((reason, count) -> row(rows, "no pair: " + reason, count));
    account.dead().forEach((reason, count) -> row(rows, "dead: " + reason, count));
    row(rows, "all facts there, not ended yet", account.due());
    row(rows, "prompts submitted again", figures.duplicatePrompts());
    row(rows, "calls", account.calls());
    row(rows, "calls asked again", figures.askedAgain());
    row(rows, "calls copied by workers", account.callCopies());
    row(rows, "calls given up", figures.givenUp());
    row(rows, "facts", figures.facts());
    row(rows, "failed attempts", figures.failedAttempts());
    row(rows, "completions beyond the fact", figures.duplicateCompletions());
    row(rows, "model calls repeated", account.repeatedCalls());
    account.letters().forEach((reason, count) -> row(rows, "dead letters: " + reason, count));
    row(rows, "episodes not checked", account.unchecked());
    return rows;
  }

  private static void row(List<List<String>> rows, String what, long count) {
    if (count > 0) rows.add(List.of(Harmless.line(what), Long.toString(count)));
  }

  private void printFlaws(Output output) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("found", "id", "where", "what"));
    for (Flaw flaw : account.flaws()) {
      rows.add(
          List.of(
              Spelling.hyphenated(flaw.kind()),
              Harmless.line(flaw.id()),
              flaw.positions().stream().map(Position::toString).collect(Collectors.joining(", ")),
              Harmless.line(flaw.detail())));
    }
    output.table(rows);
    output.out().println();
    new TreeMap<>(account.flawCounts())
        .forEach(
            (kind, count) ->
                output
                    .out()
                    .printf("%s (%d): %s%n", Spelling.hyphenated(kind), count, kind.remedy()));
  }
}
