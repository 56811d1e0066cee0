package io.hone.app.loop;

import io.hone.app.records.Spelling;
import io.hone.event.Measure;
import io.hone.event.OutcomeStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A loop's result for people: the same cells on a terminal and on the page. */
public final class ReportText {
  private static final int WIDTH = 50;
  private static final String NONE = "-";

  private ReportText() {}

  /** A row for each version under a heading, as text. */
  public static List<List<String>> table(LoopReport report) {
    List<String> shares = report.measured(LoopReport.SHARES);
    boolean wins = !report.measured(List.of(LoopReport.WIN_RATE)).isEmpty();
    List<List<String>> rows = new ArrayList<>();
    List<String> heading = new ArrayList<>(List.of("version", "state"));
    shares.forEach(name -> heading.add(label(name)));
    if (wins) heading.add("win rate");
    heading.addAll(
        List.of("length", "score", "pairs", "of them judge", "calls", "tokens", "seconds"));
    rows.add(heading);
    for (LoopReport.Version version : report.versions()) {
      List<String> row = new ArrayList<>();
      row.add(version.name());
      row.add(words(version.state()));
      shares.forEach(name -> row.add(share(version.measure(name))));
      if (wins) row.add(share(version.measure(LoopReport.WIN_RATE)));
      row.add(number(version.measure(LoopReport.MEAN_LENGTH)));
      row.add(number(version.measure(LoopReport.MEAN_SCORE)));
      row.addAll(work(version));
      rows.add(row);
    }
    return rows;
  }

  private static List<String> work(LoopReport.Version version) {
    if (version.work().isEmpty()) return List.of(NONE, NONE, NONE, NONE, NONE);
    LoopFacts.Work work = version.work().get();
    return List.of(
        whole(version.pairs()),
        whole(version.judgePairs()),
        whole(work.calls()),
        whole(work.tokens()),
        Double.isNaN(work.seconds()) ? NONE : whole(Math.round(work.seconds())));
  }

  /** How the prompts ended, one line each, and why nothing was trained if nothing was. */
  public static List<String> account(LoopReport report) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d accepted = %,d paired + %,d no pair + %,d dead + %,d open",
            report.accepted(),
            report.ended(OutcomeStatus.PAIRED),
            report.ended(OutcomeStatus.NO_PAIR),
            report.ended(OutcomeStatus.DEAD),
            report.open()));
    report
        .reasons()
        .forEach(
            (reason, why) ->
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "  %,d x %s, e.g. %s",
                        why.count(),
                        reason.replace('-', ' '),
                        why.detail())));
    untrained(report).ifPresent(lines::add);
    return lines;
  }

  /** Why nothing was trained; empty if something was. */
  private static Optional<String> untrained(LoopReport report) {
    if (report.trained()) return Optional.empty();
    if (report.versions().isEmpty()) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "%,d pairs. Nothing is trained on a server: they are for a trainer elsewhere",
              report.pairs()));
    }
    return Optional.of(
        report.pairs() == 0
            ? "Nothing was trained, because no prompt gave a pair to learn from"
            : String.format(
                Locale.ROOT,
                "Nothing was trained: %,d pairs are there, and none to learn from yet",
                report.pairs()));
  }

  /** Bars with their 95 % intervals, one for each version and measure. */
  public static List<String> chart(LoopReport report) {
    List<String> lines = new ArrayList<>();
    int longest = report.versions().stream().mapToInt(each -> each.name().length()).max().orElse(0);
    for (String name : report.measured(LoopReport.SHARES)) {
      lines.add(label(name));
      for (LoopReport.Version version : report.versions()) {
        version
            .measure(name)
            .ifPresent(
                measure ->
                    lines.add(
                        "  %s  %s %s"
                            .formatted(
                                version.name() + " ".repeat(longest - version.name().length()),
                                bar(measure),
                                share(Optional.of(measure)))));
      }
    }
    return lines;
  }

  private static String bar(Measure measure) {
    int low = cell(measure.getLow() == null ? measure.getValue() : measure.getLow());
    int high = cell(measure.getHigh() == null ? measure.getValue() : measure.getHigh());
    int value = cell(measure.getValue());
    StringBuilder bar = new StringBuilder();
    for (int i = 0; i < WIDTH; i++) {
      bar.append(i == value ? '|' : i >= low && i <= high ? '=' : i < value ? '-' : ' ');
    }
    return bar.toString();
  }

  private static int cell(double share) {
    return (int) Math.max(0, Math.min(WIDTH - 1, Math.round(share * (WIDTH - 1))));
  }

  /** A constant's name as people write it. */
  static String words(Enum<?> constant) {
    return Spelling.spaced(constant);
  }

  static String label(String name) {
    return name.replace("_accuracy", "").replace('_', ' ').replace("meta", "meta-judge");
  }

  private static String share(Optional<Measure> measure) {
    if (measure.isEmpty()) return NONE;
    Measure of = measure.get();
    String text = String.format(Locale.ROOT, "%.1f %%", 100 * of.getValue());
    return of.getLow() == null || of.getHigh() == null
        ? text
        : text
            + String.format(Locale.ROOT, " (%.0f to %.0f)", 100 * of.getLow(), 100 * of.getHigh());
  }

  private static String number(Optional<Measure> measure) {
    return measure.map(each -> String.format(Locale.ROOT, "%.1f", each.getValue())).orElse(NONE);
  }

  private static String whole(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
