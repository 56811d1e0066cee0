package io.hone.app.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a command reads. */
final class InputFile {
  private InputFile() {}

  /**
   * The path of a file that can be read.
   *
   * @throws UserError if it is missing, a folder or not readable
   */
  static Path required(String file) {
    Path path = Path.of(file);
    if (!Files.exists(path)) throw new UserError(file + " does not exist: name a file or -");
    if (Files.isDirectory(path)) throw new UserError(file + " is a folder: name a file or -");
    if (!Files.isReadable(path)) throw new UserError(file + " cannot be read: change its owner");
    return path;
  }
}
