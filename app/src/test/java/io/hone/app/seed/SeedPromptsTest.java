package io.hone.app.seed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SeedPromptsTest {
  /** {@code -Dhone.docs.write=true} writes it anew, after the world changed. */
  @Test
  void shouldHoldWhatTheWorldDraws() throws IOException {
    String drawn = String.join("\n", SeedPrompts.draw()) + "\n";
    if (Boolean.getBoolean("hone.docs.write")) {
      Files.writeString(Path.of("src/main/resources/io/hone/app/seed", SeedPrompts.NAME), drawn);
    }

    try (InputStream in = SeedPrompts.open()) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(drawn);
    }
  }
}
