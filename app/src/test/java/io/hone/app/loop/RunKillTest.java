package io.hone.app.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.app.config.Config;
import io.hone.app.config.ConfigReader;
import io.hone.app.config.Keys;
import io.hone.app.records.Committed;
import io.hone.app.records.RunReader;
import io.hone.app.role.Recipes;
import io.hone.app.role.TrainerRole;
import io.hone.app.stack.Cluster;
import io.hone.app.stack.Stack;
import io.hone.app.stack.StackSettings;
import io.hone.event.ModelState;
import io.hone.event.ModelVersion;
import io.hone.event.Prompt;
import io.hone.event.TrainingStep;
import io.hone.models.torch.TorchRuntime;
import io.hone.models.torch.TorchSettings;
import io.hone.models.train.TrainingRun;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.schemas.versions.VersionBook;
import io.hone.streams.account.Account;
import io.hone.streams.account.Auditor;
import io.hone.streams.account.Rules;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code hone run} as a process that is killed five times, broker and all. Takes minutes; the
 * moments follow from {@code -Dhone.run.seed}.
 */
@Tag("containers")
class RunKillTest {
  private static final Namespace RUN = new Namespace("main");
  private static final int ROUNDS = 2;
  private static final int PROMPTS = 16;

  @TempDir Path folder;

  @Test
  void shouldEndAsIfNothingHadDiedWhereverItIsKilled() throws Exception {
    long seed = Long.getLong("hone.run.seed", 1);
    Path data = folder.resolve("data");
    LoopProcess process = new LoopProcess(folder.resolve("err.log"), arguments(data));

    for (Moment moment : Moment.spread(new Random(seed), ROUNDS, 12)) {
      System.out.printf("%s: killed at '%s'%n", moment, process.killAt(moment::hasCome));
    }
    process.finish();

    Config config =
        ConfigReader.read(
            Optional.of(new LoopFolder(data, RUN.run()).path(LoopFolder.CONFIGURATION)),
            Map.of(),
            Map.of());
    List<ModelVersion> announced;
    List<TrainingStep> steps;
    try (Stack stack =
            Stack.start(new StackSettings(data, 0, 0, 0, StackSettings.BrokerMode.IN_PROCESS));
        Cluster cluster = Cluster.connect(clients(stack));
        RunReader reader = RunReader.open(cluster, RUN)) {
      Account account =
          new Auditor(new Rules(RUN, List.of(Recipes.open(config)), false)).audit(reader);
      System.out.println(account);
      assertThat(account.flaws()).isEmpty();
      assertThat(account.holds()).isTrue();
      assertThat(account.figures().open()).isZero();
      assertThat(Committed.all(reader, Topic.PROMPTS, Prompt.class))
          .extracting(Prompt::getPromptId)
          .hasSize(ROUNDS * PROMPTS)
          .doesNotHaveDuplicates();
      announced = Committed.all(reader, Topic.MODELS, ModelVersion.class);
      steps = Committed.all(reader, Topic.TRAINING, TrainingStep.class);
    }
    checkOneChain(announced);
    checkSteps(steps, VersionBook.of(announced));
    checkWeights(config, data, VersionBook.of(announced));
  }

  /** Every round is told of, and nothing else; a kill may have taken a record with it. */
  private static void checkSteps(List<TrainingStep> steps, VersionBook book) {
    Map<String, Long> last = new HashMap<>();
    steps.forEach(each -> last.put(each.getVersion(), each.getStep()));
    Map<String, Long> trained = new HashMap<>();
    for (ModelVersion each : book.all()) {
      if (each.getTraining() != null) {
        trained.put(each.getModel().getVersion(), each.getTraining().getSteps());
      }
    }
    assertThat(last).containsOnlyKeys(trained.keySet());
    last.forEach((version, step) -> assertThat(step).isBetween(1L, trained.get(version)));
  }

  private static List<String> arguments(Path data) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--data", data.toString(),
                "--rounds", Integer.toString(ROUNDS),
                "--round-prompts", Integer.toString(PROMPTS),
                "--k", "4",
                "--n", "3"));
    for (String set :
        List.of(
            "exam.world-questions=40",
            "exam.prompts-limit=16",
            // Many small steps, so that a kill can fall between them.
            "trainer.batch-pairs=2",
            "trainer.checkpoint-every=5")) {
      arguments.addAll(List.of("--set", set));
    }
    return arguments;
  }

  private static Map<String, Object> clients(Stack stack) {
    return stack.endpoints().clients(Map.of());
  }

  /** Each version once in each state, states in their order, parents as they were in use. */
  private static void checkOneChain(List<ModelVersion> announced) {
    Map<String, ModelState> states = new HashMap<>();
    String promoted = null;
    for (ModelVersion each : announced) {
      String name = each.getModel().getVersion();
      ModelState before = states.put(name, each.getState());
      String why = name + ": " + before + ", then " + each.getState();
      switch (each.getState()) {
        case CANDIDATE -> {
          assertThat(before).as(why).isNull();
          assertThat(each.getParent()).isEqualTo(promoted);
        }
        case PROMOTED -> {
          assertThat(before).as(why).isEqualTo(promoted == null ? null : ModelState.CANDIDATE);
          promoted = name;
        }
        case REJECTED -> assertThat(before).as(why).isEqualTo(ModelState.CANDIDATE);
        case RETIRED -> assertThat(before).as(why).isEqualTo(ModelState.PROMOTED);
        default -> throw new AssertionError(why);
      }
    }
    assertThat(states.keySet()).containsExactlyInAnyOrder("base", "v1", "v2");
    assertThat(states.values()).doesNotContain(ModelState.CANDIDATE);
  }

  /** Trains each version again on the pairs of its round, without a disturbance. */
  private void checkWeights(Config config, Path data, VersionBook book) {
    Path model = config.get(Keys.MODEL_FOLDER);
    try (TorchRuntime runtime =
        TorchRuntime.open(
            new TorchSettings(
                "cpu", config.get(Keys.TRAINER_THREADS), TorchSettings.defaultCache()))) {
      for (ModelVersion version : book.all()) {
        if (version.getTraining() == null) continue;
        String name = version.getModel().getVersion();
        String parent = Objects.requireNonNull(version.getParent());
        Path again =
            TrainingRun.run(
                runtime,
                TrainerRole.learning(config)
                    .run(
                        model,
                        data.resolve("trainer/main").resolve(name).resolve("batch/pairs.jsonl"),
                        folder.resolve("again-" + name),
                        parent.equals("base")
                            ? Optional.empty()
                            : Optional.of(folder.resolve("again-" + parent))),
                event -> {},
                () -> false);
        assertThat(
                data.resolve("artifacts/main").resolve(name).resolve("adapter_model.safetensors"))
            .hasSameBinaryContentAs(again.resolve("adapter_model.safetensors"));
      }
    }
  }
}
