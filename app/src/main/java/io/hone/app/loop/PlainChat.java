package io.hone.app.loop;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hone.models.file.ModelConfig;
import io.hone.models.file.ModelFolder;
import io.hone.models.text.Tokenizer;
import io.hone.streams.recipe.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A model folder without a chat template, with one: what is said, message after message, each on a
 * line of its own, without a word about who says it. For models that only go on with text; so they
 * can be asked, examined and trained as others are.
 */
final class PlainChat {
  private static final String FILE = "chat_template.jinja";
  private static final String TEMPLATE =
      "{% if bos_token %}{{ bos_token }}{% endif %}{% for message in messages %}{{ message['content'] }}"
          + "{% if message['role'] == 'assistant' and eos_token %}{{ eos_token }}"
          + "{% else %}{{ '\\n' }}{% endif %}{% endfor %}";

  private PlainChat() {}

  /**
   * The folder itself if it has a template; else one in the data folder that has one, and links to
   * everything else.
   *
   * @throws IOException if that cannot be written
   * @throws io.hone.models.ModelException if it is no model folder
   */
  static Path of(Path model, Path data) throws IOException {
    ModelFolder.open(model).close(); // so that what it lacks is said of it, and not of the links
    try (Tokenizer tokenizer = Tokenizer.open(model, ModelConfig.read(model))) {
      if (tokenizer.hasChatTemplate()) return model;
    }
    Path folder = model.toRealPath();
    Path plain =
        data.resolve("models")
            .resolve(
                folder.getFileName()
                    + "-"
                    + Hash.sha256(folder.toString().getBytes(UTF_8)).substring(0, 12));
    Files.createDirectories(plain);
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      Path link = plain.resolve(file.getFileName());
      if (!Files.exists(link)) Files.createSymbolicLink(link, file);
    }
    Files.writeString(plain.resolve(FILE), TEMPLATE);
    return plain;
  }

  /** Whether this is a folder that {@link #of} made. */
  static boolean isPlain(Path model) throws IOException {
    Path file = model.resolve(FILE);
    return Files.isRegularFile(file) && Files.readString(file).equals(TEMPLATE);
  }
}
