package io.hone.app.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.app.loop.Agenda.Next;
import io.hone.event.ModelState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class AgendaTest {
  /**
   * A world in which prompts end in any order with or without pairs, candidates are promoted or
   * rejected, and submitting may be cut short by a death.
   */
  private static final class World {
    final LoopFacts facts = new LoopFacts();
    final LoopRecords records = new LoopRecords(facts);
    final Agenda agenda;
    final Random random;
    final List<Integer> learned = new ArrayList<>();
    String promoted = "base";
    int versions;

    World(Agenda agenda, long seed) {
      this.agenda = agenda;
      this.random = new Random(seed);
    }

    void submit(int round) {
      for (String id : agenda.ids(round)) {
        if (facts.accepted(id)) continue;
        records.prompt(id);
        if (random.nextInt(20) == 0) return;
      }
    }

    void play(int round) {
      List<String> ids = new ArrayList<>(agenda.ids(round));
      Collections.shuffle(ids, random);
      for (String id : ids) {
        if (facts.ended(List.of(id)) > 0 || random.nextBoolean()) continue;
        int partition = random.nextInt(3);
        if (random.nextInt(4) == 0) records.outcome(id, promoted, partition);
        else records.outcome(id, promoted, partition, "pair-" + id);
      }
    }

    void learn(int round) {
      if (facts.versions().promoted().isEmpty()) {
        records.version("base", null, ModelState.PROMOTED, Map.of());
        return;
      }
      List<?> candidates = facts.versions().in(ModelState.CANDIDATE);
      if (candidates.isEmpty()) {
        versions++;
        learned.add(round);
        records.version("v" + versions, promoted, ModelState.CANDIDATE, Map.of());
      } else if (random.nextInt(3) == 0) {
        records.version("v" + versions, promoted, ModelState.REJECTED, Map.of());
      } else {
        records.version("v" + versions, promoted, ModelState.PROMOTED, Map.of());
        records.version(promoted, null, ModelState.RETIRED, Map.of());
        promoted = "v" + versions;
      }
    }
  }

  @Property(tries = 300)
  void shouldPlayEveryRoundOnceAndLearnFromItBeforeTheNext(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int wanted) {
    Rounds rounds = Rounds.of(LoopRecords.prompts(60).learning(), 12, seed);
    Agenda agenda = new Agenda(rounds, wanted, true, LoopRecords.OUTCOMES);
    World world = new World(agenda, seed);
    List<Integer> begun = new ArrayList<>();

    Next next = agenda.next(world.facts, outcomes -> false);
    for (int steps = 0; !(next instanceof Next.Done) && steps < 10_000; steps++) {
      switch (next) {
        case Next.Submit submit -> {
          if (!begun.contains(submit.round())) begun.add(submit.round());
          for (int before = 0; before < submit.round(); before++) {
            assertThat(world.facts.learned(LoopRecords.OUTCOMES, agenda.ids(before))).isTrue();
          }
          world.submit(submit.round());
        }
        case Next.Play play -> world.play(play.round());
        case Next.Learn learn -> world.learn(learn.round());
        case Next.Done done -> {}
      }
      next = agenda.next(world.facts, outcomes -> false);
    }

    assertThat(next).isEqualTo(new Next.Done());
    assertThat(begun).isSorted().hasSize(wanted);
    assertThat(world.learned).isSorted().doesNotHaveDuplicates();
    assertThat(world.facts.accepted()).isEqualTo(12L * wanted);
    assertThat(world.facts.versions().in(ModelState.CANDIDATE)).isEmpty();
  }

  @Property(tries = 50)
  void shouldGoOnWithTheNextRoundWhenThereIsNothingToLearn(@ForAll long seed) {
    Rounds rounds = Rounds.of(LoopRecords.prompts(8).learning(), 4, seed);
    Agenda agenda = new Agenda(rounds, 2, true, LoopRecords.OUTCOMES);
    World world = new World(agenda, seed);
    world.records.version("base", null, ModelState.PROMOTED, Map.of());
    agenda
        .ids(0)
        .forEach(
            id -> {
              world.records.prompt(id);
              world.records.outcome(id, "base", 0, "only-a-judge-pair-" + id);
            });

    assertThat(agenda.next(world.facts, outcomes -> false)).isEqualTo(new Next.Learn(0));
    assertThat(agenda.next(world.facts, outcomes -> outcomes == 4)).isEqualTo(new Next.Submit(1));
  }

  @Property(tries = 50)
  void shouldOnlyCollectWhereNobodyTrains(@ForAll long seed) {
    Rounds rounds = Rounds.of(LoopRecords.prompts(6).learning(), 3, seed);
    Agenda agenda = new Agenda(rounds, 2, false, LoopRecords.OUTCOMES);
    World world = new World(agenda, seed);

    assertThat(agenda.next(world.facts, outcomes -> true)).isEqualTo(new Next.Submit(0));
    for (int round = 0; round < 2; round++) {
      for (String id : agenda.ids(round)) {
        world.records.prompt(id);
        world.records.outcome(id, "base", 0, "pair-" + id);
      }
    }

    assertThat(agenda.next(world.facts, outcomes -> true)).isEqualTo(new Next.Done());
  }
}
