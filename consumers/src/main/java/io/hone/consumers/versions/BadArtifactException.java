package io.hone.consumers.versions;

/** An artefact that is not what was announced; trying again does not help. */
public final class BadArtifactException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** One sentence with the version, the file, what was expected and what is there. */
  public BadArtifactException(String message) {
    super(message);
  }
}
