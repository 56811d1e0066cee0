package io.hone.streams.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.event.Call;
import io.hone.event.Completion;
import io.hone.event.Outcome;
import io.hone.event.Prompt;
import io.hone.event.Stage;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.streams.episode.SimulatedRun;
import io.hone.streams.recipe.Recipe;
import io.hone.streams.recipe.rewarding.ActorSettings;
import io.hone.streams.recipe.rewarding.JudgeSettings;
import io.hone.streams.recipe.rewarding.MetaRewarding;
import io.hone.streams.recipe.text.Templates;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever is wrong is found; a clean run has no flaw, see EpisodeSimulationTest. */
class AuditorTest {
  private static final int RUNS = 12;
  private static final Map<Integer, SimulatedRun> PLAYED = new ConcurrentHashMap<>();

  private static Recipe recipe() {
    return new MetaRewarding(
        new MetaRewarding.Settings(
            ActorSettings.metaRewarding().withResponses(3).withJudgements(2),
            JudgeSettings.metaRewarding()),
        Templates.builtIn());
  }

  /** Runs are played once; each test gets records of its own. */
  private static SimulatedRun played(int seed) {
    return PLAYED.computeIfAbsent(seed, each -> played(each, 4));
  }

  private static SimulatedRun played(long seed, int prompts) {
    SimulatedRun run = new SimulatedRun(seed, recipe(), true);
    run.play(prompts);
    return run;
  }

  @ParameterizedTest
  @EnumSource
  void shouldFindEveryCorruption(Corruption corruption) {
    int planted = 0;
    for (int seed = 0; seed < RUNS; seed++) {
      SimulatedRun run = played(seed);
      ListedRecords records = run.records();
      Optional<String> id = corruption.plant(records, new Random(seed));
      if (id.isEmpty()) continue;
      planted++;

      Account account = new Auditor(run.rules()).audit(records);

      assertThat(account.flaws())
          .as("seed %d", seed)
          .anySatisfy(
              flaw -> {
                assertThat(flaw.kind()).isIn(corruption.found());
                assertThat(flaw.kind().remedy()).endsWith(".");
              })
          .anySatisfy(flaw -> assertThat(flaw.id()).isEqualTo(id.get()));
      assertThat(account.holds()).isFalse();
    }
    assertThat(planted).isPositive();
  }

  @Property(tries = 200)
  void shouldFindEveryCorruptionOfEveryRun(
      @ForAll Corruption corruption,
      @ForAll Random random,
      @ForAll @IntRange(max = RUNS - 1) int seed) {
    SimulatedRun run = played(seed);
    ListedRecords records = run.records();
    Assume.that(corruption.plant(records, random).isPresent());

    Account account = new Auditor(run.rules()).audit(records);

    assertThat(account.flaws()).extracting(Flaw::kind).containsAnyElementsOf(corruption.found());
  }

  @Property(tries = 100)
  void shouldCallARunThatGoesOnOpenAndFindNothing(
      @ForAll Random random, @ForAll @IntRange(max = RUNS - 1) int seed) {
    SimulatedRun run = played(seed);
    ListedRecords records = run.records();
    records.stillPlaying();
    // Up to where each topic stands: an effect is not there without its cause.
    int completions = random.nextInt(records.of(Topic.COMPLETIONS).size() + 1);
    List<Object> kept = List.copyOf(records.of(Topic.COMPLETIONS).subList(0, completions));
    records.of(Topic.COMPLETIONS).clear();
    records.of(Topic.COMPLETIONS).addAll(kept);
    long before = records.of(Topic.OUTCOMES).size();
    for (Topic effect :
        List.of(
            Topic.OUTCOMES, Topic.PREFERENCES, Topic.RESPONSES, Topic.JUDGEMENTS, Topic.VERDICTS)) {
      records.of(effect).clear();
    }

    Account account = new Auditor(run.rules()).audit(records);

    assertThat(account.flaws()).isEmpty();
    assertThat(account.figures().open() + account.figures().waiting()).isEqualTo(before);
    assertThat(account.due()).isBetween(0L, before);
  }

  @Test
  void shouldTellOtherSettingsOnceAndNotAsWrongPairs() {
    SimulatedRun run = played(4, 5);
    Recipe other = new MetaRewarding(MetaRewarding.Settings.paper(), Templates.builtIn());

    Account account =
        new Auditor(new Rules(run.rules().run(), List.of(other), false)).audit(run.records());

    assertThat(account.flaws()).hasSize(1);
    Flaw flaw = account.flaws().getFirst();
    assertThat(flaw.kind()).isEqualTo(Flaw.Kind.OTHER_SETTINGS);
    assertThat(flaw.detail())
        .contains("played with other settings: 5 episodes", recipe().configHash())
        .contains(other.configHash());
    assertThat(account.unchecked()).isEqualTo(5);
    assertThat(account.figures().accepted()).isEqualTo(5);
  }

  @Test
  void shouldCheckARunWhoseSettingsWereChanged() {
    SimulatedRun run = played(4, 5);
    Recipe other = new MetaRewarding(MetaRewarding.Settings.paper(), Templates.builtIn());
    Rules both = new Rules(run.rules().run(), List.of(other, recipe()), false);

    Account account = new Auditor(both).audit(run.records());

    assertThat(account.holds()).isTrue();
    assertThat(account.unchecked()).isZero();
  }

