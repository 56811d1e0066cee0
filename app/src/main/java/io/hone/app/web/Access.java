package io.hone.app.web;

/** Who may ask for something. */
public enum Access {
  /** Anyone who reaches the port: probes of a cluster, which bring no token. */
  OPEN,
  /** This machine; from elsewhere, whoever has the token. */
  READ,
  /** Whoever has the token. */
  WRITE
}
