package io.hone.app.loop;

/** Told how a loop goes, by one thread. */
public interface LoopListener {

  /** Something that happened, to be kept. */
  void tell(String line);

  /** How it stands, until it is told again. */
  void show(String line);
}
