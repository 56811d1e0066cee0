package io.hone.producers.prompts;

/** A record that is no prompt. What follows it can still be read. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final long line;
  private final String reason;

  /**
   * @param line where the record begins, from 1
   * @param reason what is wrong with it and what to do, without a full stop
   */
  RefusedException(long line, String reason) {
    super("line " + line + " " + reason);
    this.line = line;
    this.reason = reason;
  }

  public long line() {
    return line;
  }

  public String reason() {
    return reason;
  }
}
