package io.hone.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages' files. What they do is tested in a browser. */
class PagesTest {
  private static final Path FOLDER = folder();

  private static Path folder() {
    try {
      return Path.of(Objects.requireNonNull(Console.class.getResource("pages")).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void shouldServeEveryFileThatIsThereAndNoOther() throws IOException {
    List<String> served = Files.readAllLines(FOLDER.resolve("files.txt"));

    assertThat(files().stream().filter(name -> !List.of("index.html", "files.txt").contains(name)))
        .containsExactlyElementsOf(served.stream().sorted().toList());
  }

  /** Texts of models must never become markup, and the policy of contents forbids the rest. */
  @Test
  void shouldNeverMakeMarkupOfText() throws IOException {
    for (String name : files()) {
      assertThat(Files.readString(FOLDER.resolve(name)))
          .as(name)
          .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write")
          .doesNotContain("eval(", "new Function", "DOMParser", "onclick=", "style=");
    }
  }
}
