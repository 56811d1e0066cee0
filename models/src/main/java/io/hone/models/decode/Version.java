package io.hone.models.decode;

import io.hone.models.llama.LlamaWeights;
import io.hone.models.llama.LoraWeights;
import org.jspecify.annotations.Nullable;

/**
 * A version that requests can name. Counts the requests that run on it: retired, it takes no new
 * one and is freed when the last has ended. Guarded by itself; freed on the decode thread.
 */
final class Version {
  private final String name;
  private final LlamaWeights weights;
  private final boolean ownsWeights;
  private final @Nullable LoraWeights adapter;
  private int requests;
  private boolean retired;
  private boolean freed;

  Version(String name, LlamaWeights weights, boolean ownsWeights, @Nullable LoraWeights adapter) {
    this.name = name;
    this.weights = weights;
    this.ownsWeights = ownsWeights;
    this.adapter = adapter;
  }

  String name() {
    return name;
  }

  LlamaWeights weights() {
    return weights;
  }

  @Nullable LoraWeights adapter() {
    return adapter;
  }

  /** Takes the version for a request; false if it is retired. */
  synchronized boolean acquire() {
    if (retired) {
      return false;
    }
    requests++;
    return true;
  }

  synchronized void release() {
    requests--;
  }

  synchronized void retire() {
    retired = true;
  }

  /** True once: retired, and nothing runs on it. */
  synchronized boolean mayBeFreed() {
    if (!retired || requests > 0 || freed) {
      return false;
    }
    freed = true;
    return true;
  }

  void free() {
    if (adapter != null) {
      adapter.close();
    }
    if (ownsWeights) {
      weights.close();
    }
  }
}
