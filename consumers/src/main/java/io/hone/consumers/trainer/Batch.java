package io.hone.consumers.trainer;

import io.hone.event.Training;
import io.hone.event.TrainingStep;
import io.hone.models.train.TrainingEvent;
import java.time.Instant;
import java.util.List;

/**
 * What a round learns and where it ends, fixed before training begins. It lies beside the weights,
 * so that weights and offsets are one fact; the same round gives the same bytes.
 *
 * @param version the name that the result will have
 * @param parent the version that is trained further, and the reference
 * @param configHash SHA-256 of the trainer's settings
 * @param iteration of training, from 0
 * @param ranges what it consumes
 * @param counts of everything in these ranges
 * @param staleness mean versions that the makers of its pairs are behind the parent
 * @param note what people should know of it; may be empty
 */
record Batch(
    String version,
    String parent,
    String configHash,
    int iteration,
    List<Range> ranges,
    RoundCounts counts,
    double staleness,
    String note) {
  Batch {
    ranges = List.copyOf(ranges);
  }

  /** As the topic of models tells it. */
  Training toContract(long steps) {
    return Training.newBuilder()
        .setConfigHash(configHash)
        .setIteration(iteration)
        .setActorPairs(counts.actorPairs())
        .setJudgePairs(counts.judgePairs())
        .setStalePairs(counts.stalePairs())
        .setSteps(steps)
        .setOffsets(ranges.stream().map(Range::toContract).toList())
        .build();
  }

  /** As the topic of training tells one of its steps. */
  TrainingStep toContract(String run, TrainingEvent.Step step, Instant at) {
    TrainingEvent.Preference preference = step.preference();
    return TrainingStep.newBuilder()
        .setRun(run)
        .setVersion(version)
        .setRound(iteration)
        .setStep(step.step())
        .setSteps(step.steps())
        .setEpoch(step.epoch())
        .setPairs(step.items())
        .setLoss(step.loss())
        .setChosenReward(preference.chosenReward())
        .setRejectedReward(preference.rejectedReward())
        .setMargin(preference.margin())
        .setAccuracy(preference.accuracy())
        .setKl(preference.kl())
        .setGradientNorm(step.gradientNorm())
        .setLearningRate(step.learningRate())
        .setTokensPerSecond(step.speed().tokensPerSecond())
        .setStaleness(staleness)
        .setAt(at)
        .build();
  }
}
