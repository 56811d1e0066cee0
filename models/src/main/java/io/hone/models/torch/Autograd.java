package io.hone.models.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/**
 * The calling thread's recording for gradients. Torch turns it on for every new thread, so each
 * entry to torch says what it wants: {@code try (Autograd off = Autograd.off()) { ... }}. DJL's
 * {@code GradientCollector} is one for the whole JVM, which would let one trainer run at a time.
 */
public final class Autograd implements AutoCloseable {
  private final boolean before;

  private Autograd(boolean recording) {
    before = JniUtils.isGradMode();
    JniUtils.setGradMode(recording);
  }

  /** Records nothing until closed: decoding, optimizer steps. */
  public static Autograd off() {
    return new Autograd(false);
  }

  /** Records until closed: a forward pass that is to be differentiated. */
  public static Autograd on() {
    return new Autograd(true);
  }

  /**
   * Adds to the gradients of every leaf that {@code output} depends on.
   *
   * @param gradient the gradient with respect to {@code output}, of its shape
   */
  public static void backward(NDArray output, NDArray gradient) {
    JniUtils.backward((PtNDArray) output, (PtNDArray) gradient, false, false);
  }

  @Override
  public void close() {
    JniUtils.setGradMode(before);
  }
}
