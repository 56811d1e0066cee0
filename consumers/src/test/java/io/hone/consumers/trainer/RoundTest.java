package io.hone.consumers.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.event.Measure;
import io.hone.event.ModelState;
import io.hone.event.ModelVersion;
import io.hone.event.PairKind;
import io.hone.event.PreferencePair;
import io.hone.schemas.versions.VersionBook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** When a round is full, and what of it is learned. */
class RoundTest {
  private static final VersionBook BOOK =
      VersionBook.of(
          List.of(
              Facts.version("base", null, ModelState.RETIRED),
              Facts.version("v1", "base", ModelState.RETIRED),
              Facts.version("v2", "v1", ModelState.REJECTED),
              Facts.version("v3", "v1", ModelState.PROMOTED)));

  private static RoundRules rules(int prompts, int pairs, int staleness) {
    return new RoundRules(prompts, pairs, Duration.ofMinutes(1), staleness, 0.15, 0, 0.64);
  }

  private static Collector collector(RoundRules rules) {
    return new Collector(rules, "preferences", "outcomes", Map.of());
  }

  private static Optional<Gathered> full(Collector collector, Instant now) {
    return collector.full(now, pairs -> !pairs.isEmpty());
  }

  private static void prompt(Collector collector, int number, String... pairs) {
    for (int i = 0; i < pairs.length; i++) {
      collector.pair(
          0,
          10L * number + i,
          Optional.of(Facts.pair(pairs[i], PairKind.ACTOR, "base")),
          Facts.NOON);
    }
    collector.outcome(
        0, number, Optional.of(Facts.outcome("p" + number, List.of(pairs))), Facts.NOON);
  }

  @Test
  void shouldTakeExactlyAsManyPromptsAsWanted() {
    Collector collector = collector(rules(2, 0, 0));
    for (int i = 0; i < 5; i++) prompt(collector, i, "x" + i);

    Gathered round = full(collector, Facts.NOON).orElseThrow();

    assertThat(round.prompts()).isEqualTo(2);
    assertThat(round.pairs()).extracting(PreferencePair::getPairId).containsExactly("x0", "x1");
    assertThat(round.ranges())
        .containsExactly(new Range("outcomes", 0, 0, 2), new Range("preferences", 0, 0, 11));
  }

  @Test
  void shouldNotCountAPromptWhosePairsAreNotThereYet() {
    Collector collector = collector(rules(1, 0, 0));
    collector.outcome(0, 0, Optional.of(Facts.outcome("p", List.of("x"))), Facts.NOON);

    assertThat(full(collector, Facts.NOON)).isEmpty();
  }

  @Test
  void shouldGoOnWhileNoPromptHasAPair() {
    Collector collector = collector(rules(2, 0, 0));
    for (int i = 0; i < 5; i++) prompt(collector, i);

    assertThat(full(collector, Facts.NOON.plusSeconds(600))).isEmpty();
    assertThat(collector.prompts()).isEqualTo(5);
  }

  @Test
  void shouldTakeWhatIsThereWhenTheFirstPairHasWaitedLongEnough() {
    Collector collector = collector(rules(100, 100, 0));
    prompt(collector, 0, "x0");
    prompt(collector, 1, "x1");

    assertThat(full(collector, Facts.NOON.plusSeconds(59))).isEmpty();
    assertThat(full(collector, Facts.NOON.plusSeconds(60)).orElseThrow().pairs()).hasSize(2);
  }

  @Test
  void shouldTakePairsOfWhichNoOutcomeTellsOnceTheyHaveWaited() {
    Collector collector = collector(rules(1, 0, 0));
    collector.pair(3, 0, Optional.of(Facts.pair("x", PairKind.ACTOR, "base")), Facts.NOON);

    assertThat(full(collector, Facts.NOON.plusSeconds(60)).orElseThrow().pairs()).hasSize(1);
  }

  @Test
  void shouldLeaveOutAndNameWhatIsTooOldOrOfAnotherLine() {
    List<PreferencePair> pairs =
        List.of(
            Facts.pair("a", PairKind.ACTOR, "v3"),
            Facts.pair("b", PairKind.ACTOR, "v1"),
            Facts.pair("c", PairKind.ACTOR, "base"),
            Facts.pair("d", PairKind.ACTOR, "v2"),
            Facts.pair("e", PairKind.ACTOR, "v9"));

    Mixture mixture =
        Mixture.of(
            rules(0, 1, 1),
            BOOK,
            BOOK.find("v3").orElseThrow(),
            new Gathered(pairs, List.of(), 0, 0, 0));

    assertThat(mixture.pairs()).extracting(PreferencePair::getPairId).containsExactly("a", "b");
    assertThat(mixture.counts().stale()).isEqualTo(Map.of("base", 1L, "v2", 1L));
    assertThat(mixture.counts().unknown()).isEqualTo(Map.of("policy@v9", 1L));
    assertThat(mixture.staleness()).isEqualTo(0.5);
    assertThat(mixture.counts().balanced()).isTrue();
  }

