package io.hone.app.loop;

import io.hone.app.config.Config;
import io.hone.app.config.Keys;
import io.hone.app.seed.SeedPrompts;
import io.hone.app.seed.ShippedSeed;
import io.hone.producers.prompts.Format;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a user orders of {@code hone run}.
 *
 * @param model a model folder; empty: the seed, or none if there is an endpoint
 * @param endpoint the URL of a server that generates and judges; nothing is trained then
 * @param prompts a file; empty: those of the seed
 * @param size prompts of a round; empty: {@value #SEED_SIZE} of the seed's, or the file's shared
 *     out over the rounds
 * @param responses of each prompt; empty: the recipe's
 * @param judgements of each response; empty: the recipe's
 * @param seed of the prompts' order and of every draw
 */
public record LoopOrder(
    String recipe,
    Optional<Path> model,
    Optional<String> endpoint,
    Optional<Path> prompts,
    OptionalInt size,
    OptionalInt responses,
    OptionalInt judgements,
    int rounds,
    long seed) {
  /** Prompts of a round of the seed's. */
  public static final int SEED_SIZE = 224;

  /** Whether the seed model plays. */
  public boolean isSeed() {
    return model.isEmpty() && endpoint.isEmpty();
  }

  /** Whether there is something here to train. */
  public boolean trains() {
    return endpoint.isEmpty();
  }

  /**
   * What it sets where nobody says otherwise.
   *
   * @param data the folder that the seed is unpacked into
   * @throws IOException if the disk is full
   */
  public Map<String, String> presets(Path data, LoopPrompts read) throws IOException {
    if (endpoint.isPresent()) return Presets.server(endpoint.get());
    Map<String, String> presets =
        model.isPresent()
            ? Presets.own(recipe, PlainChat.of(model.get(), data))
            : Presets.seed(recipe, ShippedSeed.unpack(data));
    presets.putAll(Presets.rounds(sizeOf(read), seed));
    return presets;
  }

  /** Whether the model has no chat template, and one was put before it. */
  public boolean isPlain(Config config) throws IOException {
    return model.isPresent() && PlainChat.isPlain(config.get(Keys.MODEL_FOLDER));
  }

  /** What it says itself, by the configuration's keys. */
  public Map<String, String> settings() {
    String actor = Presets.prefix(recipe);
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("recipe.name", recipe);
    responses.ifPresent(k -> settings.put(actor + "responses", Integer.toString(k)));
    judgements.ifPresent(n -> settings.put(actor + "judgements", Integer.toString(n)));
    settings.put(actor + "seed", Long.toString(seed));
    return settings;
  }

  /**
   * The prompts.
   *
   * @throws IOException if the file cannot be read or has none
   */
  public LoopPrompts readPrompts() throws IOException {
    return prompts.isPresent()
        ? LoopPrompts.read(prompts.get())
        : LoopPrompts.read(SeedPrompts.NAME, SeedPrompts.open(), Format.TEXT, !isSeed());
  }

  /** How many prompts a round of these has. */
  int sizeOf(LoopPrompts read) {
    if (size.isPresent()) return size.getAsInt();
    if (prompts.isEmpty()) return SEED_SIZE;
    return Math.max(1, read.learning().size() / Math.max(1, rounds));
  }
}
