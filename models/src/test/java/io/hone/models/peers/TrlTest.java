package io.hone.models.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.hone.models.train.Objective;
import io.hone.models.train.Objective.Loss;
import io.hone.models.train.Objective.Pair;
import io.hone.models.train.Objective.Value;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses against TRL's trainer; see src/test/peers/python/trl_losses.py. */
class TrlTest {
  private static final double ERROR = 1e-9;

  @ParameterizedTest
  @MethodSource("cases")
  void shouldGiveTrlsLoss(String name, JsonNode said) {
    Value value = objective(said).of(pair(said, false));

    assertThat(value.loss()).isCloseTo(said.path("loss").asDouble(), within(ERROR));
    if (said.has("slopes")) {
      double[] slopes = PeerModels.doubles(said.path("slopes"));
      assertThat(value.dPolicyChosen()).isCloseTo(slopes[0], within(ERROR));
      assertThat(value.dPolicyRejected()).isCloseTo(slopes[1], within(ERROR));
    }
    if (objective(said).loss() == Loss.SIGMOID) { // TRL's rewards know no lengths
      double[] rewards = PeerModels.doubles(said.path("rewards"));
      assertThat(value.chosenReward()).isCloseTo(rewards[0], within(ERROR));
      assertThat(value.rejectedReward()).isCloseTo(rewards[1], within(ERROR));
    }
  }

  /** TRL's IPO is ours on means per token where the paper and we have sums. */
  @ParameterizedTest
  @MethodSource("ipo")
  void shouldGiveTrlsIpoOfMeans(String name, JsonNode said) {
    Value value = objective(said).of(pair(said, true));

    assertThat(value.preference()).isCloseTo(said.path("loss").asDouble(), within(ERROR));
  }

  static Stream<Object[]> cases() {
    return all().filter(said -> !isIpo(said)).map(TrlTest::named);
  }

  static Stream<Object[]> ipo() {
    return all()
        .filter(said -> isIpo(said) && said.path("nll").asDouble() == 0)
        .map(TrlTest::named);
  }

  private static boolean isIpo(JsonNode said) {
    return said.path("type").asText().equals("ipo");
  }

  private static Stream<JsonNode> all() {
    JsonNode versions = PeerModels.fixture("trl.json");
    return StreamSupport.stream(versions.spliterator(), false)
        .flatMap(version -> StreamSupport.stream(version.spliterator(), false));
  }

  private static Object[] named(JsonNode said) {
    return new Object[] {
      Stream.of("type", "beta", "smoothing", "nll", "tokens")
          .map(field -> field + " " + said.path(field))
          .toList()
          .toString(),
      said
    };
  }

  private static Objective objective(JsonNode said) {
    Loss loss =
        switch (said.path("type").asText()) {
          case "sigmoid" -> Loss.SIGMOID;
          case "ipo" -> Loss.IPO;
          case "sigmoid_norm" -> Loss.LENGTH_NORMALISED;
          default -> throw new IllegalStateException(said.toString());
        };
    return new Objective(
        loss,
        said.path("beta").asDouble(),
        said.path("smoothing").asDouble(),
        said.path("nll").asDouble());
  }

  private static Pair pair(JsonNode said, boolean means) {
    double[] sums = PeerModels.doubles(said.path("sums"));
    int[] tokens = PeerModels.ints(said.path("tokens"));
    double chosen = means ? tokens[0] : 1;
    double rejected = means ? tokens[1] : 1;
    return new Pair(
        sums[0] / chosen,
        sums[1] / rejected,
        sums[2] / chosen,
        sums[3] / rejected,
        tokens[0],
        tokens[1]);
  }
}
