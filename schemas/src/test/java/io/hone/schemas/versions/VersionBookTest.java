package io.hone.schemas.versions;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.event.ModelForm;
import io.hone.event.ModelRef;
import io.hone.event.ModelState;
import io.hone.event.ModelVersion;
import io.hone.schemas.catalog.Contracts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionBookTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @BeforeAll
  static void trust() {
    Contracts.trust();
  }

  private static ModelVersion version(String name, @Nullable String parent, ModelState state) {
    return ModelVersion.newBuilder()
        .setModel(new ModelRef("policy", name))
        .setParent(parent)
        .setBase("abc")
        .setForm(parent == null ? ModelForm.FULL : ModelForm.ADAPTER)
        .setState(state)
        .setReason("")
        .setRun("main")
        .setChangedAt(NOON)
        .build();
  }

  private static VersionBook retired(String... names) {
    return VersionBook.of(
        Stream.of(names)
            .map(each -> each.split("<", 2))
            .map(each -> version(each[0], each[1].isEmpty() ? null : each[1], ModelState.RETIRED))
            .toList());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldCountTheAncestorsInAnyTree(long seed) {
    Random random = new Random(seed);
    List<ModelVersion> tree = new ArrayList<>();
    List<Integer> depths = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      int parent = i == 0 ? -1 : random.nextInt(i);
      tree.add(version("n" + i, parent < 0 ? null : "n" + parent, ModelState.RETIRED));
      depths.add(parent < 0 ? 0 : depths.get(parent) + 1);
    }

    VersionBook book = VersionBook.of(tree);

    assertThat(tree.stream().map(each -> book.ancestors(each.getModel().getVersion())))
        .isEqualTo(depths);
  }

  @Test
  void shouldCountAParentThatWasNeverAnnounced() {
    assertThat(retired("v1<base", "v2<v1").ancestors("v2")).isEqualTo(2);
  }

  @Test
  void shouldNotCountForEverWhereAVersionDescendsFromItself() {
    VersionBook book = retired("v1<v1", "v2<v3", "v3<v2", "v4<v3");

    assertThat(book.all())
        .extracting(each -> book.ancestors(each.getModel().getVersion()))
        .containsOnly(4);
  }

  @Test
  void shouldTakeTheLaterOfTwoThatArePromoted() {
    ModelVersion later = version("v1", "base", ModelState.PROMOTED);
    later.setChangedAt(NOON.plusMillis(1));

    VersionBook book = VersionBook.of(List.of(later, version("v2", "v1", ModelState.PROMOTED)));

    assertThat(book.promoted()).contains(later);
  }

  @Test
  void shouldTakeTheYoungerOfTwoThatWerePromotedAtOnce() {
    ModelVersion younger = version("v10", "v9", ModelState.PROMOTED);

    VersionBook book = VersionBook.of(List.of(younger, version("v9", "base", ModelState.PROMOTED)));

    assertThat(book.promoted()).contains(younger);
  }
}
