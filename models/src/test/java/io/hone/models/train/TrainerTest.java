package io.hone.models.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hone.models.ModelException;
import io.hone.models.file.AdapterFolder;
import io.hone.models.file.ModelFolder;
import io.hone.models.llama.DoubleLlama;
import io.hone.models.llama.LlamaTraining;
import io.hone.models.llama.LlamaTraining.Version;
import io.hone.models.llama.LlamaWeights;
import io.hone.models.llama.LoraAdapter;
import io.hone.models.llama.ModelSaver;
import io.hone.models.llama.RandomModels;
import io.hone.models.torch.Precision;
import io.hone.models.torch.TorchRuntime;
import io.hone.models.torch.TorchSettings;
import io.hone.models.train.Objective.Loss;
import io.hone.models.train.Trainer.Memory;
import io.hone.models.train.Trainer.Outcome;
import io.hone.models.train.Trainer.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Steps of training against the same in double precision, model and loss alike. */
class TrainerTest {
  private static final List<Item.Pair> PAIRS =
      List.of(
          pair(new int[] {1, 5, 9}, new int[] {30, 4, 4, 7, 2}, new int[] {21, 2}, 1),
          pair(new int[] {1}, new int[] {8, 3, 2}, new int[] {17, 26, 12, 12, 0, 2}, 0.5),
          pair(new int[] {6, 11, 31, 0}, new int[] {12, 2}, new int[] {13, 2}, 2));

  private static TorchRuntime runtime;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  @TempDir private Path folder;
  private Path model = Path.of("");
  private Path policy = Path.of("");
  private Path reference = Path.of("");

  private static Item.Pair pair(int[] prompt, int[] chosen, int[] rejected, double weight) {
    return new Item.Pair(new Sequence(prompt, chosen), new Sequence(prompt, rejected), weight);
  }

  @BeforeAll
  static void open() {
    runtime = TorchRuntime.open(TorchSettings.defaults());
  }

  @AfterAll
  static void close() {
    runtime.close();
  }

  @BeforeEach
  void write() {
    model = RandomModels.write(folder.resolve("model"), RandomModels.Kind.LLAMA_BIASES, 1);
    policy = RandomModels.adapter(folder.resolve("policy"), model, 2, 0.3, 2);
    reference = RandomModels.adapter(folder.resolve("reference"), model, 2, 0.3, 3);
  }

