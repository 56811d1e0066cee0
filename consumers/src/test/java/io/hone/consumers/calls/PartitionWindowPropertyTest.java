package io.hone.consumers.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/**
 * The window against a partition in memory: records with gaps, ends in any order, commits at any
 * time, deaths at any time.
 */
class PartitionWindowPropertyTest {
  private static final int SPAN = 40;

  /** What a broker keeps for the group. */
  private record Commit(long offset, String note) {}

  private static PartitionWindow restore(Commit commit) {
    return new PartitionWindow(
        commit.offset(), ProgressNote.decode(commit.note()).orElseThrow(), SPAN);
  }

  private static List<Long> log(Random random) {
    List<Long> offsets = new ArrayList<>();
    long offset = 0;
    for (int i = 0; i < 120; i++) {
      offsets.add(offset);
      offset += 1 + (random.nextInt(6) == 0 ? random.nextInt(4) : 0);
    }
    return offsets;
  }

  @Property(tries = 500)
  void shouldLoseNothingAndRepeatOnlyWhatWasNotCommitted(@ForAll long seed) {
    Random random = new Random(seed);
    List<Long> log = log(random);
    Set<Long> done = new HashSet<>();
    Map<Long, Integer> begunByCommit = new TreeMap<>();
    Set<Long> doneByCommit = new HashSet<>();
    Commit commit = new Commit(0, "");
    for (int life = 0; life < 5; life++) {
      PartitionWindow window = restore(commit);
      long from = commit.offset();
      List<Long> ahead = new ArrayList<>(log.stream().filter(o -> o >= from).toList());
      List<Long> waiting = new ArrayList<>();
      List<Long> running = new ArrayList<>();
      for (int step = 0; step < 150; step++) {
        switch (random.nextInt(5)) {
          case 0, 1 -> {
            if (!ahead.isEmpty() && !window.full()) {
              long offset = ahead.removeFirst();
              boolean wanted = window.offer(offset);
              assertThat(wanted).isEqualTo(!doneByCommit.contains(offset));
              if (wanted) waiting.add(offset);
            }
          }
          case 2 -> {
            if (!waiting.isEmpty() && window.within(waiting.getFirst())) {
              long offset = waiting.removeFirst();
              int attempt = window.begin(offset);
              assertThat(attempt).isEqualTo(begunByCommit.getOrDefault(offset, 0) + 1);
              running.add(offset);
            }
          }
          case 3 -> {
            if (!running.isEmpty()) {
              long offset = running.remove(random.nextInt(running.size()));
              window.done(offset);
              done.add(offset);
            }
          }
          default -> {
            commit = new Commit(window.prefix(), window.note());
            doneByCommit = new HashSet<>(done);
            running.forEach(o -> begunByCommit.put(o, window.attempts(o)));
          }
        }
        long prefix = window.prefix();
        assertThat(log.stream().filter(o -> o < prefix)).allMatch(done::contains);
        assertThat(window.note().length()).isLessThanOrEqualTo(SPAN + 7);
      }
      // Here it dies: what was done and not committed is done again.
      done = new HashSet<>(doneByCommit);
    }
  }

  @Test
  void shouldTakeBackAnAttemptThatEndedByIntention() {
    PartitionWindow window = new PartitionWindow(0, new int[0], SPAN);
    window.offer(0);
    window.begin(0);

    window.giveBack(0);

    assertThat(window.note()).isEmpty();
    assertThat(window.begin(0)).isOne();
  }

  @Test
  void shouldSkipMarkersOfTransactions() {
    PartitionWindow window = new PartitionWindow(0, new int[0], SPAN);
    window.offer(0);
    window.offer(7);
    window.begin(0);
    window.begin(7);

    window.done(0);

    assertThat(window.prefix()).isEqualTo(7);
  }

  @Test
  void shouldRefuseAStepBack() {
    PartitionWindow window = new PartitionWindow(0, new int[0], SPAN);
    window.offer(3);

    assertThatIllegalStateException().isThrownBy(() -> window.offer(2));
  }
}
