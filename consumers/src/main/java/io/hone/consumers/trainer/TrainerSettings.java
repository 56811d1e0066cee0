package io.hone.consumers.trainer;

import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a trainer works on.
 *
 * @param namespace of the run
 * @param name of the model that learns, by which calls route
 * @param seed the version that the base's own weights stand for
 * @param base SHA-256 of the base's weights
 * @param model folder of the base
 * @param state folder in which rounds are worked on, for this process alone
 * @param rules of rounds
 * @param learning how a round is learned
 */
public record TrainerSettings(
    Namespace namespace,
    String name,
    String seed,
    String base,
    Path model,
    Path state,
    RoundRules rules,
    LearningSettings learning) {

  String topic(Topic topic) {
    return namespace.topic(topic);
  }

  /** The name of the consumer group and of the transactions: one of all trainers of a run acts. */
  String group() {
    return "hone." + namespace.run() + ".trainer";
  }

  /** SHA-256 of all that decides what comes out of the same records. */
  String hash() {
    String canonical = base + "\n" + rules + "\n" + learning;
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(canonical.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
