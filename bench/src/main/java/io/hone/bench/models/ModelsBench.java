package io.hone.bench.models;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.app.cli.ModelOptions;
import io.hone.app.cli.Output;
import io.hone.models.torch.TorchRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hone bench models}: how near decoding and training come to their matrix products. */
@Command(
    name = "models",
    description = {
      "Decode and train a random model of hidden size 256.",
      "Each figure is the time of the matrix products alone / the time of everything, so 1 is perfect."
    },
    mixinStandardHelpOptions = true)
public final class ModelsBench implements Callable<Integer> {
  private static final int[] BATCHES = {1, 64, 256};

  @Spec private CommandSpec spec;
  @Mixin private Output output;
  @Mixin private ModelOptions options;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "7",
      description = "Rounds whose median counts (default: ${DEFAULT-VALUE}).")
  private int rounds = 7;

  @Override
  public Integer call() {
    if (rounds < 1 || rounds > 1000) {
      throw new ParameterException(
          spec.commandLine(), "--rounds is " + rounds + "; give 1 to 1000");
    }
    List<DecodeBench.Figures> decoded = new ArrayList<>();
    TrainBench.Figures trained;
    try (TorchRuntime runtime = options.open();
        SampleModel sample = SampleModel.write()) {
      DecodeBench decode = new DecodeBench(sample, runtime, rounds);
      for (int batch : BATCHES) {
        decoded.add(decode.measure(batch));
      }
      trained = new TrainBench(sample, runtime, rounds).measure();
    }
    if (output.isJson()) {
      output.json(json(decoded, trained));
    } else {
      print(decoded, trained);
    }
    return 0;
  }

  private static double overhead(List<DecodeBench.Figures> decoded) {
    return decoded.stream().mapToDouble(DecodeBench.Figures::overhead).max().orElseThrow();
  }

  private ObjectNode json(List<DecodeBench.Figures> decoded, TrainBench.Figures trained) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    decoded.forEach(each -> json.put("decode_ratio_" + each.batch(), rounded(each.ratio())));
    json.put("train_ratio", rounded(trained.ratio()));
    json.put("scheduler_overhead", rounded(overhead(decoded)));
    ObjectNode raw = json.putObject("raw").put("rounds", rounds);
    for (DecodeBench.Figures each : decoded) {
      raw.putObject("decode_" + each.batch())
          .put("tokens_per_second", Math.round(each.tokensPerSecond()))
          .put("floor_tokens_per_second", Math.round(each.floorTokensPerSecond()))
          .put("scheduler_overhead", rounded(each.overhead()));
    }
    raw.putObject("train")
        .put("tokens_per_second", Math.round(trained.tokensPerSecond()))
        .put("floor_gigaflops", rounded(trained.gigaflops()))
        .put("padding_share", rounded(trained.padding()));
    return json;
  }

  private static double rounded(double value) {
    return Math.round(value * 10_000) / 10_000.0;
  }

  private void print(List<DecodeBench.Figures> decoded, TrainBench.Figures trained) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("WORK", "RATIO", "TOKENS/S", "FLOOR", "SCHEDULER"));
    for (DecodeBench.Figures each : decoded) {
      rows.add(
          List.of(
              "decode, " + each.batch() + " at a time",
              String.format(Locale.ROOT, "%.2f", each.ratio()),
              String.format(Locale.ROOT, "%,.0f", each.tokensPerSecond()),
              String.format(Locale.ROOT, "%,.0f", each.floorTokensPerSecond()),
              String.format(Locale.ROOT, "%.1f %%", 100 * each.overhead())));
    }
    rows.add(
        List.of(
            "train, DPO on all weights",
            String.format(Locale.ROOT, "%.2f", trained.ratio()),
            String.format(Locale.ROOT, "%,.0f", trained.tokensPerSecond()),
            String.format(Locale.ROOT, "%,.0f", trained.tokensPerSecond() / trained.ratio()),
            "-"));
    output.table(rows);
    output.out().flush();
  }
}
