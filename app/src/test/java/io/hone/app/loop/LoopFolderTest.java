package io.hone.app.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hone.producers.prompts.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoopFolderTest {
  @TempDir private Path data;

  @Test
  void shouldRefuseToGoOnOtherwiseThanBegun() throws IOException {
    LoopFolder folder = new LoopFolder(data, "main");
    folder.begin(Map.of("--seed", "1", "--recipe", "meta-rewarding"));
    folder.requireSame(Map.of("--seed", "1", "--recipe", "meta-rewarding"));

    assertThatThrownBy(
            () -> folder.requireSame(Map.of("--seed", "2", "--recipe", "meta-rewarding")))
        .hasMessage(
            "this run was begun with --seed '1' and cannot go on with '2': give it as before, or begin another with --run NAME");
  }

  @Test
  void shouldHoldOutOneInTenAndNeverTheSamePromptOnBothSides() throws IOException {
    Path file = data.resolve("prompts.txt");
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 400; i++) lines.append("Tell me about ").append(i % 300).append('\n');
    Files.writeString(file, lines.toString());

    LoopPrompts prompts = LoopPrompts.read(file);
    prompts.writeHeldOut(data.resolve("held-out.jsonl"));

    assertThat(prompts.learning().size() + prompts.heldOut().size()).isEqualTo(300);
    assertThat(prompts.heldOut()).hasSizeBetween(15, 50);
    assertThat(again(data.resolve("held-out.jsonl")).learning())
        .extracting(LoopPrompts::id)
        .containsExactlyElementsOf(prompts.heldOut().stream().map(LoopPrompts::id).toList());
  }

  private static LoopPrompts again(Path file) throws IOException {
    return LoopPrompts.read(file.toString(), Files.newInputStream(file), Format.JSONL, false);
  }

  @Test
  void shouldRefuseAFileWithoutPrompts() throws IOException {
    Path file = data.resolve("empty.txt");
    Files.writeString(file, "\n\n");

    assertThatThrownBy(() -> LoopPrompts.read(file))
        .hasMessage(file + " has no prompts: give a file with some");
  }
}
