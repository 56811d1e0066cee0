package io.hone.producers.prompts;

import io.hone.event.Prompt;

/** Where prompts go. */
public interface PromptSink {
  /**
   * The prompt as it will be written.
   *
   * @throws UnfitException if it is larger than can be written
   */
  byte[] encode(Prompt prompt);

  /**
   * Takes an encoded prompt; it is durable once {@link #flush} has returned.
   *
   * @throws org.apache.kafka.common.KafkaException if this prompt or one before it cannot be
   *     written
   */
  void send(String promptId, byte[] encoded);

  /**
   * Waits until everything that was taken is durable.
   *
   * @throws org.apache.kafka.common.KafkaException if something is not
   */
  void flush();
}
