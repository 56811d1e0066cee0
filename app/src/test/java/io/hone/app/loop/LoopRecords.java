package io.hone.app.loop;

import io.hone.event.ConsumedRange;
import io.hone.event.Lineage;
import io.hone.event.Measure;
import io.hone.event.ModelForm;
import io.hone.event.ModelRef;
import io.hone.event.ModelState;
import io.hone.event.ModelVersion;
import io.hone.event.Outcome;
import io.hone.event.OutcomeStatus;
import io.hone.event.Prompt;
import io.hone.event.TokenCounts;
import io.hone.event.Training;
import io.hone.producers.prompts.Format;
import io.hone.schemas.catalog.Topic;
import io.hone.streams.account.Position;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The records of a loop, written in the order of these calls a second apart. */
final class LoopRecords {
  static final String OUTCOMES = "hone.main.outcomes";

  private final LoopFacts facts;
  private final Map<Integer, Long> offsets = new HashMap<>();
  private Instant now = Instant.parse("2026-11-21T12:00:00Z");

  LoopRecords(LoopFacts facts) {
    this.facts = facts;
  }

  static LoopPrompts prompts(int count) {
    String lines =
        IntStream.range(0, count).mapToObj(i -> "Say " + i).collect(Collectors.joining("\n"));
    try {
      return LoopPrompts.read(
          "test",
          new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)),
          Format.TEXT,
          false);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Instant tick() {
    now = now.plusSeconds(1);
    return now;
  }

  void prompt(String id) {
    facts.record(
        new Position(Topic.PROMPTS, 0, 0),
        Prompt.newBuilder()
            .setPromptId(id)
            .setRun("main")
            .setMessages(List.of())
            .setSource("test")
            .setSubmittedAt(tick())
            .build());
  }

  void outcome(String id, String policy, int partition, String... pairs) {
    long offset = offsets.merge(partition, 1L, Long::sum) - 1;
    Instant at = tick();
    facts.record(
        new Position(Topic.OUTCOMES, partition, offset),
        Outcome.newBuilder()
            .setPromptId(id)
            .setLineage(
                Lineage.newBuilder()
                    .setRun("main")
                    .setRecipe("meta-rewarding")
                    .setRecipeConfigHash("h")
                    .build())
            .setPolicy(new ModelRef("policy", policy))
            .setStatus(pairs.length == 0 ? OutcomeStatus.NO_PAIR : OutcomeStatus.PAIRED)
            .setReason(pairs.length == 0 ? "all-scores-equal" : "")
            .setDetail(pairs.length == 0 ? "every response has the score <3>" : "")
            .setPairIds(List.of(pairs))
            .setCounts(Map.of("calls", 10L))
            .setTokens(new TokenCounts(100L, 20L, 0L))
            .setAdmittedAt(at)
            .setEndedAt(at)
            .build());
  }

  /** A version that has consumed every outcome so far, or the first if it has no parent. */
  void version(
      String name, @Nullable String parent, ModelState state, Map<String, Measure> measures) {
    facts.record(
        new Position(Topic.MODELS, 0, 0),
        ModelVersion.newBuilder()
            .setModel(new ModelRef("policy", name))
            .setParent(parent)
            .setBase("b")
            .setForm(parent == null ? ModelForm.FULL : ModelForm.ADAPTER)
            .setState(state)
            .setReason("because <it> is \"so\" & not else")
            .setTraining(parent == null ? null : training())
            .setMeasures(measures)
            .setRun("main")
            .setChangedAt(tick())
            .build());
  }

  private Training training() {
    List<ConsumedRange> ranges = new ArrayList<>();
    offsets.forEach(
        (partition, next) -> ranges.add(new ConsumedRange(OUTCOMES, partition, 0L, next)));
    return Training.newBuilder()
        .setConfigHash("c")
        .setIteration(0)
        .setActorPairs(7)
        .setJudgePairs(2)
        .setSteps(3)
        .setOffsets(ranges)
        .build();
  }
}
