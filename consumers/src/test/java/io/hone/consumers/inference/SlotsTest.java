package io.hone.consumers.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class SlotsTest {
  private final AtomicLong now = new AtomicLong();

  private Slots slots(int size) {
    return new Slots(size, 3, Duration.ofMinutes(1), now::get);
  }

  private static Disposable take(Slots slots, int rank, List<Slots.Slot> into) {
    return slots.take(rank).subscribe(into::add);
  }

  @Property(tries = 200)
  void shouldNeverGiveMoreThanThereAreNorLoseOne(@ForAll long seed) {
    Random random = new Random(seed);
    Slots slots = slots(3);
    List<Slots.Slot> held = new ArrayList<>();
    List<Disposable> asked = new ArrayList<>();

    for (int i = 0; i < 200; i++) {
      switch (random.nextInt(3)) {
        case 0 -> asked.add(take(slots, random.nextInt(3), held));
        case 1 -> {
          if (!held.isEmpty()) held.remove(random.nextInt(held.size())).release();
        }
        default -> {
          if (!asked.isEmpty()) asked.remove(random.nextInt(asked.size())).dispose();
        }
      }
      assertThat(held.size()).isEqualTo(slots.taken()).isLessThanOrEqualTo(3);
    }
    asked.forEach(Disposable::dispose);
    held.forEach(Slots.Slot::release);

    assertThat(slots.taken()).isZero();
    assertThat(slots.waiting()).isZero();
  }

  @Test
  void shouldServeLaterStagesFirst() {
    Slots slots = slots(1);
    List<Slots.Slot> first = new ArrayList<>();
    List<Integer> order = new ArrayList<>();
    take(slots, 2, first);
    for (int rank : new int[] {2, 1, 0, 2, 1, 0}) {
      slots
          .take(rank)
          .subscribe(
              slot -> {
                order.add(rank);
                slot.release();
              });
    }

    first.getFirst().release();

    assertThat(order).containsExactly(0, 0, 1, 1, 2, 2);
  }

  @Test
  void shouldServeTheOldestOnceItsPatienceIsOver() {
    Slots slots = slots(1);
    List<Slots.Slot> first = new ArrayList<>();
    List<Integer> order = new ArrayList<>();
    take(slots, 0, first);
    slots
        .take(2)
        .subscribe(
            slot -> {
              order.add(2);
              slot.release();
            });
    now.set(Duration.ofMinutes(1).toNanos());
    slots
        .take(0)
        .subscribe(
            slot -> {
              order.add(0);
              slot.release();
            });

    first.getFirst().release();

    assertThat(order).containsExactly(2, 0);
  }

  @Test
  void shouldWantWhatWouldBeginNext() {
    Slots slots = slots(1);
    assertThat(slots.wants(2)).isTrue();

    take(slots, 1, new ArrayList<>());
    assertThat(slots.wants(0)).isFalse();

    take(slots, 1, new ArrayList<>());

    assertThat(slots.wants(0)).isTrue();
    assertThat(slots.wants(1)).isFalse();
    assertThat(slots.wants(2)).isFalse();
  }

  @Test
  void shouldHoldUnderManyThreads() {
    Slots slots = slots(4);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();

    Flux.range(0, 5_000)
        .flatMap(
            i ->
                slots
                    .take(i % 3)
                    .publishOn(Schedulers.parallel())
                    .flatMap(
                        slot ->
                            Mono.fromRunnable(
                                    () -> {
                                      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                                      inside.decrementAndGet();
                                    })
                                .doFinally(s -> slot.release()))
                    .subscribeOn(Schedulers.boundedElastic()),
            64)
        .blockLast(Duration.ofSeconds(30));

    assertThat(most.get()).isBetween(1, 4);
    // A slot is released after the end of its work was told.
    await().until(() -> slots.taken() == 0);
  }
}
