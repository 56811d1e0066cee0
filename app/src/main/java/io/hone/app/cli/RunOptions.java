package io.hone.app.cli;

import io.hone.app.config.Config;
import io.hone.app.config.Keys;
import io.hone.schemas.catalog.Namespace;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which run a command is about, and on which cluster. */
final class RunOptions extends ClusterOptions {
  @Option(
      names = "--run",
      paramLabel = "NAME",
      description = "The run, instead of the configuration's, which is 'main' if it names none.")
  private @Nullable String run;

  @Override
  Map<String, String> overrides() {
    if (run == null) return super.overrides();
    Map<String, String> all = new HashMap<>(super.overrides());
    all.put(Keys.RUN.name(), run);
    return all;
  }

  /** The run that a configuration names. */
  static Namespace run(Config config) {
    return new Namespace(config.get(Keys.RUN));
  }
}
