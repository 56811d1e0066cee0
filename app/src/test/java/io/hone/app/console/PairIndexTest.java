package io.hone.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.schemas.catalog.Topic;
import io.hone.streams.account.Position;
import org.junit.jupiter.api.Test;

class PairIndexTest {
  private static PairRow row(long number, String id, long at) {
    return new PairRow(
        number,
        id,
        "p-" + at % 2,
        "actor",
        "v1",
        at,
        1,
        0,
        1,
        1,
        1,
        new Position(Topic.PREFERENCES, 0, number),
        "");
  }

  private static PairIndex index(int most, int... times) {
    PairIndex index = new PairIndex(most);
    for (int at : times) index.add("x-" + at, number -> row(number, "x-" + at, at));
    return index;
  }

  @Test
  void shouldHoldTheNewestInWhateverOrderPartitionsAreRead() {
    PairIndex index = index(3, 7, 1, 9, 4, 8);

    assertThat(index.all()).extracting(PairRow::at).containsExactly(7L, 8L, 9L);
    assertThat(index.total()).isEqualTo(5);
    assertThat(index.dropped()).isEqualTo(2);
    assertThat(index.find("x-1")).isEmpty();
    assertThat(index.of("p-1")).extracting(PairRow::at).containsExactly(7L, 9L);
  }

  @Test
  void shouldTakeAPairOnceHoweverOftenItComes() {
    PairIndex index = index(10, 1, 2, 1, 2);

    assertThat(index.all()).extracting(PairRow::at).containsExactly(1L, 2L);
    assertThat(index.kinds()).containsEntry("actor", 2L);
  }

  @Test
  void shouldKnowThePairsBesideOne() {
    PairIndex index = index(10, 5, 1, 3);
    PairRow middle = index.find("x-3").orElseThrow();

    assertThat(index.newer(middle)).map(PairRow::at).contains(5L);
    assertThat(index.older(middle)).map(PairRow::at).contains(1L);
    assertThat(index.newer(index.newest().orElseThrow())).isEmpty();
  }
}
