package io.hone.app.web;

/** The server cannot be started; the message says why and what to do. */
public final class WebException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public WebException(String message) {
    super(message);
  }

  public WebException(String message, Throwable cause) {
    super(message, cause);
  }
}
