package io.hone.streams.recipe.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/** Templates by name: Hone's own, or a folder's where it has a file of that name. */
public final class Templates {
  private final Function<String, Template.Source> sources;

  private Templates(Function<String, Template.Source> sources) {
    this.sources = sources;
  }

  /** Hone's own wording. */
  public static Templates builtIn() {
    return new Templates(Templates::builtIn);
  }

  /**
   * A user's wording, and Hone's own for what the folder lacks.
   *
   * @param folder holds files such as {@code judge.txt}
   * @throws IllegalArgumentException if there is no such folder
   */
  public static Templates in(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          "there is no folder '" + folder + "' to read templates from");
    }
    return new Templates(name -> inFolder(folder, name));
  }

  /**
   * These texts, and Hone's own for what is not among them.
   *
   * @param origin where they come from, for errors
   * @param texts by name, e.g. {@code judge}
   */
  public static Templates of(String origin, Map<String, String> texts) {
    Map<String, String> own = Map.copyOf(texts);
    return new Templates(
        name ->
            own.containsKey(name)
                ? new Template.Source(origin + " " + name, own.get(name))
                : builtIn(name));
  }

  /**
   * Reads a template.
   *
   * @param name e.g. {@code judge}
   * @param placeholders what the recipe puts in
   * @throws IllegalArgumentException if the template is not of the form, see {@link Template}
   * @throws UncheckedIOException if the file cannot be read
   */
  public Template read(String name, Set<String> placeholders) {
    Template.Source source = sources.apply(name);
    return Template.parse(source.origin(), source.text(), placeholders);
  }

  private static Template.Source inFolder(Path folder, String name) {
    Path file = folder.resolve(name + ".txt");
    if (!Files.exists(file)) return builtIn(name);
    try {
      return new Template.Source(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException("template " + file + " cannot be read as UTF-8", e);
    }
  }

  private static Template.Source builtIn(String name) {
    String file = name + ".txt";
    try (InputStream in =
        Objects.requireNonNull(
            Templates.class.getResourceAsStream(file), "no built-in template " + file)) {
      return new Template.Source(
          "built-in " + file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("the built-in template " + file + " cannot be read", e);
    }
  }
}
