package io.hone.app.seed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hone.app.seed.world.Asking;
import io.hone.models.ModelException;
import io.hone.models.decode.DecodeSettings;
import io.hone.models.decode.InProcessModel;
import io.hone.models.torch.Precision;
import io.hone.models.torch.TorchRuntime;
import io.hone.models.torch.TorchSettings;
import io.hone.streams.recipe.text.Templates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShippedSeedTest {
  @TempDir private Path data;

  private Examination.Report examined(Path folder) {
    try (TorchRuntime runtime =
            TorchRuntime.open(new TorchSettings("cpu", 1, TorchSettings.defaultCache()));
        InProcessModel model =
            InProcessModel.open(
                "seed", folder, runtime, Precision.F32, DecodeSettings.defaults())) {
      return new Examination(SeedTemplates.shipped(), new Examination.Settings(60, 2, 2, 11))
          .of(model, "seed");
    }
  }

  /** Far below what was measured on many more questions, far above what chance gives. */
  @Test
  void shouldAnswerJudgeAndCompareBetterThanChance() throws IOException {
    Examination.Report report = examined(ShippedSeed.unpack(data));

    assertThat(report.actorGreedy().value()).isGreaterThan(0.45);
    assertThat(report.actor().value()).isGreaterThan(0.2);
    assertThat(report.judge().value()).isGreaterThan(0.4);
    assertThat(report.meta().value()).isGreaterThan(0.6);
    assertThat(report.judgements().value()).isGreaterThan(0.95);
  }

  @Test
  void shouldFindTheTemplatesItWasTaughtWith() throws IOException {
    Path folder = ShippedSeed.unpack(data);

    Asking asking = new Asking(Templates.in(folder.resolve("templates")));

    assertThat(asking.judge("a", "b"))
        .isEqualTo(new Asking(SeedTemplates.shipped()).judge("a", "b"));
  }

  @Test
  void shouldBeUnpackedOnce() throws IOException {
    Path first = ShippedSeed.unpack(data);
    var unpacked = Files.getLastModifiedTime(first.resolve("model.safetensors"));

    Path second = ShippedSeed.unpack(data);

    assertThat(second).isEqualTo(first);
    assertThat(Files.getLastModifiedTime(second.resolve("model.safetensors"))).isEqualTo(unpacked);
  }

  @Test
  void shouldRefuseASeedThatWasAltered() throws IOException {
    Path folder = ShippedSeed.unpack(data);
    Files.writeString(folder.resolve("config.json"), "{}");

    assertThatThrownBy(() -> ShippedSeed.unpack(data)).isInstanceOf(ModelException.class);
  }
}
