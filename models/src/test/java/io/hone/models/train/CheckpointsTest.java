package io.hone.models.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hone.models.ModelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
  @TempDir private Path folder;
  private Checkpoints checkpoints = new Checkpoints(Path.of(""), 1);

  @BeforeEach
  void open() {
    checkpoints = new Checkpoints(folder.resolve("run"), 2);
  }

  @Test
  void shouldKeepTheNewestFew() throws IOException {
    for (int step = 8; step <= 11; step++) {
      write(step, "");
    }

    assertThat(checkpoints.newest()).get().extracting(Checkpoints.Found::step).isEqualTo(11L);
    try (Stream<Path> left = Files.list(folder.resolve("run"))) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("step-0000000010", "step-0000000011");
    }
  }

  @Test
  void shouldGiveCallersTheirSectionBack() throws IOException {
    write(3, "partition 0: 17");

    RunState state = RunState.read(checkpoints.newest().orElseThrow().path());

    assertThat(state.caller()).asString(StandardCharsets.UTF_8).isEqualTo("partition 0: 17");
    assertThat(state.references()).containsExactly(-1.5, Double.NaN);
    assertThat(state.step()).isEqualTo(3);
    assertThat(state.seed()).isEqualTo(9);
    assertThat(state.settings()).containsExactly(Map.entry("beta", "0.1"));
  }

  @Test
  void shouldLockOutASecondRun() throws IOException {
    try (Checkpoints.Lock lock = checkpoints.lock()) {
      assertThat(lock.channel().isOpen()).isTrue();
      assertThatThrownBy(() -> new Checkpoints(folder.resolve("run"), 2).lock())
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("Another training run is writing to");
    }

    checkpoints.lock().close();
  }

  @Test
  void shouldLeaveFilesAloneThatAreNotItsOwn() throws IOException {
    write(3, "");
    Path note = Files.writeString(folder.resolve("run/note.txt"), "mine");

    checkpoints.deleteAll();

    try (Stream<Path> left = Files.list(folder.resolve("run"))) {
      assertThat(left).containsExactly(note);
    }
  }

  @Test
  void shouldRefuseAnotherReleasesFormat() throws IOException {
    Files.writeString(folder.resolve("state.json"), "{\"format\": 2}");
    assertThatThrownBy(() -> RunState.read(folder))
        .hasMessageContaining("has format 2, known is 1");

    Files.writeString(folder.resolve("state.json"), "{\"for");
    assertThatThrownBy(() -> RunState.read(folder)).hasMessageContaining("is not JSON");
  }

  private void write(long step, String caller) throws IOException {
    checkpoints.write(
        step,
        target ->
            new RunState(
                    step,
                    9,
                    Map.of("beta", "0.1"),
                    new double[] {-1.5, Double.NaN},
                    caller.getBytes(StandardCharsets.UTF_8))
                .write(target));
  }
}
