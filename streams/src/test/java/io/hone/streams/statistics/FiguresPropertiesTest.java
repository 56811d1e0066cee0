package io.hone.streams.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.event.CallErrorKind;
import io.hone.event.JudgementStatus;
import io.hone.event.OutcomeStatus;
import io.hone.event.PairKind;
import io.hone.event.Stage;
import io.hone.event.WindowedStatistics;
import io.hone.event.Winner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The figures depend on the set of facts alone; held against a slow brute force over that set. */
class FiguresPropertiesTest {
  private static final Duration WINDOW = Duration.ofSeconds(10);
  private static final List<PairKind> KINDS = List.of(PairKind.values());
  private static final List<Winner> WINNERS = List.of(Winner.values());

  @Property(tries = 500)
  void shouldDependOnTheSetOfFactsOnly(
      @ForAll @IntRange(min = 1, max = 4) int prompts,
      @ForAll @IntRange(max = 60) int facts,
      @ForAll @IntRange(min = 1, max = 3) int partitions,
      @ForAll @IntRange(min = 1, max = 12) int tick,
      @ForAll long seed) {
    Random random = new Random(seed);
    Map<Integer, List<Fact>> all = new HashMap<>();
    for (int i = 0; i < prompts; i++) all.put(i, facts(facts, random));
    List<Map.Entry<Integer, Fact>> stream = new ArrayList<>();
    all.forEach((prompt, its) -> its.forEach(fact -> stream.add(Map.entry(prompt, fact))));
    stream.addAll(stream.subList(0, stream.size() / 3)); // again
    Collections.shuffle(stream, random);

    SortedMap<String, Double> figures = played(stream, partitions, tick);

    assertThat(Sums.differences(figures, new BruteForce(WINDOW).of(all.values()))).isEmpty();
  }

  /** As the topology does it: digests in stored form, figures some times, partitions merged. */
  private static SortedMap<String, Double> played(
      List<Map.Entry<Integer, Fact>> stream, int partitions, int tick) {
    Map<Integer, byte[]> stored = new HashMap<>();
    List<Map<Cell, Figures>> shares = new ArrayList<>();
    for (int i = 0; i < partitions; i++) shares.add(new HashMap<>());
    for (int i = 0; i < stream.size(); i++) {
      int prompt = stream.get(i).getKey();
      byte[] before = stored.get(prompt);
      Digest digest = before == null ? Digest.begin(WINDOW) : Digest.of(before);
      digest.add(stream.get(i).getValue(), i);
      stored.put(prompt, digest.stored());
      if (i % tick == 0 || i == stream.size() - 1) account(stored, shares);
    }
    Map<Cell, Figures> merged = new HashMap<>();
    shares.forEach(
        share -> share.forEach((cell, more) -> of(merged, cell).add(through(cell, more))));
    List<WindowedStatistics> records = new ArrayList<>();
    merged.forEach((cell, sum) -> records.add(sum.contract("run", cell, 1)));
    return Sums.of(records);
  }

  private static Figures of(Map<Cell, Figures> share, Cell cell) {
    return share.computeIfAbsent(cell, key -> new Figures());
  }

  /** There and back. */
  private static Figures through(Cell cell, Figures figures) {
    return Figures.of(figures.contract("run", cell, 1));
  }

  private static void account(Map<Integer, byte[]> stored, List<Map<Cell, Figures>> shares) {
    stored.replaceAll(
        (prompt, bytes) -> {
          Digest digest = Digest.of(bytes);
          if (!digest.due()) return bytes;
          Ledger ledger = new Ledger();
          new Accountant(ledger).account(digest);
          Map<Cell, Figures> share = shares.get(prompt % shares.size());
          ledger.forEach((cell, more) -> of(share, cell).add(more));
          return digest.stored();
        });
  }

  /** Facts of one prompt; what one says follows from its kind and id, but for submissions. */
  private static List<Fact> facts(int count, Random random) {
    long seed = random.nextLong();
    List<Fact> facts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      facts.add(fact(random.nextInt(20), random, seed));
    }
    return facts;
  }

  private static Fact fact(int dice, Random random, long seed) {
    if (dice < 1) return new Fact.Submitted(random.nextInt(40_000));
    long id = random.nextInt(dice < 4 ? 4 : 9);
    Random own = new Random(seed ^ (id * 31 + dice));
    long at = own.nextInt(40_000);
    String version = "v" + own.nextInt(2);
    return switch (dice) {
      case 1 ->
          new Fact.Ended(
              new Random(seed).nextInt(40_000), "v1", OutcomeStatus.NO_PAIR, "all-equal", 1_500);
      case 2, 3 -> new Fact.Answered(id, 1_000 * id, "v1", 10 + (int) id * 7, id == 2);
      case 4 -> new Fact.Asked(id, at, version, Stage.ACTOR);
      case 5 ->
          new Fact.Completed(
              id, at, version, Stage.JUDGE, failure(own), own.nextBoolean(), 7, 3, at, id);
      case 6 ->
          new Fact.Paired(
              id,
              at,
              version,
              KINDS.get(own.nextInt(KINDS.size())),
              own.nextInt(100),
              Optional.of(own.nextInt(100)).filter(length -> length > 30),
              own.nextBoolean() ? Double.NaN : 4.5);
      case 7, 8, 9, 10, 11, 12 -> judged(id, new Random(seed ^ id));
      default -> decided(id * 8 + dice, new Random(seed ^ (id * 8 + dice)));
    };
  }

  private static Optional<CallErrorKind> failure(Random own) {
    return own.nextBoolean() ? Optional.empty() : Optional.of(CallErrorKind.TIMEOUT);
  }

  private static Fact judged(long id, Random own) {
    return new Fact.Judged(
        id,
        own.nextInt(40_000),
        "v" + own.nextInt(2),
        own.nextInt(4),
        own.nextInt(4) == 0 ? JudgementStatus.UNPARSABLE : JudgementStatus.VALID,
        own.nextInt(11) / 2.0,
        own.nextInt(500));
  }

  private static Fact decided(long id, Random own) {
    List<Integer> two = new ArrayList<>(Arrays.asList(0, 1, 2));
    Collections.shuffle(two, own);
    return new Fact.Decided(
        id,
        own.nextInt(40_000),
        "v1",
        two.get(0),
        two.get(1),
        WINNERS.get(own.nextInt(WINNERS.size())));
  }
}
