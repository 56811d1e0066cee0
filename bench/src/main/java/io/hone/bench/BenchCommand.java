package io.hone.bench;

import io.hone.bench.episodes.EpisodesBench;
import io.hone.bench.episodes.WatchingBench;
import io.hone.bench.loop.LoopBench;
import io.hone.bench.models.ModelsBench;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hone bench}: names the benchmarks. */
@Command(
    name = "bench",
    description = "Measure parts of Hone against their floors.",
    mixinStandardHelpOptions = true,
    subcommands = {EpisodesBench.class, LoopBench.class, ModelsBench.class, WatchingBench.class})
final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say which benchmark");
  }
}
