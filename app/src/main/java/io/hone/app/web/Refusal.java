package io.hone.app.web;

/** A request that is not served: an HTTP status, and one sentence for whoever asked. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;

  public Refusal(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  public int status() {
    return status;
  }

  /** The request itself is wrong. */
  public static Refusal wrong(String message) {
    return new Refusal(400, message);
  }

  /** There is nothing under that address. */
  public static Refusal nothing() {
    return new Refusal(404, "nothing is here");
  }
}