  @Test
  void shouldCountSecondCopiesOfCallsAndRepeatedModelCalls() {
    SimulatedRun run = played(3, 3);
    ListedRecords records = run.records();
    Account clean = new Auditor(run.rules()).audit(records);
    records.of(Topic.CALLS_ACTOR).add(records.of(Topic.CALLS_ACTOR).getFirst());
    Completion answered =
        records.of(Topic.COMPLETIONS).stream()
            .filter(Completion.class::isInstance)
            .map(Completion.class::cast)
            .filter(completion -> completion.getError() == null)
            .findFirst()
            .orElseThrow();
    records.of(Topic.COMPLETIONS).add(answered);

    Account account = new Auditor(run.rules()).audit(records);

    assertThat(account.holds()).isTrue();
    assertThat(account.callCopies()).isEqualTo(clean.callCopies() + 1);
    assertThat(account.repeatedCalls()).isEqualTo(clean.repeatedCalls() + 1);
    assertThat(account.figures().duplicateCompletions())
        .isEqualTo(clean.figures().duplicateCompletions() + 1);
  }

  @Test
  void shouldFindNothingInAnEmptyRun() {
    Account account =
        new Auditor(new Rules(played(0, 1).rules().run(), List.of(recipe()), false))
            .audit(new ListedRecords());

    assertThat(account.holds()).isTrue();
    assertThat(account.figures().accepted()).isZero();
  }

  @Test
  void shouldTellEveryFlawInNumbersAndTheFirstOfEachKindByName() {
    SimulatedRun run = played(4, 5);
    ListedRecords records = run.records();
    Outcome outcome = (Outcome) records.of(Topic.OUTCOMES).getFirst();
    for (int i = 0; i < Flaws.MOST + 7; i++) {
      records.of(Topic.OUTCOMES).add(Outcome.newBuilder(outcome).build());
    }

    Account account = new Auditor(run.rules()).audit(records);

    assertThat(account.flaws()).hasSize(Flaws.MOST);
    assertThat(account.flawCounts()).containsEntry(Flaw.Kind.SECOND_OUTCOME, (long) Flaws.MOST + 7);
  }

  @Test
  void shouldWantADeadLetterOfAPromptThatNoRecipeCanRead() {
    SimulatedRun run = played(4, 2);
    ListedRecords records = run.records();
    Prompt first =
        records.of(Topic.PROMPTS).stream()
            .filter(Prompt.class::isInstance)
            .map(Prompt.class::cast)
            .findFirst()
            .orElseThrow();
    records
        .of(Topic.PROMPTS)
        .add(Prompt.newBuilder(first).setPromptId("p-silent").setMessages(List.of()).build());

    Account account = new Auditor(run.rules()).audit(records);

    assertThat(account.flaws()).extracting(Flaw::kind).containsExactly(Flaw.Kind.LOST_RECORD);
    assertThat(account.figures().accepted()).isEqualTo(2);
  }

  @Test
  void shouldAuditTheFullMethodOverSeveralPartitions(@TempDir Path folder) throws IOException {
    Recipe paper = new MetaRewarding(MetaRewarding.Settings.paper(), Templates.builtIn());
    Namespace run = new Namespace("synthetic");
    SyntheticRun records = SyntheticRun.play(folder, run, paper, 40, 4, 8);

    Account account = new Auditor(new Rules(run, List.of(paper), false)).audit(records);

    assertThat(account.flaws()).isEmpty();
    assertThat(account.figures().accepted()).isEqualTo(40);
    assertThat(account.figures().facts()).isEqualTo(account.calls()).isGreaterThan(40 * 80);
    assertThat(account.pairs()).isGreaterThan(40);
  }

  @Test
  void shouldTellOfACallThatAnOpenEpisodeWaitsForAndThatWasNeverAsked() {
    SimulatedRun run = played(4, 5);
    ListedRecords records = run.records();
    String promptId = ((Call) records.of(Topic.CALLS_JUDGE).getFirst()).getPromptId();
    for (Topic topic :
        List.of(
            Topic.CALLS_JUDGE,
            Topic.CALLS_META_JUDGE,
            Topic.JUDGEMENTS,
            Topic.VERDICTS,
            Topic.PREFERENCES,
            Topic.OUTCOMES)) {
      records.of(topic).removeIf(each -> isOf(promptId, each));
    }
    records
        .of(Topic.COMPLETIONS)
        .removeIf(each -> isOf(promptId, each) && ((Completion) each).getStage() != Stage.ACTOR);

    Account account = new Auditor(run.rules()).audit(records);

    assertThat(account.flaws()).extracting(Flaw::kind).containsExactly(Flaw.Kind.CALL_MISSING);
    assertThat(account.figures().open()).isEqualTo(1);
  }

  private static boolean isOf(String promptId, Object record) {
    return record instanceof SpecificRecord value
        && Fields.text(value, "prompt_id").equals(promptId);
  }

  @Test
  void shouldTellOfTopicsThatDoNotShareTheirPartitioning() {
    SimulatedRun run = played(4, 2);
    ListedRecords records = run.records();
    records.widen(Topic.COMPLETIONS);

    Account account = new Auditor(run.rules()).audit(records);

    assertThat(account.flaws()).extracting(Flaw::kind).containsExactly(Flaw.Kind.PARTITIONS_DIFFER);
    assertThat(account.flaws()).extracting(Flaw::id).containsExactly("completions");
  }

  @Test
  void shouldTellOfCompletionsWhosePromptIsGone() {
    SimulatedRun run = played(4, 2);
    ListedRecords records = run.records();
    for (Topic topic : List.of(Topic.PROMPTS, Topic.OUTCOMES, Topic.PREFERENCES)) {
      records.of(topic).clear();
    }

    Account account = new Auditor(run.rules()).audit(records);

    assertThat(account.flawCounts()).containsKey(Flaw.Kind.COMPLETION_WITHOUT_PROMPT);
    assertThat(account.figures().accepted()).isZero();
  }
}
