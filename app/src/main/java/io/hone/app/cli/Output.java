package io.hone.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a command prints: text for people, or one JSON value with {@code --json}. */
public final class Output {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON value instead of text.")
  private boolean json;

  public boolean isJson() {
    return json;
  }

  public PrintWriter out() {
    return spec.commandLine().getOut();
  }

  public PrintWriter err() {
    return spec.commandLine().getErr();
  }

  public void json(JsonNode value) {
    out().println(value.toPrettyString());
    out().flush();
  }

  /** Bold on a terminal that takes colours. */
  public String strong(String text) {
    return spec.commandLine().getColorScheme().ansi().string("@|bold " + text + "|@");
  }

  /** Columns as wide as their widest cell, the first row as the heading. */
  public void table(List<List<String>> rows) {
    List<Integer> widths = new ArrayList<>();
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        if (i == widths.size()) widths.add(0);
        widths.set(i, Math.max(widths.get(i), row.get(i).length()));
      }
    }
    for (int r = 0; r < rows.size(); r++) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < rows.get(r).size(); i++) {
        // A group's name may hold anything.
        String cell = rows.get(r).get(i).replaceAll("\\p{Cc}", "?");
        boolean number = !cell.isEmpty() && Character.isDigit(cell.charAt(0));
        String pad = " ".repeat(widths.get(i) - cell.length());
        line.append(number ? pad + cell : cell + pad).append("  ");
      }
      String text = line.toString().stripTrailing();
      out().println(r == 0 ? strong(text) : text);
    }
    out().flush();
  }
}
