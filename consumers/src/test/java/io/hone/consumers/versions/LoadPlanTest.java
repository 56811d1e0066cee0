package io.hone.consumers.versions;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.event.ModelState;
import io.hone.event.ModelVersion;
import io.hone.schemas.versions.VersionBook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class LoadPlanTest {
  private static final Set<ModelState> USED =
      Set.of(ModelState.PROMOTED, ModelState.RETIRED, ModelState.ROLLED_BACK);

  @Property
  void shouldWantThePromotedVersionAndTheLatestInUseBeforeIt(
      @ForAll @Size(max = 12) List<ModelState> states,
      @ForAll @IntRange(max = 4) int keep,
      @ForAll @IntRange(max = 12) int own) {
    List<ModelVersion> records = new ArrayList<>();
    for (int i = 0; i < states.size(); i++) {
      ModelVersion version = Announcements.adapter("v" + (i + 1), states.get(i), null);
      version.setChangedAt(Instant.ofEpochMilli(i));
      records.add(version);
    }
    VersionBook book = VersionBook.of(records);

    List<ModelVersion> wanted = LoadPlan.wanted(book, "v" + own, keep);

    List<ModelVersion> before =
        records.reversed().stream()
            .filter(version -> USED.contains(version.getState()))
            .filter(version -> !version.getModel().getVersion().equals("v" + own))
            .filter(version -> !book.promoted().equals(java.util.Optional.of(version)))
            .limit(keep)
            .toList();
    List<ModelVersion> expected = new ArrayList<>(book.promoted().stream().toList());
    expected.addAll(before);
    assertThat(wanted).isEqualTo(expected);
  }
}
