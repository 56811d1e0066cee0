package io.hone.app.cli;

/**
 * A command of {@code hone} from another module, found by {@link java.util.ServiceLoader}: so
 * benchmarks join the command line without anything depending on them.
 */
public interface CommandProvider {
  /** An object with picocli's {@code @Command}. */
  Object command();
}
