package io.hone.app.loop;

import io.hone.app.config.Config;
import io.hone.schemas.id.ContentId;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** What a loop keeps beside the topics: how it was begun, its configuration, its reports. */
public final class LoopFolder {
  private static final String BEGUN = "begun.properties";
  static final String CONFIGURATION = "config.properties";

  private final Path folder;
  private final Path artifacts;

  public LoopFolder(Path data, String run) {
    this.folder = data.resolve("runs").resolve(run);
    this.artifacts = data.resolve("artifacts").resolve(run);
  }

  public Path path(String file) {
    return folder.resolve(file);
  }

  /** Where a version's files lie if the configuration names no store. */
  Path artifact(String version) {
    return artifacts.resolve(version);
  }

  /** What may not change while a run goes on. */
  static Map<String, String> terms(LoopOrder order, LoopPrompts prompts, int size) {
    Map<String, String> terms = new TreeMap<>();
    terms.put("--recipe", order.recipe());
    terms.put("--seed", Long.toString(order.seed()));
    terms.put("--round-prompts", Integer.toString(size));
    terms.put("--model", order.model().map(Path::toString).orElse("the seed"));
    terms.put("--endpoint", order.endpoint().orElse("none"));
    List<String> ids = prompts.learning().stream().map(LoopPrompts::id).toList();
    terms.put("--prompts", "%d prompts %s".formatted(ids.size(), ContentId.of("f", ids)));
    order.responses().ifPresent(k -> terms.put("--k", Integer.toString(k)));
    order.judgements().ifPresent(n -> terms.put("--n", Integer.toString(n)));
    return terms;
  }

  /**
   * Notes how a run is begun, once everything that it needs was found good.
   *
   * @throws IOException if the folder cannot be written
   */
  public void begin(Map<String, String> terms) throws IOException {
    if (Files.exists(path(BEGUN))) return;
    Properties properties = new Properties();
    properties.putAll(terms);
    write(BEGUN, text(properties));
  }

  /**
   * Compares with how a run was begun, if it was.
   *
   * @throws IllegalArgumentException if it was begun otherwise
   * @throws IOException if the folder cannot be read
   */
  void requireSame(Map<String, String> terms) throws IOException {
    Path file = path(BEGUN);
    if (!Files.exists(file)) return;
    Properties before = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      before.load(reader);
    }
    for (Map.Entry<String, String> term : terms.entrySet()) {
      String was = before.getProperty(term.getKey());
      if (was != null && !was.equals(term.getValue())) {
        throw new IllegalArgumentException(
            "this run was begun with %s '%s' and cannot go on with '%s': give it as before, or begin another with --run NAME"
                .formatted(term.getKey(), was, term.getValue()));
      }
    }
  }

  /** Writes the configuration, for the commands that need the same. */
  void configuration(Config config) throws IOException {
    Properties properties = new Properties();
    config
        .entries()
        .forEach(
            (name, entry) -> {
              if (!entry.isDefault() && !name.startsWith("kafka.") && !Config.isOfProcess(name)) {
                properties.setProperty(name, entry.text());
              }
            });
    write(CONFIGURATION, text(properties));
  }

  private static String text(Properties properties) throws IOException {
    StringWriter text = new StringWriter();
    properties.store(text, null);
    // Without the date that Properties puts in front.
    return text.toString()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .sorted()
        .reduce("", (all, line) -> all + line + "\n");
  }

  /** Writes a file whole or not at all. */
  public void write(String name, String text) throws IOException {
    Files.createDirectories(folder);
    Path unfinished = folder.resolve(name + ".unfinished");
    try (Writer writer = Files.newBufferedWriter(unfinished)) {
      writer.write(text);
    }
    Files.move(
        unfinished,
        folder.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Writes the page and the picture.
   *
   * @param next commands that a reader may go on with
   */
  public void report(LoopReport report, List<String> next) throws IOException {
    write("report.html", ReportPage.html(report, next));
    write("report.svg", Chart.svg(report));
    write("report.json", ReportJson.of(report).toPrettyString() + "\n");
  }
}
