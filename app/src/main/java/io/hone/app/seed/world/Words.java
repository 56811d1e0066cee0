package io.hone.app.seed.world;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * Words of real texts, lower case, in alphabetical order.
 *
 * @param common 3 to 8 letters; these stand whole in questions
 * @param spelled 3 to 7 letters; these stand letter by letter
 */
public record Words(List<String> common, List<String> spelled) {
  public Words {
    common = List.copyOf(common);
    spelled = List.copyOf(spelled);
  }

  /** The lists that come with Hone; the README beside them says where the words are from. */
  public static Words shipped() {
    return new Words(read("common.txt"), read("words.txt"));
  }

  private static List<String> read(String name) {
    try (InputStream in =
        Objects.requireNonNull(Words.class.getResourceAsStream(name), "no word list " + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the word list " + name + " cannot be read", e);
    }
  }
}
