package io.hone.app.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.app.config.Config;
import io.hone.app.records.RunPairs;
import io.hone.app.records.RunReader;
import io.hone.app.stack.Cluster;
import io.hone.consumers.export.NewFile;
import io.hone.consumers.export.PairExport;
import io.hone.consumers.export.PairFile;
import io.hone.consumers.export.ParquetPairs;
import io.hone.consumers.export.TrlLines;
import io.hone.consumers.export.Wanted;
import io.hone.event.PairKind;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.streams.account.Position;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hone export}: a run's preference pairs as a file for a trainer elsewhere. */
@Command(
    name = "export",
    description = {
      "Write the preference pairs of a run to a file, each once, in the order of the topic, as far as it goes now.",
      "The file appears when it is whole. A record that cannot be read is told of, and the exit code is 1."
    },
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  private static final String STANDARD_OUTPUT = "-";
  private static final int BUFFER = 1 << 16;

  @Mixin private RunOptions options;
  @Mixin private Output output;

  @Option(
      names = "--format",
      required = true,
      paramLabel = "FORMAT",
      description = "trl: JSON lines in TRL's conversational form; parquet: flat columns.")
  private ExportFormat format;

  @Option(
      names = "--output",
      defaultValue = STANDARD_OUTPUT,
      paramLabel = "FILE",
      description = "The file; - for standard output, which it is if not given.")
  private String file;

  @Option(
      names = "--kind",
      split = ",",
      paramLabel = "KIND",
      description =
          "Only pairs that teach this: actor, judge, meta_judge, refiner; or supervised, examples without a rejected side.")
  private Set<PairKind> kinds = Set.of();

  @Option(
      names = "--policy",
      paramLabel = "VERSION",
      description = "Only pairs that this version of the policy made.")
  private @Nullable String version;

  @Option(names = "--force", description = "Replace the file if it exists.")
  private boolean force;

  private long unreadable;

  /** What can be written. */
  enum ExportFormat {
    TRL,
    PARQUET
  }

  @Override
  public Integer call() throws IOException {
    Wanted wanted = new Wanted(kinds, Optional.ofNullable(version));
    Config config = options.config();
    Namespace namespace = RunOptions.run(config);
    PairExport.Report report;
    try (Cluster cluster = Cluster.connect(options.settings(config));
        RunReader reader = RunReader.open(cluster, namespace)) {
      cluster.requireTopic(namespace.topic(Topic.PREFERENCES));
      report = isStandardOutput() ? print(reader, wanted) : write(reader, wanted);
    }
    tell(namespace, report);
    return unreadable == 0 ? 0 : 1;
  }

  private boolean isStandardOutput() {
    return file.equals(STANDARD_OUTPUT);
  }

  private PairExport.Report print(RunReader reader, Wanted wanted) throws IOException {
    if (format == ExportFormat.PARQUET) {
      throw new UserError("--format parquet needs a file: name it with --output");
    }
    return export(reader, wanted, new TrlLines(new BufferedOutputStream(System.out, BUFFER)));
  }

  private PairExport.Report write(RunReader reader, Wanted wanted) throws IOException {
    PairExport.Report[] report = new PairExport.Report[1];
    try {
      NewFile.write(
          Path.of(file), force, unfinished -> report[0] = export(reader, wanted, open(unfinished)));
    } catch (FileAlreadyExistsException e) {
      throw new UserError(file + " exists: name another file, or replace it with --force", e);
    } catch (NoSuchFileException e) {
      throw new UserError(file + " lies in a folder that does not exist: make it first", e);
    }
    return report[0];
  }

  private PairFile open(Path path) throws IOException {
    return switch (format) {
      case TRL -> new TrlLines(new BufferedOutputStream(Files.newOutputStream(path), BUFFER));
      case PARQUET -> new ParquetPairs(path);
    };
  }

  private PairExport.Report export(RunReader reader, Wanted wanted, PairFile opened)
      throws IOException {
    return RunPairs.write(reader, wanted, opened, this::unreadable);
  }

  private void unreadable(Position position, String why) {
    unreadable++;
    output
        .err()
        .printf(
            "hone: partition %d offset %d: %s%n",
            position.partition(), position.offset(), Failures.oneLine(why));
  }

  /** On the error stream where the pairs are on the other. */
  private void tell(Namespace namespace, PairExport.Report report) {
    PrintWriter to = isStandardOutput() ? output.err() : output.out();
    if (output.isJson()) {
      to.println(json(namespace, report).toPrettyString());
    } else {
      to.printf("%d of %d records exported%n", report.exported(), report.read());
      line(to, report.repeated(), "repeated");
      line(to, report.otherKind(), "of another kind");
      line(to, report.otherVersion(), "by another version of the policy");
      line(to, report.supervised(), "supervised examples: export them with --kind supervised");
      line(to, report.withImages(), "with images, which the format does not carry");
      line(to, unreadable, "records that cannot be read");
    }
    to.flush();
  }

  private static void line(PrintWriter to, long count, String what) {
    if (count > 0) to.printf("%d %s%n", count, what);
  }

  private ObjectNode json(Namespace namespace, PairExport.Report report) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("run", namespace.run())
        .put("read", report.read())
        .put("exported", report.exported())
        .put("repeated", report.repeated())
        .put("other_kind", report.otherKind())
        .put("other_version", report.otherVersion())
        .put("supervised", report.supervised())
        .put("with_images", report.withImages())
        .put("unreadable", unreadable);
  }
}
