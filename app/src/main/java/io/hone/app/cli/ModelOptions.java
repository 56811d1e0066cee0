package io.hone.app.cli;

import io.hone.models.torch.Precision;
import io.hone.models.torch.TorchRuntime;
import io.hone.models.torch.TorchSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where torch computes. */
public final class ModelOptions {
  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "cpu",
      description = "cpu, cuda or cuda:N (default: ${DEFAULT-VALUE}).")
  private String device = "cpu";

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "CPU threads inside one operation (default: ${DEFAULT-VALUE}); more pay off above a hidden"
              + " size of about 512.")
  private int threads = 1;

  @Option(
      names = "--precision",
      paramLabel = "P",
      description = "f32 or bf16 (default: f32 on cpu, bf16 on cuda).")
  private @Nullable Precision precision;

  /** Opens torch there; close it. */
  public TorchRuntime open() {
    if (threads < 1) {
      throw new UserError("--threads is " + threads + "; give 1 or more");
    }
    return TorchRuntime.open(new TorchSettings(device, threads, TorchSettings.defaultCache()));
  }

  public Precision precision() {
    if (precision == null) {
      return device.equals("cpu") ? Precision.F32 : Precision.BF16;
    }
    return precision;
  }
}
