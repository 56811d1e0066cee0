package io.hone.app.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.event.TrainingStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/** What was measured in training, by version. */
final class TrainingPart {
  private static final int MOST_STEPS = 400;

  private final WatchedRun run;

  TrainingPart(WatchedRun run) {
    this.run = run;
  }

  ObjectNode json() {
    return run.read(
        view -> {
          ObjectNode json = Json.object();
          ArrayNode versions = json.putArray("versions");
          for (Map.Entry<String, NavigableMap<Long, TrainingStep>> each :
              view.training().versions().entrySet()) {
            versions.add(version(each.getKey(), each.getValue(), view));
          }
          return json;
        });
  }

  private static ObjectNode version(
      String name, NavigableMap<Long, TrainingStep> steps, RunIndex.View view) {
    TrainingStep last = steps.lastEntry().getValue();
    // A version is announced when its training is done.
    String state = view.versions().find(name).isPresent() ? "done" : "training";
    ObjectNode json =
        Json.object()
            .put("version", name)
            .put("round", last.getRound())
            .put("steps_of_round", last.getSteps())
            .put("state", state);
    json.set(
        "steps",
        Json.array(
            thinned(List.copyOf(steps.values()), MOST_STEPS).stream().map(TrainingPart::step)));
    return json;
  }

  /** At most so many, evenly spread, the first and the last among them. */
  static <T> List<T> thinned(List<T> all, int most) {
    if (all.size() <= most) return all;
    List<T> some = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      some.add(all.get((int) Math.round((double) i * (all.size() - 1) / (most - 1))));
    }
    return some;
  }

  private static ObjectNode step(TrainingStep step) {
    ObjectNode json =
        Json.object()
            .put("step", step.getStep())
            .put("epoch", step.getEpoch())
            .put("pairs", step.getPairs())
            .put("at", step.getAt().toEpochMilli());
    json.set("loss", Json.number(step.getLoss()));
    json.set("chosen_reward", Json.number(step.getChosenReward()));
    json.set("rejected_reward", Json.number(step.getRejectedReward()));
    json.set("margin", Json.number(step.getMargin()));
    json.set("accuracy", Json.number(step.getAccuracy()));
    json.set("kl", Json.number(step.getKl()));
    json.set("gradient_norm", Json.number(step.getGradientNorm()));
    json.set("learning_rate", Json.number(step.getLearningRate()));
    json.set("tokens_per_second", Json.number(step.getTokensPerSecond()));
    json.set("staleness", Json.number(step.getStaleness()));
    return json;
  }

  /** The step that was measured last, as a part of the run's state. */
  static Optional<ObjectNode> newest(RunIndex.View view) {
    return view.training()
        .newest()
        .map(
            step -> {
              ObjectNode json =
                  Json.object()
                      .put("version", step.getVersion())
                      .put("step", step.getStep())
                      .put("steps", step.getSteps())
                      .put("at", step.getAt().toEpochMilli());
              json.set("loss", Json.number(step.getLoss()));
              return json;
            });
  }
}
