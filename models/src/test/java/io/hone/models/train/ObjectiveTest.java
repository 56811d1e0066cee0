package io.hone.models.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hone.models.train.Objective.Loss;
import io.hone.models.train.Objective.Pair;
import io.hone.models.train.Objective.Value;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ObjectiveTest {
  private static final Pair PAIR = new Pair(-10, -12, -11, -11.5, 5, 8);

  @Test
  void shouldBeDpoAsPublished() {
    Value value = Objective.sigmoid(0.1).of(PAIR);

    // h = (-10 + 11) - (-12 + 11.5) = 1.5
    assertThat(value.preference()).isCloseTo(-Math.log(sigmoid(0.15)), within(1e-15));
    assertThat(value.loss()).isEqualTo(value.preference());
    assertThat(value.dPolicyChosen()).isCloseTo(-0.1 * sigmoid(-0.15), within(1e-15));
    assertThat(value.chosenReward()).isCloseTo(0.1, within(1e-15));
    assertThat(value.rejectedReward()).isCloseTo(-0.05, within(1e-15));
    assertThat(value.margin()).isCloseTo(0.15, within(1e-15));
  }

  @Test
  void shouldBeIpoAsPublished() {
    Value value = Objective.sigmoid(0.1).withLoss(Loss.IPO).of(PAIR);

    assertThat(value.preference()).isCloseTo((1.5 - 5) * (1.5 - 5), within(1e-12));
    assertThat(value.dPolicyRejected()).isCloseTo(2 * 3.5, within(1e-12));
  }

  @Test
  void shouldDivideByLengthWhenNormalised() {
    Value value = Objective.sigmoid(2).withLoss(Loss.LENGTH_NORMALISED).of(PAIR);

    double h = 1.0 / 5 + 0.5 / 8;
    assertThat(value.preference()).isCloseTo(-Math.log(sigmoid(2 * h)), within(1e-15));
    assertThat(value.dPolicyChosen()).isCloseTo(-2 * sigmoid(-2 * h) / 5, within(1e-15));
    assertThat(value.dPolicyRejected()).isCloseTo(2 * sigmoid(-2 * h) / 8, within(1e-15));
  }

  @Test
  void shouldExpectFlippedLabelsWhenSmoothed() {
    Value value = Objective.sigmoid(0.1).withLabelSmoothing(0.2).of(PAIR);

    double expected = -0.8 * Math.log(sigmoid(0.15)) - 0.2 * Math.log(sigmoid(-0.15));
    assertThat(value.preference()).isCloseTo(expected, within(1e-15));
  }

  @Test
  void shouldAddTheChosenAnswersNllPerToken() {
    Value value = Objective.sigmoid(0.1).withNllWeight(0.5).of(PAIR);

    assertThat(value.nll()).isEqualTo(2);
    assertThat(value.loss()).isCloseTo(value.preference() + 1, within(1e-15));
    assertThat(value.dPolicyChosen()).isCloseTo(-0.1 * sigmoid(-0.15) - 0.1, within(1e-15));
    assertThat(value.dReferenceChosen()).isCloseTo(0.1 * sigmoid(-0.15), within(1e-15));
  }

  @Test
  void shouldStartAtLnTwo() {
    Value value = Objective.sigmoid(0.1).of(new Pair(-7, -9, -7, -9, 3, 4));

    assertThat(value.loss()).isCloseTo(Math.log(2), within(1e-15));
    assertThat(value.margin()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  void shouldStayFiniteAtExtremes(Loss loss) {
    Objective objective = Objective.sigmoid(1).withLoss(loss).withLabelSmoothing(0.1);

    Value worst = objective.of(new Pair(-1e6, 0, 0, -1e6, 1, 1));
    Value best = objective.of(new Pair(0, -1e6, -1e6, 0, 1, 1));

    assertThat(worst.loss()).isFinite().isPositive();
    assertThat(best.loss()).isFinite().isPositive();
    assertThat(worst.dPolicyChosen()).isFinite().isNegative();
    assertThat(best.dPolicyChosen()).isFinite();
  }

  @Property(tries = 300)
  void shouldHaveTheDerivativesOfItsLoss(
      @ForAll Loss loss,
      @ForAll @DoubleRange(min = 0.01, max = 2) double beta,
      @ForAll @DoubleRange(min = 0, max = 0.49) double smoothing,
      @ForAll @DoubleRange(min = 0, max = 3) double nll,
      @ForAll @DoubleRange(min = -40, max = -1) double pc,
      @ForAll @DoubleRange(min = -40, max = -1) double pr,
      @ForAll @DoubleRange(min = -40, max = -1) double rc,
      @ForAll @DoubleRange(min = -40, max = -1) double rr,
      @ForAll @IntRange(min = 1, max = 50) int chosen,
      @ForAll @IntRange(min = 1, max = 50) int rejected) {
    Objective objective = new Objective(loss, beta, smoothing, nll);

    Value value = objective.of(new Pair(pc, pr, rc, rr, chosen, rejected));

    close(value.dPolicyChosen(), x -> loss(objective, x, pr, rc, rr, chosen, rejected), pc);
    close(value.dPolicyRejected(), x -> loss(objective, pc, x, rc, rr, chosen, rejected), pr);
    close(value.dReferenceChosen(), x -> loss(objective, pc, pr, x, rr, chosen, rejected), rc);
    close(value.dReferenceRejected(), x -> loss(objective, pc, pr, rc, x, chosen, rejected), rr);
  }

  @Test
  void shouldRefuseSettingsThatMeanNothing() {
    assertThatThrownBy(() -> Objective.sigmoid(0)).hasMessage("beta must be above 0, got 0.0.");
    assertThatThrownBy(() -> Objective.sigmoid(Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> Objective.sigmoid(1).withLabelSmoothing(0.5))
        .hasMessage("label smoothing must be in [0, 0.5), got 0.5.");
    assertThatThrownBy(() -> Objective.sigmoid(1).withNllWeight(-1)).hasMessageContaining("-1.0");
    assertThatThrownBy(() -> new Pair(0, 0, 0, 0, 0, 3)).hasMessageContaining("0 chosen");
  }

  private static double loss(
      Objective objective, double pc, double pr, double rc, double rr, int chosen, int rejected) {
    return objective.of(new Pair(pc, pr, rc, rr, chosen, rejected)).loss();
  }

  private static void close(double derivative, DoubleUnaryOperator f, double x) {
    double step = 1e-5;
    double numeric = (f.applyAsDouble(x + step) - f.applyAsDouble(x - step)) / (2 * step);
    double scale = Math.max(1, Math.abs(numeric));
    assertThat(derivative).isCloseTo(numeric, within(1e-5 * scale));
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