  @AfterEach
  void closeAll() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SIGMOID, 0.1, 0, 0",
    "SIGMOID, 0.5, 0.2, 0.7",
    "IPO, 0.1, 0, 0",
    "IPO, 0.3, 0.1, 1",
    "LENGTH_NORMALISED, 2, 0, 0",
    "LENGTH_NORMALISED, 2, 0.1, 0.3"
  })
  void shouldHaveTheLossThatDoublePrecisionHas(
      Loss loss, double beta, double smoothing, double nll) {
    Objective objective = new Objective(loss, beta, smoothing, nll);
    Trainer trainer = adapterTrainer(Memory.DEFAULT);
    Plain expected = new Plain(DoubleLlama.open(model, policy), DoubleLlama.open(model, reference));

    List<Reference> references = trainer.references(PAIRS, Version.REFERENCE);
    Outcome outcome = trainer.prefer(objective, PAIRS, references, 1e-4);

    for (int i = 0; i < PAIRS.size(); i++) {
      close(references.get(i).chosen(), expected.referenceScore(PAIRS.get(i).chosen()));
      close(references.get(i).rejected(), expected.referenceScore(PAIRS.get(i).rejected()));
    }
    close(outcome.loss(), expected.loss(objective));
    close(outcome.nll(), expected.nll());
    close(outcome.preference().margin(), expected.margin(objective));
    Plain mixedUp =
        new Plain(/* policy= */ expected.reference(), /* reference= */ expected.policy());
    assertThat(Math.abs(outcome.loss() - mixedUp.loss(objective))).isGreaterThan(1e-2);
  }

  @ParameterizedTest
  @CsvSource({"SIGMOID, 0.5, 0.2, 0.7", "IPO, 0.3, 0.1, 0", "LENGTH_NORMALISED, 2, 0, 0.3"})
  void shouldHaveTheGradientThatFiniteDifferencesHave(
      Loss loss, double beta, double smoothing, double nll) {
    Objective objective = new Objective(loss, beta, smoothing, nll);
    Trainer trainer = adapterTrainer(Memory.DEFAULT);
    Plain plain = new Plain(DoubleLlama.open(model, policy), DoubleLlama.open(model, reference));
    Plain fixed = plain.withReferenceScores();
    double squares = 0;
    for (var weight : plain.policy().weights().entrySet()) {
      if (weight.getKey().contains(".lora_")) {
        squares += squaredSlopes(weight.getValue(), () -> fixed.loss(objective));
      }
    }

    Outcome outcome =
        trainer.prefer(objective, PAIRS, trainer.references(PAIRS, Version.REFERENCE), 1e-4);

    assertThat(outcome.gradientNorm())
        .isCloseTo(Math.sqrt(squares), within(1e-4 * Math.sqrt(squares)));
  }

  @Test
  void shouldKeepTheReferenceWhileThePolicyMoves() {
    Trainer trainer = adapterTrainer(Memory.DEFAULT);
    List<Reference> before = trainer.references(PAIRS, Version.REFERENCE);
    List<Reference> policyBefore = trainer.references(PAIRS, Version.POLICY);

    for (int i = 0; i < 3; i++) {
      trainer.prefer(Objective.sigmoid(0.1), PAIRS, before, 1e-2);
    }

    assertThat(trainer.references(PAIRS, Version.REFERENCE)).isEqualTo(before);
    List<Reference> policyAfter = trainer.references(PAIRS, Version.POLICY);
    for (int i = 0; i < PAIRS.size(); i++) {
      double moved = policyAfter.get(i).chosen() - policyBefore.get(i).chosen();
      assertThat(Math.abs(moved)).isGreaterThan(1e-3);
    }
  }

  @Test
  void shouldCompareAllWeightsWithWhatTheyBeganAs() throws IOException {
    LlamaWeights weights = weights();
    LlamaTraining training = keep(LlamaTraining.full(runtime, weights));
    Trainer trainer = keep(new Trainer(training, AdamW.Settings.DEFAULT, Memory.DEFAULT));
    Objective objective = Objective.sigmoid(0.5);
    List<Reference> references = trainer.references(PAIRS, Version.POLICY);
    Outcome first = trainer.prefer(objective, PAIRS, references, 1e-2);
    trainer.prefer(objective, PAIRS, references, 1e-2);
    Path moved = Files.createDirectory(folder.resolve("moved"));
    ModelSaver.save(runtime, weights, model, moved);

    Outcome third = trainer.prefer(objective, PAIRS, references, 1e-2);

    Plain expected = new Plain(DoubleLlama.open(moved), DoubleLlama.open(model));
    // Weights of 1, 0.5 and 2 over three pairs.
    assertThat(first.loss()).isCloseTo(Math.log(2) * 3.5 / 3, within(1e-6));
    close(third.loss(), expected.loss(objective));
    close(third.preference().margin(), expected.margin(objective));
  }

  @Test
  void shouldImitateAsDoublePrecisionDoes() {
    LlamaTraining training = keep(LlamaTraining.full(runtime, weights()));
    Trainer trainer = keep(new Trainer(training, AdamW.Settings.DEFAULT, Memory.DEFAULT));
    DoubleLlama plain = DoubleLlama.open(model);
    double sum = 0;
    double tokens = 0;
    for (Item.Pair pair : PAIRS) {
      Sequence chosen = pair.chosen();
      sum -= pair.weight() * plain.score(chosen.prompt(), chosen.answer());
      tokens += pair.weight() * chosen.answer().length;
    }

    Outcome outcome =
        trainer.imitate(
            PAIRS.stream().map(pair -> new Item.Example(pair.chosen(), pair.weight())).toList(),
            1e-3);

    close(outcome.loss(), sum / tokens);
  }

  @Test
  void shouldLearnTheSameHoweverAStepIsCut() {
    Outcome whole = step(new Memory(4096, 0.5, 1 << 30));
    Outcome cut = step(new Memory(6, 0.08, 1 << 30));

    assertThat(cut.loss()).isCloseTo(whole.loss(), within(1e-6));
    assertThat(cut.gradientNorm())
        .isCloseTo(whole.gradientNorm(), within(1e-5 * whole.gradientNorm()));
    assertThat(cut.paddingShare()).isLessThan(whole.paddingShare());
  }

  @Test
  void shouldLearnTheSameToTheBitWithLessMemory() {
    Outcome all = step(new Memory(6, 0.08, 1 << 30));
    Outcome inputs = step(new Memory(6, 0.08, 4000));
    Outcome nothing = step(new Memory(6, 0.08, 0));

    assertThat(inputs).isEqualTo(all);
    assertThat(nothing).isEqualTo(all);
  }

  @Test
  void shouldRefuseToMoveByWhatIsNoNumber() {
    Trainer trainer = adapterTrainer(Memory.DEFAULT);
    List<Reference> references = trainer.references(PAIRS, Version.REFERENCE);
    List<Reference> before = trainer.references(PAIRS, Version.POLICY);
    List<Reference> broken =
        List.of(references.get(0), new Reference(Double.NaN, 0), references.get(2));

    assertThatThrownBy(() -> trainer.prefer(Objective.sigmoid(0.1), PAIRS, broken, 1e-2))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "Step 1 has a loss of NaN: training diverged; lower the learning rate, or look for"
                + " damaged weights. The last checkpoint is as it was.");
    assertThat(trainer.references(PAIRS, Version.POLICY)).isEqualTo(before);
    assertThat(trainer.steps()).isZero();
  }

  private Outcome step(Memory memory) {
    Trainer trainer = adapterTrainer(memory);
    List<Reference> references = trainer.references(PAIRS, Version.REFERENCE);
    return trainer.prefer(Objective.sigmoid(0.5), PAIRS, references, 1e-3);
  }

  private Trainer adapterTrainer(Memory memory) {
    LlamaWeights weights = weights();
    LlamaTraining training =
        keep(
            LlamaTraining.adapter(
                runtime, weights, lora(weights, policy), Optional.of(lora(weights, reference))));
    return keep(new Trainer(training, AdamW.Settings.DEFAULT, memory));
  }

  private LlamaWeights weights() {
    try (ModelFolder opened = ModelFolder.open(model)) {
      return keep(LlamaWeights.load(opened, runtime, Precision.F32));
    }
  }

  private LoraAdapter lora(LlamaWeights weights, Path path) {
    try (AdapterFolder opened = AdapterFolder.open(path, weights.layout().config())) {
      return keep(LoraAdapter.load(runtime, weights.layout(), opened));
    }
  }

  private <T extends AutoCloseable> T keep(T opened) {
    open.push(opened);
    return opened;
  }

  private static void close(double found, double expected) {
    assertThat(found).isCloseTo(expected, within(1e-5 * Math.abs(expected)));
  }

  private static double squaredSlopes(double[] weight, java.util.function.DoubleSupplier loss) {
    double sum = 0;
    for (int i = 0; i < weight.length; i++) {
      double before = weight[i];
      weight[i] = before + 1e-5;
      double above = loss.getAsDouble();
      weight[i] = before - 1e-5;
      double below = loss.getAsDouble();
      weight[i] = before;
      double slope = (above - below) / 2e-5;
      sum += slope * slope;
    }
    return sum;
  }

  /** The papers' formulas, written down once more. */
  private record Plain(DoubleLlama policy, DoubleLlama reference, List<Reference> referenceScores) {

    Plain(DoubleLlama policy, DoubleLlama reference) {
      this(policy, reference, List.of());
    }

    /** The same with the reference's scores computed once, for speed. */
    Plain withReferenceScores() {
      return new Plain(
          policy,
          reference,
          PAIRS.stream()
              .map(
                  pair ->
                      new Reference(referenceScore(pair.chosen()), referenceScore(pair.rejected())))
              .toList());
    }

    double policyScore(Sequence sequence) {
      return policy.score(sequence.prompt(), sequence.answer());
    }

    double referenceScore(Sequence sequence) {
      return reference.score(sequence.prompt(), sequence.answer());
    }

    double loss(Objective objective) {
      double sum = 0;
      for (int i = 0; i < PAIRS.size(); i++) {
        Item.Pair pair = PAIRS.get(i);
        double nll = -policyScore(pair.chosen()) / pair.chosen().answer().length;
        double e = objective.labelSmoothing();
        double h = difference(objective, i);
        double preference = (1 - e) * form(objective, h) + e * form(objective, -h);
        sum += pair.weight() * (preference + objective.nllWeight() * nll);
      }
      return sum / PAIRS.size();
    }

    private static double form(Objective objective, double h) {
      double beta = objective.beta();
      return objective.loss() == Loss.IPO
          ? Math.pow(h - 1 / (2 * beta), 2)
          : -Math.log(1 / (1 + Math.exp(-beta * h)));
    }

    private double difference(Objective objective, int i) {
      Item.Pair pair = PAIRS.get(i);
      Reference known =
          referenceScores.isEmpty()
              ? new Reference(referenceScore(pair.chosen()), referenceScore(pair.rejected()))
              : referenceScores.get(i);
      boolean perToken = objective.loss() == Loss.LENGTH_NORMALISED;
      double chosen = policyScore(pair.chosen()) - known.chosen();
      double rejected = policyScore(pair.rejected()) - known.rejected();
      return chosen / (perToken ? pair.chosen().answer().length : 1)
          - rejected / (perToken ? pair.rejected().answer().length : 1);
    }

    double nll() {
      return PAIRS.stream()
          .mapToDouble(pair -> -policyScore(pair.chosen()) / pair.chosen().answer().length)
          .average()
          .orElseThrow();
    }

    double margin(Objective objective) {
      double sum = 0;
      for (int i = 0; i < PAIRS.size(); i++) {
        sum += objective.beta() * difference(objective, i);
      }
      return sum / PAIRS.size();
    }
  }
}
