package io.hone.models.scripted;

import io.hone.models.GenerationRequest;
import java.util.random.RandomGenerator;

/** What a scripted model says. */
@FunctionalInterface
public interface Answer {

  /**
   * The text of one sample.
   *
   * @param sample its index, from 0
   * @param random a stream of the model's seed, the request and the index alone, so that the same
   *     request is answered alike in every order and in every process
   */
  String text(GenerationRequest request, int sample, RandomGenerator random);
}
