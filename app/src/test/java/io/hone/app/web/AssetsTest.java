package io.hone.app.web;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssetsTest {
  /** A class file lies there, and is none of the types that a page needs. */
  @ParameterizedTest
  @ValueSource(strings = {"missing.html", "Assets.class"})
  void shouldServeOnlyFilesThatAreThereAndOfAKnownType(String name) {
    assertThatThrownBy(() -> Assets.read(Assets.class, name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name);
  }

  @Test
  void shouldRefuseAFolderThatDoesNotSayWhatIsServed() {
    assertThatThrownBy(() -> Assets.routes(Assets.class, "nowhere", "/"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nowhere/files.txt");
  }
}
