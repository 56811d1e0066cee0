package io.hone.app.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Checks that a Hugging Face model folder has the files a model needs; reads no weights. */
final class ModelFolder {
  private static final long LONGEST_HEADER = 100L << 20;

  private ModelFolder() {}

  static Finding check(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Finding.fail("model", folder + " is not a folder", "name a Hugging Face model folder");
    }
    for (String needed : List.of("config.json", "tokenizer.json")) {
      if (!Files.isRegularFile(folder.resolve(needed))) {
        return Finding.fail("model", folder + " has no " + needed, "download the model whole");
      }
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> weights =
          files.filter(f -> f.toString().endsWith(".safetensors")).sorted().toList();
      if (weights.isEmpty()) {
        return Finding.fail(
            "model", folder + " has no .safetensors file", "convert the weights to safetensors");
      }
      for (Path file : weights) {
        if (!isWhole(file)) {
          return Finding.fail(
              "model", file + " is cut off or no safetensors file", "download it anew");
        }
      }
      return Finding.ok("model", folder + ", files of weights: " + weights.size());
    } catch (IOException e) {
      return Finding.fail(
          "model", folder + " cannot be read: " + e.getMessage(), "check its owner");
    }
  }

  /** A safetensors file begins with the length of its JSON header, 8 bytes little-endian. */
  private static boolean isWhole(Path file) throws IOException {
    long size = Files.size(file);
    if (size < Long.BYTES + 2) return false;
    try (InputStream in = Files.newInputStream(file)) {
      long header =
          ByteBuffer.wrap(in.readNBytes(Long.BYTES)).order(ByteOrder.LITTLE_ENDIAN).getLong();
      return header > 1
          && header <= Math.min(LONGEST_HEADER, size - Long.BYTES)
          && in.read() == '{';
    }
  }
}
