package io.hone.consumers.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hone.event.ChatMessage;
import io.hone.event.ChatRole;
import io.hone.event.ContentKind;
import io.hone.event.ContentPart;
import io.hone.event.PairKind;
import io.hone.event.PreferencePair;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Which pairs are exported, and that the counts add up. */
class PairExportTest {
  private static final List<PairKind> KINDS =
      List.of(PairKind.ACTOR, PairKind.JUDGE, PairKind.SUPERVISED);

  private static final class Kept implements PairFile {
    private final List<PreferencePair> pairs = new ArrayList<>();

    @Override
    public void write(PreferencePair pair) {
      pairs.add(pair);
    }

    @Override
    public void close() {}
  }

  private static PairExport.Report export(Kept kept, Wanted wanted, List<PreferencePair> pairs)
      throws IOException {
    PairExport export = new PairExport(wanted, kept);
    for (PreferencePair pair : pairs) export.take(pair);
    return export.report();
  }

  @Property(tries = 300)
  void shouldAccountForEveryRecord(
      @ForAll @Size(max = 40) List<@IntRange(min = 0, max = 35) Integer> numbers,
      @ForAll boolean judgeOnly,
      @ForAll boolean firstOnly)
      throws IOException {
    List<PreferencePair> pairs =
        numbers.stream()
            .map(n -> Pairs.pair(n / 6, KINDS.get(n % 3), n / 3 % 2 == 0 ? "v1" : "v2"))
            .toList();
    Wanted wanted =
        new Wanted(
            judgeOnly ? Set.of(PairKind.JUDGE) : Set.of(),
            firstOnly ? Optional.of("v1") : Optional.empty());
    Kept kept = new Kept();

    PairExport.Report report = export(kept, wanted, pairs);

    List<PreferencePair> expected =
        pairs.stream()
            .filter(p -> p.getKind() != PairKind.SUPERVISED)
            .filter(p -> !judgeOnly || p.getKind() == PairKind.JUDGE)
            .filter(p -> !firstOnly || p.getPolicy().getVersion().equals("v1"))
            .distinct()
            .toList();
    assertThat(kept.pairs).isEqualTo(expected);
    assertThat(report.exported()).isEqualTo(expected.size());
    assertThat(report.supervised())
        .isEqualTo(pairs.stream().filter(p -> p.getKind() == PairKind.SUPERVISED).count());
    assertThat(
            report.exported()
                + report.repeated()
                + report.otherKind()
                + report.otherVersion()
                + report.supervised()
                + report.withImages())
        .isEqualTo(report.read())
        .isEqualTo(pairs.size());
  }

  @Test
  void shouldExportExamplesAlone() throws IOException {
    Kept kept = new Kept();
    List<PreferencePair> pairs =
        List.of(Pairs.pair(1, PairKind.ACTOR, "v1"), Pairs.pair(1, PairKind.SUPERVISED, "v1"));

    export(kept, new Wanted(Set.of(PairKind.SUPERVISED), Optional.empty()), pairs);

    assertThat(kept.pairs).containsExactly(pairs.get(1));
  }

  @Test
  void shouldNotMixExamplesAndPairs() {
    assertThatThrownBy(
            () -> new Wanted(Set.of(PairKind.SUPERVISED, PairKind.ACTOR), Optional.empty()))
        .hasMessageContaining("export them alone");
  }

  @Test
  void shouldLeaveOutWhatHoldsImages() throws IOException {
    PreferencePair pair = Pairs.pair(1, PairKind.ACTOR, "v1");
    ContentPart image = new ContentPart(ContentKind.IMAGE, null, "image/png", "file:///a", "0");
    pair.setMessages(List.of(new ChatMessage(ChatRole.USER, List.of(image))));
    Kept kept = new Kept();

    PairExport.Report report = export(kept, new Wanted(Set.of(), Optional.empty()), List.of(pair));

    assertThat(kept.pairs).isEmpty();
    assertThat(report.withImages()).isEqualTo(1);
  }
}