  @Test
  void shouldLeaveOutWhatTheTrainerCannotRead() {
    PreferencePair alike = Facts.pair("a", PairKind.ACTOR, "v3");
    alike.setRejected(alike.getChosen());
    PreferencePair example = Facts.pair("b", PairKind.SUPERVISED, "v3");
    example.setRejected(null);
    PreferencePair weightless = Facts.pair("c", PairKind.ACTOR, "v3");
    weightless.setWeight(Double.NaN);
    PreferencePair silent = Facts.pair("d", PairKind.ACTOR, "v3");
    silent.setMessages(List.of());

    Mixture mixture =
        Mixture.of(
            rules(0, 1, 0),
            BOOK,
            BOOK.find("v3").orElseThrow(),
            new Gathered(List.of(alike, example, weightless, silent), List.of(), 0, 0, 0));

    assertThat(mixture.pairs()).isEmpty();
    assertThat(mixture.counts().unfit()).isEqualTo(4);
    assertThat(mixture.staleness()).isZero();
  }

  @Test
  void shouldSkipJudgePairsOfAMetaJudgeBelowTheMarkAndSaySo() {
    ModelVersion parent = Facts.version("v3", "v1", ModelState.PROMOTED);
    parent.setMeasures(Map.of(Mixture.META_ACCURACY, new Measure(0.52, 0.4, 0.6, 100L)));
    List<PreferencePair> pairs =
        List.of(Facts.pair("a", PairKind.ACTOR, "v3"), Facts.pair("j", PairKind.JUDGE, "v3"));
    RoundRules all = new RoundRules(0, 1, Duration.ofMinutes(1), 0, 1, 0, 0.64);

    Mixture mixture =
        Mixture.of(all, BOOK.with(parent), parent, new Gathered(pairs, List.of(), 0, 0, 0));

    assertThat(mixture.pairs()).extracting(PreferencePair::getPairId).containsExactly("a");
    assertThat(mixture.counts().judgesLeftOut()).isEqualTo(1);
    assertThat(mixture.note()).contains("v3").contains("52 %").contains("64 %");
  }

  @Property
  void shouldBoundJudgePairsByShareAndCapWhateverTheirOrder(
      @ForAll @IntRange(max = 60) int actors,
      @ForAll @IntRange(max = 60) int judges,
      @ForAll @DoubleRange(min = 0, max = 1) double share,
      @ForAll @IntRange(max = 5) int cap,
      @ForAll long seed) {
    RoundRules rules = new RoundRules(0, 1, Duration.ofMinutes(1), 0, share, cap, 0);
    List<PreferencePair> pairs = new ArrayList<>();
    IntStream.range(0, actors).forEach(i -> pairs.add(Facts.pair("a" + i, PairKind.ACTOR, "v3")));
    IntStream.range(0, judges)
        .forEach(i -> pairs.add(Facts.pair("j" + i, PairKind.JUDGE, "v3", 1 + i % 5)));
    ModelVersion parent = BOOK.find("v3").orElseThrow();
    Mixture sorted = Mixture.of(rules, BOOK, parent, new Gathered(pairs, List.of(), 0, 0, 0));
    Collections.shuffle(pairs, new Random(seed));

    Mixture mixture = Mixture.of(rules, BOOK, parent, new Gathered(pairs, List.of(), 0, 0, 0));

    RoundCounts counts = mixture.counts();
    assertThat(mixture.pairs()).isEqualTo(sorted.pairs());
    assertThat(counts.balanced()).isTrue();
    assertThat(counts.actorPairs()).isEqualTo(actors);
    assertThat((double) counts.judgePairs())
        .isLessThanOrEqualTo(share * (counts.judgePairs() + actors) + 1e-6);
    if (cap > 0) assertThat(counts.judgePairs()).isLessThanOrEqualTo(5L * cap);
    if (share < 1 && (cap == 0 || judges == 0)) {
      long most = (long) Math.floor(actors * share / (1 - share) + 1e-9);
      assertThat(counts.judgePairs()).isEqualTo(Math.min(judges, most));
    }
  }
}
