package io.hone.bench;

import io.hone.app.cli.CommandProvider;

/** Brings {@code hone bench}. */
public final class BenchCommands implements CommandProvider {
  @Override
  public Object command() {
    return new BenchCommand();
  }
}
