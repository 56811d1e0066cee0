package io.hone.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.app.Hone;
import io.hone.app.broker.FolderLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code hone run} refuses before it starts anything: one sentence, exit code 1. */
class RunInputTest {
  @RegisterExtension private final CapturedOutput output = new CapturedOutput();

  @TempDir Path folder;
  private Path data;
  private Path prompts;

  @BeforeEach
  void prepare() throws IOException {
    data = folder.resolve("data");
    prompts = Files.write(folder.resolve("three.txt"), List.of("One?", "Two?", "Three?"));
  }

  /** Runs what must fail and gives its last line. */
  private String refusal(String... more) {
    String[] command =
        Stream.concat(Stream.of("run", "--data", data.toString()), Stream.of(more))
            .toArray(String[]::new);

    int code = Hone.run(command);

    String said = output.err().toString(StandardCharsets.UTF_8);
    assertThat(code).as(said).isEqualTo(1);
    // Not doesNotExist(): below a file, a JDK of 21 does not know.
    assertThat(Files.exists(data.resolve("runs/main/begun.properties"))).isFalse();
    assertThat(Files.exists(data.resolve("kafka"))).isFalse();
    return said.lines().toList().getLast();
  }

  /** A copy of the tests' model without one of its files. */
  private String modelWithout(String file) throws IOException {
    Path model = Files.createDirectories(folder.resolve("model"));
    Path whole =
        Path.of(System.getProperty("hone.rootdir"), "models/src/test/resources/stories260K");
    for (String each :
        List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")) {
      if (!each.equals(file)) Files.copy(whole.resolve(each), model.resolve(each));
    }
    return model.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "--rounds, 0, '--rounds is 0: take 1 or more'",
    "--k, 0, '--k is 0: take 1 or more'",
    "--round-prompts, 4, '--round-prompts is 4, and there are 3 prompts: take fewer or give more with --prompts'",
    "--recipe, nonsense, there is no recipe 'nonsense'; there are meta-rewarding and self-rewarding",
    "--set, recipe.actor.respones=3, did you mean recipe.actor.responses?",
    "--set, exam.judge=nobody, exam.judge",
    "--endpoint, nonsense, 'The server''s address must be like https://host:8000/v1'",
    "--endpoint, http://127.0.0.1:9/v1, nobody listens there",
  })
  void shouldRefuseAWrongOption(String option, String value, String why) {
    assertThat(refusal("--prompts", prompts.toString(), option, value)).contains(why);
  }

  @ParameterizedTest
  @CsvSource({
    "config.json, config.json cannot be read",
    "tokenizer.json, tokenizer.json",
    "model.safetensors, holds neither model.safetensors nor model.safetensors.index.json",
  })
  void shouldRefuseAModelFolderThatLacksAFile(String file, String why) throws IOException {
    assertThat(refusal("--model", modelWithout(file), "--prompts", prompts.toString()))
        .contains(why, folder.resolve("model").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n"})
  void shouldRefuseAFileWithoutPrompts(String content) throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.jsonl"), content);

    assertThat(refusal("--prompts", empty.toString())).contains(empty + " has no prompts");
  }

  @Test
  void shouldNameTheLineThatIsNoPrompt() throws IOException {
    Path broken =
        Files.writeString(folder.resolve("b.jsonl"), "{\"prompt\":\"a\"}\n{\"prompt\":\n");

    assertThat(refusal("--prompts", broken.toString()))
        .contains(broken + " line 2 is not one JSON object");
  }

  @Test
  void shouldRefuseADataFolderThatIsAFile() throws IOException {
    data = Files.writeString(folder.resolve("file"), "");

    assertThat(refusal()).contains(data + " is not a folder: choose another with --data");
  }

  @Test
  void shouldRefuseADataFolderThatCannotBeWritten() {
    data = Path.of("/proc/hone");

    assertThat(refusal()).contains("folder /proc/hone cannot be written", "--data");
  }

  @Test
  void shouldRefuseASecondOneBesideAnother() {
    try (FolderLock first = FolderLock.ofLoop(data)) {
      assertThat(first).isNotNull();
      assertThat(refusal("--prompts", prompts.toString()))
          .isEqualTo(
              "hone: folder %s is in use by another Hone (pid %d): stop it or choose another with --data"
                  .formatted(data, ProcessHandle.current().pid()));
    }
  }
}
