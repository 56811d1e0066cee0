package io.hone.app.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NormalizeTest {
  private static final String ONE_ORDER =
      "{\"type\":\"record\",\"name\":\"R\",\"doc\":\"kept\",\"fields\":[{\"name\":\"m\",\"type\":{\"type\":\"map\",\"values\":\"int\",\"y\":1,\"x\":{\"b\":1,\"a\":2}},\"default\":{\"q\":1,\"p\":2}},{\"name\":\"a\",\"type\":\"int\",\"aliases\":[\"z\",\"y\"]}],\"zz\":[2,1],\"aa\":true}";
  private static final String OTHER_ORDER =
      "{\"aa\":true,\"zz\":[2,1],\"fields\":[{\"type\":{\"values\":\"int\",\"type\":\"map\",\"x\":{\"a\":2,\"b\":1},\"y\":1},\"name\":\"m\",\"default\":{\"p\":2,\"q\":1}},{\"name\":\"a\",\"aliases\":[\"y\",\"z\"],\"type\":\"int\"}],\"doc\":\"kept\",\"name\":\"R\",\"type\":\"record\"}";

  private EmbeddedRegistry registry;
  private RegistryHttp http;

  @BeforeEach
  void start() throws Exception {
    registry =
        EmbeddedRegistry.start(new RegistryOptions("none:1", 0, (short) 1), new InMemoryStorage());
    http = RegistryHttp.of(registry);
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  private String normalized(String subject, String schema) {
    return http.postSchema("/subjects/" + subject + "/versions?normalize=true", schema);
  }

  @Test
  void shouldTellOrdersApartOnlyWithoutNormalize() {
    assertThat(http.register("plain", ONE_ORDER)).isEqualTo("200 {\"id\":1}");
    assertThat(http.register("plain", OTHER_ORDER)).isEqualTo("200 {\"id\":2}");
    assertThat(normalized("normal", ONE_ORDER)).isEqualTo("200 {\"id\":2}");
    assertThat(normalized("normal", OTHER_ORDER)).isEqualTo("200 {\"id\":2}");
    assertThat(http.get("/subjects/normal/versions")).isEqualTo("200 [1]");
  }

  @Test
  void shouldFindWhatWasRegisteredInAnotherOrder() {
    http.register("s", ONE_ORDER);

    assertThat(normalized("s", OTHER_ORDER)).isEqualTo("200 {\"id\":1}");
    assertThat(http.postSchema("/subjects/s", OTHER_ORDER)).contains("40403");
    assertThat(http.postSchema("/subjects/s?normalize=true", OTHER_ORDER))
        .contains("\"version\":1", "\"id\":1");
  }

  @Test
  void shouldKeepEverythingButTheOrder() {
    normalized("s", ONE_ORDER);

    assertThat(http.get("/schemas/ids/1/schema"))
        .isEqualTo(
            "200 {\"type\":\"record\",\"name\":\"R\",\"doc\":\"kept\",\"fields\":[{\"name\":\"m\",\"type\":{\"type\":\"map\",\"values\":\"int\",\"x\":{\"a\":2,\"b\":1},\"y\":1},\"default\":{\"p\":2,\"q\":1}},{\"name\":\"a\",\"type\":\"int\",\"aliases\":[\"y\",\"z\"]}],\"aa\":true,\"zz\":[2,1]}");
  }

  @Test
  void shouldTellSchemasApartThatDifferInMoreThanOrder() {
    normalized("a", ONE_ORDER);

    assertThat(normalized("b", ONE_ORDER.replace("[2,1]", "[1,2]"))).isEqualTo("200 {\"id\":2}");
    assertThat(normalized("c", ONE_ORDER.replace("kept", "other"))).isEqualTo("200 {\"id\":3}");
  }

  @Test
  void shouldLeaveValuesAlone() {
    String schema =
        "{\"type\":\"record\",\"name\":\"D\",\"fields\":[{\"name\":\"d\",\"type\":{\"type\":\"map\",\"values\":{\"type\":\"array\",\"items\":\"string\"}},\"default\":{\"aliases\":[\"z\",\"y\"]}}]}";
    normalized("s", schema);

    assertThat(http.get("/schemas/ids/1/schema")).isEqualTo("200 " + schema);
  }

  @Test
  void shouldRefuseTheSettingThatItDoesNotKeep() {
    assertThat(http.put("/config/s", "{\"normalize\":true,\"compatibility\":\"FULL\"}"))
        .startsWith("422")
        .contains("?normalize=true");
    assertThat(http.get("/config/s")).contains("40408");
  }
}
