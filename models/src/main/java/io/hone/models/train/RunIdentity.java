package io.hone.models.train;

import io.hone.models.ModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What must be the same for a run to go on, by the names that a user knows. */
final class RunIdentity {
  /** Begins the value of what is compared by content. */
  static final String SHA = "sha256:";

  /** Of a large file of weights, so much from both ends is compared. */
  private static final long END = 1 << 20;

  private RunIdentity() {}

  static Map<String, String> of(TrainingSettings settings) throws IOException {
    Map<String, String> identity = new LinkedHashMap<>();
    identity.put("model folder", model(settings.model()));
    switch (settings.learns()) {
      case TrainingSettings.Learns.Everything all -> identity.put("what learns", "all weights");
      case TrainingSettings.Learns.NewAdapter fresh ->
          identity.put(
              "what learns",
              "a new adapter of rank %d and alpha %s over %s"
                  .formatted(
                      fresh.config().rank(),
                      fresh.config().alpha(),
                      fresh.config().targetModules()));
      case TrainingSettings.Learns.Adapter old -> {
        identity.put("what learns", "an adapter");
        identity.put(
            "adapter", sha256(List.of(old.folder().resolve("adapter_model.safetensors")), false));
      }
    }
    identity.put("data file", sha256(List.of(settings.data()), false));
    switch (settings.method()) {
      case TrainingSettings.Method.Supervised supervised -> identity.put("objective", "supervised");
      case TrainingSettings.Method.Preference preference -> {
        Objective objective = preference.objective();
        identity.put("objective", objective.loss().toString());
        identity.put("beta", Double.toString(objective.beta()));
        identity.put("label smoothing", Double.toString(objective.labelSmoothing()));
        identity.put("NLL weight", Double.toString(objective.nllWeight()));
      }
    }
    identity.put("learning rate", Double.toString(settings.learningRate().peak()));
    identity.put("warm-up", Integer.toString(settings.learningRate().warmupSteps()));
    identity.put("decay", settings.learningRate().decay().toString());
    identity.put("final rate", Double.toString(settings.learningRate().finalShare()));
    identity.put("optimizer", settings.optimizer().toString());
    identity.put("epochs", Integer.toString(settings.epochs()));
    identity.put("most steps", number(settings.maxSteps()));
    identity.put("items per step", Integer.toString(settings.itemsPerStep()));
    identity.put("most tokens of a sequence", number(settings.maxTokens()));
    identity.put("tokens per batch", Long.toString(settings.memory().maxCells()));
    identity.put("most padding", Double.toString(settings.memory().maxPadding()));
    identity.put("seed", Long.toString(settings.seed()));
    return identity;
  }

  private static String number(java.util.OptionalLong value) {
    return value.isPresent() ? Long.toString(value.getAsLong()) : "not set";
  }

  private static String model(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw ModelException.permanent("There is no model folder " + folder + ".");
    }
    try (Stream<Path> files = Files.list(folder)) {
      return sha256(
          files
              .filter(file -> file.toString().endsWith(".safetensors") || isConfig(file))
              .sorted()
              .toList(),
          true);
    }
  }

  private static boolean isConfig(Path file) {
    return List.of("config.json", "tokenizer.json", "tokenizer_config.json", "chat_template.jinja")
        .contains(file.getFileName().toString());
  }

  private static String sha256(List<Path> files, boolean endsOnly) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path file : files) {
        if (!Files.isRegularFile(file)) {
          throw ModelException.permanent("There is no file " + file + ".");
        }
        digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
          long size = channel.size();
          digest.update(ByteBuffer.allocate(8).putLong(size).flip());
          boolean whole = !endsOnly || size <= 2 * END;
          update(digest, channel, 0, whole ? size : END);
          if (!whole) {
            update(digest, channel, size - END, size);
          }
        }
      }
      return SHA + HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  private static void update(MessageDigest digest, FileChannel channel, long from, long to)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    for (long at = from; at < to; ) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), to - at));
      int count = channel.read(buffer, at);
      if (count < 0) {
        return;
      }
      digest.update(buffer.flip());
      at += count;
    }
  }
}
