package io.hone.consumers.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Which steps are told, in virtual time. */
class StepPaceTest {
  private static final int STEPS = 10;

  private final StepPace pace = new StepPace();
  private Instant now = Facts.NOON;

  /** Takes the next steps, each so long after the one before; those that are told. */
  private List<Integer> told(int first, int last, Duration each) {
    List<Integer> told = new ArrayList<>();
    for (int step = first; step <= last; step++) {
      now = now.plus(each);
      if (pace.due(Facts.step(step, STEPS), now)) told.add(step);
    }
    return told;
  }

  @Test
  void shouldTellFirstAndLastOfARoundThatTakesNoTenthOfASecond() {
    pace.begin();

    assertThat(told(1, STEPS, Duration.ofMillis(5))).containsExactly(1, 10);
  }

  @Test
  void shouldTellTenASecondBetween() {
    pace.begin();

    assertThat(told(1, STEPS, Duration.ofMillis(40))).containsExactly(1, 4, 7, 10);
  }

  @Test
  void shouldTellEveryStepThatTakesATenthOfASecond() {
    pace.begin();

    assertThat(told(1, STEPS, Duration.ofMillis(100))).hasSize(STEPS);
  }

  @Test
  void shouldTellTheFirstAgainWhenTrainingGoesOn() {
    pace.begin();
    told(1, 3, Duration.ofMillis(1));
    pace.begin();

    assertThat(told(3, 5, Duration.ofMillis(1))).containsExactly(3);
  }

  @Test
  void shouldNotFallSilentWhenTheClockIsSetBack() {
    pace.begin();
    told(1, 2, Duration.ofMillis(100));
    now = now.minus(Duration.ofDays(1));

    assertThat(told(3, 4, Duration.ofMillis(1))).containsExactly(3);
  }

  @Property
  void shouldNeverTellTwoWithinATenthOfASecondButTheLast(
      @ForAll @Size(min = 2, max = 60) List<@IntRange(max = 150) Integer> waits) {
    pace.begin();
    Instant before = Instant.MIN;
    for (int step = 1; step <= waits.size(); step++) {
      now = now.plusMillis(waits.get(step - 1));
      boolean due = pace.due(Facts.step(step, waits.size()), now);
      boolean last = step == waits.size();
      assertThat(due)
          .as("step %d", step)
          .isEqualTo(step == 1 || last || !now.isBefore(before.plusMillis(100)));
      if (due) before = now;
    }
  }
}
