package io.hone.models.openai;

import io.hone.models.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where a secret is found. Knows the place only, so that printing it prints no secret. */
public sealed interface Secret {

  /** There is none. */
  record None() implements Secret {}

  /**
   * An environment variable of this process.
   *
   * @param variable its name
   */
  record Environment(String variable) implements Secret {}

  /**
   * The first line of a file.
   *
   * @param path the file; blanks around the line are dropped
   */
  record File(Path path) implements Secret {}

  /**
   * Looks the secret up.
   *
   * @param environment environment variables by name
   * @throws ModelException PERMANENT, naming the place and never the content, if there is nothing
   *     or something that cannot stand in a header
   */
  default Optional<String> read(Function<String, @Nullable String> environment) {
    return switch (this) {
      case None() -> Optional.empty();
      case Environment(String variable) -> {
        String value = environment.apply(variable);
        yield Optional.of(
            checked(value == null ? "" : value.strip(), "the environment variable " + variable));
      }
      case File(Path path) -> Optional.of(checked(firstLine(path), path.toString()));
    };
  }

  private static String firstLine(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      // No key is longer, and the file may be a device without end.
      String text = new String(in.readNBytes(16 << 10), StandardCharsets.UTF_8);
      return text.strip().lines().findFirst().orElse("").strip();
    } catch (IOException e) {
      throw ModelException.permanent(
          path
              + ": the secret cannot be read ("
              + e.getClass().getSimpleName()
              + "); check the path and who may read it.");
    }
  }

  private static String checked(String value, String place) {
    if (value.isEmpty()) {
      throw ModelException.permanent(
          "There is no secret in " + place + "; put it there, or name another place.");
    }
    if (!value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw ModelException.permanent(
          "The secret in "
              + place
              + " has blanks or characters beyond ASCII within; a key is one printable word.");
    }
    return value;
  }
}
