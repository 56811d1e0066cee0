package io.hone.app.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.app.config.Config;
import io.hone.app.stack.Cluster;
import io.hone.producers.prompts.Format;
import io.hone.producers.prompts.KnownPrompts;
import io.hone.producers.prompts.PromptReader;
import io.hone.producers.prompts.PromptWriter;
import io.hone.producers.prompts.RefusedException;
import io.hone.producers.prompts.SeenPrompts;
import io.hone.producers.prompts.Submission;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.schemas.serde.ValueSerdes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hone submit}: the prompts of a file into a run. */
@Command(
    name = "submit",
    description = {
      "Submit the prompts of a file to a run: JSON lines of the usual shapes, text lines, or CSV; gzip is unpacked.",
      "A prompt is known by its content: submitting it twice is submitting it once, so a run that was cut short is started again.",
      "A line that is no prompt ends the command with 1; what stands before it is submitted."
    },
    mixinStandardHelpOptions = true)
final class SubmitCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";

  @Mixin private RunOptions options;
  @Mixin private Output output;

  @Parameters(paramLabel = "FILE", description = "The prompts; - for standard input.")
  private String file;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "How the file holds them: ${COMPLETION-CANDIDATES}; told by its name if not given, and JSONL on standard input.")
  private @Nullable Format format;

  @Option(
      names = "--field",
      paramLabel = "NAME",
      description = "The field or column that holds the prompt, where the shape does not tell.")
  private @Nullable String field;

  @Option(
      names = "--blind",
      description = "Do not look first which prompts the run has; it accepts each once anyway.")
  private boolean blind;

  @Option(names = "--skip-bad", description = "Tell of lines that are no prompts, and go on.")
  private boolean skipBad;

  private @Nullable RefusedException stoppedBy;

  @Override
  public Integer call() throws Exception {
    Config config = options.config();
    Namespace namespace = RunOptions.run(config);
    Format known = format();
    Map<String, Object> settings = options.settings(config);
    String topic = namespace.topic(Topic.PROMPTS);
    try (PromptReader reader = PromptReader.open(stream(), known, Optional.ofNullable(field));
        Cluster cluster = Cluster.connect(settings);
        Serializer<Object> values = ValueSerdes.serializer(settings)) {
      cluster.requireTopic(topic);
      SeenPrompts seen = blind ? SeenPrompts.none() : KnownPrompts.read(settings, topic);
      try (PromptWriter writer = PromptWriter.open(settings, topic, values)) {
        report(
            namespace,
            submit(
                reader,
                new Submission(namespace, name(), seen, writer, InstantSource.system()),
                writer));
      }
    }
    return stoppedBy == null ? 0 : 1;
  }

  private Submission.Report submit(
      PromptReader reader, Submission submission, PromptWriter writer) {
    try {
      return submission.submit(reader, this::refused);
    } catch (IOException e) {
      throw new UserError(
          "%s cannot be read to its end: %s; %d prompts before are submitted"
              .formatted(name(), e.getMessage(), writer.acknowledged()),
          e);
    } catch (KafkaException e) {
      throw new UserError(
          "the prompts of %s cannot all be written (%s): %d are; run the command again, which submits the others"
              .formatted(name(), e.getMessage(), writer.acknowledged()),
          e);
    }
  }

  private boolean refused(RefusedException refusal) {
    if (!skipBad) stoppedBy = refusal;
    output.err().println("hone: " + Failures.oneLine(name() + " " + refusal.getMessage()));
    output.err().flush();
    return skipBad;
  }

  private Format format() {
    if (format != null) return format;
    if (file.equals(STANDARD_INPUT)) return Format.JSONL;
    return Format.ofName(file)
        .orElseThrow(
            () ->
                new UserError(
                    "the name of %s does not tell its format: say --format jsonl, text or csv"
                        .formatted(file)));
  }

  private String name() {
    return file.equals(STANDARD_INPUT) ? "stdin" : file;
  }

  private InputStream stream() throws IOException {
    return file.equals(STANDARD_INPUT) ? System.in : Files.newInputStream(InputFile.required(file));
  }

  private void report(Namespace run, Submission.Report report) {
    if (output.isJson()) {
      output.json(json(run, report));
      return;
    }
    output
        .out()
        .printf(
            "%d prompts in %d records of %s%n",
            report.prompts(), report.records() - report.refused(), name());
    output
        .out()
        .printf(
            "%d submitted to %s, %d there already, %d repeated in the file%n",
            report.submitted(), run.run(), report.inTopic(), report.repeated());
    if (report.refused() > 0) output.out().printf("%d records refused%n", report.refused());
    if (report.cut() > 0) {
      output
          .out()
          .printf(
              "%d records go on after the message that is to be answered; that part is left out%n",
              report.cut());
    }
    output.out().flush();
  }

  private ObjectNode json(Namespace run, Submission.Report report) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("run", run.run())
            .put("records", report.records())
            .put("prompts", report.prompts())
            .put("submitted", report.submitted())
            .put("in_topic", report.inTopic())
            .put("repeated", report.repeated())
            .put("refused", report.refused())
            .put("cut", report.cut())
            .put("complete", stoppedBy == null);
    return stoppedBy == null
        ? json
        : json.put("stopped_at_line", stoppedBy.line()).put("reason", stoppedBy.reason());
  }
}
