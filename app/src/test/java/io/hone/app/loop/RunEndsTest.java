package io.hone.app.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hone.app.Hone;
import io.hone.app.cli.CapturedOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code hone run} where nothing is trained: it says so, and gives account of every prompt. */
@Tag("slow")
class RunEndsTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @RegisterExtension private final CapturedOutput output = new CapturedOutput();

  @TempDir Path folder;

  /** Runs one round and gives the report. */
  private JsonNode run(int prompts, String... more) throws IOException {
    // A file of which the same prompts are learned from, whatever the ids hold out.
    Path file =
        Files.write(
            folder.resolve("prompts.txt"),
            IntStream.rangeClosed(1, 2 * prompts)
                .mapToObj("Tell me about number %d."::formatted)
                .toList());
    Path report = folder.resolve("report.json");
    List<String> command =
        Stream.concat(
                Stream.of(
                    "run",
                    "--data",
                    folder.resolve("data").toString(),
                    "--prompts",
                    file.toString(),
                    "--rounds",
                    "1",
                    "--round-prompts",
                    Integer.toString(prompts),
                    "--k",
                    "3",
                    "--n",
                    "2",
                    "--report",
                    report.toString()),
                Stream.of(more))
            .toList();

    int code = Hone.run(command.toArray(String[]::new));

    assertThat(code).as(output.err().toString(StandardCharsets.UTF_8)).isZero();
    return JSON.readTree(report.toFile());
  }

  private String said() {
    return output.out().toString(StandardCharsets.UTF_8);
  }

  @Test
  void shouldCollectThePairsOfAServer() throws IOException {
    JsonNode report;
    try (ScriptedServer server = new ScriptedServer()) {
      report = run(12, "--endpoint", server.url());
    }

    Path pairs = folder.resolve("data/runs/main/pairs.jsonl");
    List<String> lines = Files.readAllLines(pairs);
    assertThat(lines).isNotEmpty().allMatch(line -> line.contains("\"chosen\""));
    assertThat(report.path("accepted").asInt()).isEqualTo(12);
    assertThat(report.path("paired").asInt()).isPositive();
    assertThat(report.path("paired").asInt() + report.path("no_pair").asInt()).isEqualTo(12);
    assertThat(report.path("pairs").asInt()).isEqualTo(lines.size());
    assertThat(report.path("versions")).isEmpty();
    assertThat(said())
        .contains("12 accepted = ", lines.size() + " pairs. Nothing is trained on a server")
        .contains("less " + pairs);
  }

  /** The tests' pretrained model, in the temporary folder because links to it are made there. */
  private Path stories() throws IOException {
    Path from =
        Path.of(System.getProperty("hone.rootdir"), "models/src/test/resources/stories260K");
    Path model = Files.createDirectories(folder.resolve("stories260K"));
    for (String file :
        List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")) {
      Files.copy(from.resolve(file), model.resolve(file));
    }
    return model;
  }

  @Test
  void shouldSayWhyNothingWasLearnedByAModelThatCannotJudge() throws IOException {
    Path model = stories();

    JsonNode report = run(10, "--model", model.toString());

    assertThat(report.path("accepted").asInt()).isEqualTo(10);
    assertThat(report.path("no_pair").asInt()).isEqualTo(10);
    assertThat(report.path("versions")).hasSize(1);
    assertThat(output.err().toString(StandardCharsets.UTF_8))
        .contains("has no chat template: it is asked in plain text");
    assertThat(said())
        .contains(
            "10 accepted = 0 paired + 10 no pair + 0 dead + 0 open",
            "Nothing was trained, because no prompt gave a pair to learn from");
  }
}
