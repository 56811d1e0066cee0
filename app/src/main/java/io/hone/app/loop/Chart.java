package io.hone.app.loop;

import com.google.errorprone.annotations.FormatMethod;
import io.hone.event.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The measures of every version as a picture in SVG 1.1 with their 95 % intervals. Drawn by hand:
 * libraries for charts need fonts of the system, which a bare machine does not have.
 */
final class Chart {
  private static final List<String> COLOURS =
      List.of("#1f77b4", "#17a2b8", "#d95f02", "#7b3fa0", "#4d4d4d");
  private static final int WIDTH = 760;
  private static final int HEIGHT = 400;
  private static final int LEFT = 60;
  private static final int RIGHT = 190;
  private static final int TOP = 30;
  private static final int BOTTOM = 50;
  private static final int APART = 5; // so that intervals of one version do not cover each other

  private final LoopReport report;
  private final StringBuilder out = new StringBuilder();

  private Chart(LoopReport report) {
    this.report = report;
  }

  static String svg(LoopReport report) {
    return new Chart(report).draw();
  }

  private String draw() {
    List<String> names = new ArrayList<>(report.measured(LoopReport.SHARES));
    if (names.isEmpty()) names.addAll(report.measured(List.of(LoopReport.WIN_RATE)));
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"13\" role=\"img\">",
        WIDTH, HEIGHT, WIDTH, HEIGHT);
    add("<title>Measures of each version</title>");
    add("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", WIDTH, HEIGHT);
    axes();
    for (int i = 0; i < names.size(); i++) series(names.get(i), i, names.size());
    add("</svg>");
    return out.toString();
  }

  private void axes() {
    for (int tenth = 0; tenth <= 10; tenth += 2) {
      double y = y(tenth / 10.0);
      add(
          "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#dddddd\"/>",
          LEFT, WIDTH - RIGHT, y, y);
      add(
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" fill=\"#333333\">%d %%</text>",
          LEFT - 8, y + 4, tenth * 10);
    }
    for (int i = 0; i < report.versions().size(); i++) {
      LoopReport.Version version = report.versions().get(i);
      add(
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#333333\">%s</text>",
          x(i), HEIGHT - BOTTOM + 20, escaped(version.name()));
      add(
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#777777\" font-size=\"11\">%s</text>",
          x(i), HEIGHT - BOTTOM + 36, ReportText.words(version.state()));
    }
  }

  private void series(String name, int index, int of) {
    String colour = COLOURS.get(index % COLOURS.size());
    double shift = (index - (of - 1) / 2.0) * APART;
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < report.versions().size(); i++) {
      Measure measure = report.versions().get(i).measures().get(name);
      if (measure == null || !Double.isFinite(measure.getValue())) continue;
      double x = x(i) + shift;
      line.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y(measure.getValue())));
      if (measure.getLow() != null && measure.getHigh() != null) {
        add(
            "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"1.5\"/>",
            x, x, y(measure.getLow()), y(measure.getHigh()), colour);
      }
      add(
          "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>",
          x, y(measure.getValue()), colour);
    }
    add(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>",
        line.toString().strip(), colour);
    int legend = TOP + 10 + 24 * index;
    add(
        "<line x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-width=\"2\"/>",
        WIDTH - RIGHT + 20, WIDTH - RIGHT + 44, legend, legend, colour);
    add(
        "<text x=\"%d\" y=\"%d\" fill=\"#333333\">%s</text>",
        WIDTH - RIGHT + 52, legend + 4, escaped(ReportText.label(name)));
  }

  private double x(int version) {
    int last = Math.max(1, report.versions().size() - 1);
    double inner = WIDTH - LEFT - RIGHT - 60.0;
    return LEFT + 30 + inner * version / last;
  }

  private static double y(double share) {
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - Math.max(0, Math.min(1, share)));
  }

  @FormatMethod
  private void add(String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
