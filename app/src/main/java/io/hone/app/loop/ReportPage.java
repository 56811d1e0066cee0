package io.hone.app.loop;

import static io.hone.app.loop.Chart.escaped;

import java.util.List;
import java.util.Locale;

/** A loop's result as one HTML page that needs no other file and no network. */
final class ReportPage {
  private static final String STYLE =
      """
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 84rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff; }
      h1 { font-size: 1.6rem; margin-bottom: .2rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
      .quiet { color: #666; } .scroll { overflow-x: auto; }
      table { border-collapse: collapse; font-size: .92rem; } th, td { font-variant-numeric: tabular-nums; padding: .3rem .6rem .3rem 0; text-align: left; border-bottom: 1px solid #e2e2e2; white-space: nowrap; }
      td.wrap { white-space: normal; } svg { max-width: 100%; height: auto; } code { background: #f3f3f3; padding: .1rem .3rem; }
      """;

  private ReportPage() {}

  static String html(LoopReport report, List<String> next) {
    StringBuilder page = new StringBuilder();
    page.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<title>Hone: run ")
        .append(escaped(report.run()))
        .append("</title>\n<style>\n")
        .append(STYLE)
        .append("</style></head><body>\n<h1>Run ")
        .append(escaped(report.run()))
        .append("</h1>\n<p class=\"quiet\">")
        .append(
            String.format(
                Locale.ROOT,
                "Recipe %s, %d versions; this call took %.0f seconds. Shares have 95 %% intervals.",
                escaped(report.recipe()),
                report.versions().size(),
                report.seconds()))
        .append("</p>\n");
    page.append(Chart.svg(report));
    section(page, "Versions");
    table(page, ReportText.table(report));
    section(page, "Why each version stands where it does");
    page.append("<div class=\"scroll\"><table>\n");
    for (LoopReport.Version version : report.versions()) {
      page.append("<tr><td>%s</td><td>".formatted(escaped(version.name())))
          .append(ReportText.words(version.state()))
          .append("</td><td class=\"wrap\">%s</td></tr>\n".formatted(escaped(version.reason())));
    }
    page.append("</table></div>\n");
    section(page, "Every prompt accounted for");
    ReportText.account(report)
        .forEach(line -> page.append("<p>%s</p>\n".formatted(escaped(line.strip()))));
    section(page, "What next");
    next.forEach(line -> page.append("<p><code>%s</code></p>\n".formatted(escaped(line))));
    section(page, "Settings that differ from the defaults");
    page.append("<div class=\"scroll\"><table>\n");
    report
        .settings()
        .forEach(
            (name, value) ->
                page.append(
                    "<tr><td>%s</td><td>%s</td></tr>\n".formatted(escaped(name), escaped(value))));
    return page.append("</table></div>\n</body></html>\n").toString();
  }

  private static void section(StringBuilder page, String title) {
    page.append("<h2>%s</h2>\n".formatted(title));
  }

  private static void table(StringBuilder page, List<List<String>> rows) {
    page.append("<div class=\"scroll\"><table>\n");
    for (int r = 0; r < rows.size(); r++) {
      String cell = r == 0 ? "th" : "td";
      page.append("<tr>");
      rows.get(r).forEach(each -> page.append("<%s>%s</%s>".formatted(cell, escaped(each), cell)));
      page.append("</tr>\n");
    }
    page.append("</table></div>\n");
  }
}
