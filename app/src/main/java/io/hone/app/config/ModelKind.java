package io.hone.app.config;

/** What answers a worker's calls. */
public enum ModelKind {
  FOLDER,
  SERVER,
  SCRIPTED
}
