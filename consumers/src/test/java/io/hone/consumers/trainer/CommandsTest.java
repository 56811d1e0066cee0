package io.hone.consumers.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.event.Artifact;
import io.hone.event.ControlKind;
import io.hone.event.ModelState;
import io.hone.event.ModelVersion;
import io.hone.schemas.versions.VersionBook;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What commands change, and what is done next. */
class CommandsTest {
  private static ModelVersion trained(String name, String parent, ModelState state) {
    ModelVersion version = Facts.version(name, parent, state);
    version.setArtifact(new Artifact("file:///store/" + name, List.of()));
    return version;
  }

  private static final VersionBook BOOK =
      VersionBook.of(
          List.of(
              Facts.version("base", null, ModelState.RETIRED),
              trained("v1", "base", ModelState.RETIRED),
              trained("v2", "v1", ModelState.PROMOTED),
              trained("v3", "v2", ModelState.REJECTED),
              Facts.version("v4", "v2", ModelState.REJECTED)));

  private static VersionBook after(VersionBook book, ControlKind kind, @Nullable String target) {
    Obedience obedience =
        Obedience.to(Facts.command("c", "main", kind, target), book, Facts.NOON.plusSeconds(1));
    for (ModelVersion each : obedience.records()) book = book.with(each);
    return book;
  }

  private static ModelState state(VersionBook book, String version) {
    return book.find(version).orElseThrow().getState();
  }

  @Test
  void shouldPromoteAnyVersionThatHasWeights() {
    VersionBook book = after(BOOK, ControlKind.PROMOTE, "v3");

    assertThat(book.promoted().orElseThrow().getModel().getVersion()).isEqualTo("v3");
    assertThat(book.promoted().orElseThrow().getReason()).isEqualTo("promoted by ann: a test");
    assertThat(state(book, "v2")).isEqualTo(ModelState.RETIRED);
    assertThat(book.in(ModelState.PROMOTED)).hasSize(1);
  }

  @Test
  void shouldStillSayWhyAVersionWasPromotedWhenItIsRetired() {
    VersionBook book = after(after(BOOK, ControlKind.PROMOTE, "v3"), ControlKind.PROMOTE, "v1");

    assertThat(book.find("v3").orElseThrow().getReason())
        .isEqualTo("promoted by ann: a test; then v1 took over");
  }

  @Test
  void shouldRollBackToTheNearestAncestorThatWasNotThrownOut() {
    VersionBook once = after(BOOK, ControlKind.ROLLBACK, null);
    VersionBook twice = after(once, ControlKind.ROLLBACK, "v1");

    assertThat(once.promoted().orElseThrow().getModel().getVersion()).isEqualTo("v1");
    assertThat(state(once, "v2")).isEqualTo(ModelState.ROLLED_BACK);
    assertThat(twice.promoted().orElseThrow().getModel().getVersion()).isEqualTo("base");
    assertThat(state(twice, "v1")).isEqualTo(ModelState.ROLLED_BACK);
  }

  @Test
  void shouldPromoteTheBaseAgain() {
    VersionBook book = after(BOOK, ControlKind.PROMOTE, "base");

    assertThat(state(book, "base")).isEqualTo(ModelState.PROMOTED);
  }

  @ParameterizedTest
  @CsvSource({
    "PROMOTE, v2, v2 is promoted already",
    "PROMOTE, v4, v4 has no weights",
    "PROMOTE, v7, 'there is no version ''v7''; there are base, v1, v2, v3, v4'",
    "REJECT, v2, ./hone rollback",
    "ROLLBACK, v1, 'v2 is promoted, not v1'"
  })
  void shouldRefuseInOneSentence(ControlKind kind, String target, String sentence) {
    Obedience obedience = Obedience.to(Facts.command("c", "main", kind, target), BOOK, Facts.NOON);

    assertThat(obedience.records()).isEmpty();
    assertThat(obedience.refusal().orElseThrow()).contains(sentence);
  }

  @Test
  void shouldObeyACommandOnceAndOnlyThoseOfItsRun() {
    Orders orders = new Orders("main");

    assertThat(orders.take(Facts.command("1", "main", ControlKind.PAUSE, null))).isTrue();
    assertThat(orders.take(Facts.command("2", "main", ControlKind.RESUME, null))).isTrue();
    assertThat(orders.take(Facts.command("1", "main", ControlKind.PAUSE, null))).isFalse();
    assertThat(orders.take(Facts.command("3", "other", ControlKind.PAUSE, null))).isFalse();
    assertThat(orders.paused()).isFalse();
  }

  @Test
  void shouldFollowFromTheVersionsWhatIsDoneNext() {
    ModelVersion candidate = trained("v5", "v2", ModelState.CANDIDATE);
    VersionBook rolledBack =
        BOOK.with(trained("v2", "v1", ModelState.ROLLED_BACK))
            .with(trained("v1", "base", ModelState.PROMOTED));

    assertThat(Task.next(VersionBook.EMPTY, false)).isEqualTo(new Task.Begin());
    assertThat(Task.next(BOOK, true)).isEqualTo(new Task.Pause());
    assertThat(Task.next(BOOK, false)).isEqualTo(new Task.Collect(BOOK.find("v2").orElseThrow()));
    assertThat(Task.next(BOOK.with(candidate), false)).isEqualTo(new Task.Examine(candidate));
    assertThat(Task.next(rolledBack.with(candidate), false))
        .isEqualTo(new Task.Reject(candidate, "its ancestor v2 was rolled back"));
    assertThat(Task.next(BOOK.with(trained("v2", "v1", ModelState.RETIRED)), false))
        .isInstanceOf(Task.Stuck.class);
  }

  @Test
  void shouldDateEveryAnnouncementAfterTheOnesBefore() {
    assertThat(Announcements.after(BOOK, Facts.NOON.minusSeconds(60)))
        .isEqualTo(Facts.NOON.plusMillis(1));
    assertThat(Announcements.after(BOOK, Facts.NOON.plusSeconds(60)))
        .isEqualTo(Facts.NOON.plusSeconds(60));
  }
}
