package io.hone.schemas.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamespaceTest {
  @Test
  void shouldPutTheRunBeforeTheTopic() {
    String name = new Namespace("main").topic(Topic.CALLS_META_JUDGE);

    assertThat(name).isEqualTo("hone.main.calls.meta-judge");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", "A", "a b", "a.b", "../x", "ä"})
  void shouldRefuseARunThatIsNoTopicName(String run) {
    assertThatThrownBy(() -> new Namespace(run))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + run + "'");
  }
}
