package io.hone.schemas.id;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class ContentIdTest {
  @Property
  void shouldBeTheSameExactlyWhenThePartsAre(
      @ForAll List<String> parts, @ForAll List<String> others) {
    String id = ContentId.of("p", parts);
    String other = ContentId.of("p", others);

    assertThat(id.equals(other)).isEqualTo(parts.equals(others));
    assertThat(id).matches("p-[0-9a-f]{32}");
  }

  @Property
  void shouldNotRunPartsIntoEachOther(@ForAll String a, @ForAll String b) {
    String id = ContentId.of("p", List.of(a, b));

    assertThat(id).isNotEqualTo(ContentId.of("p", List.of(a + b)));
  }
}
