package io.hone.app.seed.world;

/** Which questions are trained on and which are kept for examinations. */
public enum Split {
  TRAIN,
  /** One set of operands in ten, by a hash of its content. */
  HELD_OUT;

  static final int ONE_IN = 10;
}
