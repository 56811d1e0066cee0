package io.hone.app.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistryHttpTest {
  private final InMemoryStorage storage = new InMemoryStorage();
  private EmbeddedRegistry registry;
  private RegistryHttp http;

  @BeforeEach
  void start() throws Exception {
    registry = EmbeddedRegistry.start(new RegistryOptions("none:1", 0, (short) 1), storage);
    http = RegistryHttp.of(registry);
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void shouldGiveOneIdToOneSchemaUnderTwoSubjects() {
    assertThat(http.register("a", Schemas.ONE)).isEqualTo("200 {\"id\":1}");
    assertThat(http.register("a", Schemas.ONE)).isEqualTo("200 {\"id\":1}");
    assertThat(http.register("b%2Fc", Schemas.ONE)).isEqualTo("200 {\"id\":1}");
    assertThat(http.register("a", Schemas.TWO)).isEqualTo("200 {\"id\":2}");

    assertThat(http.get("/subjects")).isEqualTo("200 [\"a\",\"b/c\"]");
    assertThat(http.get("/subjects?subjectPrefix=b")).isEqualTo("200 [\"b/c\"]");
    assertThat(http.get("/subjects/a/versions")).isEqualTo("200 [1,2]");
    assertThat(http.get("/schemas/ids/1/subjects")).isEqualTo("200 [\"a\",\"b/c\"]");
    assertThat(http.get("/schemas/ids/2/versions"))
        .isEqualTo("200 [{\"subject\":\"a\",\"version\":2}]");
    assertThat(http.get("/schemas/ids/1/schema")).isEqualTo("200 " + Schemas.ONE);
    assertThat(http.json("/schemas/ids/1").path("schema").asText()).isEqualTo(Schemas.ONE);
    assertThat(http.json("/subjects/a/versions/latest").path("version").asInt()).isEqualTo(2);
    assertThat(http.get("/subjects/a/versions/1/schema")).isEqualTo("200 " + Schemas.ONE);
    assertThat(http.postSchema("/subjects/a", Schemas.ONE)).contains("\"version\":1,\"id\":1");
    assertThat(http.json("/schemas?subjectPrefix=a&latestOnly=true")).hasSize(1);
  }

  @Test
  void shouldRefuseIncompatibleSchemaAndSayWhy() {
    http.register("s", Schemas.ONE);

    assertThat(http.register("s", Schemas.REQUIRES_MORE))
        .startsWith("409 {\"error_code\":409,")
        .contains("earlier schema for subject", "READER_FIELD_MISSING_DEFAULT_VALUE");
    String latest = "/compatibility/subjects/s/versions/latest";
    assertThat(http.postSchema(latest, Schemas.TWO)).isEqualTo("200 {\"is_compatible\":true}");
    assertThat(http.postSchema(latest, Schemas.REQUIRES_MORE))
        .isEqualTo("200 {\"is_compatible\":false}");
    assertThat(http.postSchema(latest + "?verbose=true", Schemas.REQUIRES_MORE))
        .contains(
            "\"is_compatible\":false", "{oldSchemaVersion: 1}", "{compatibility: 'BACKWARD'}");
    assertThat(http.postSchema("/compatibility/subjects/s/versions?verbose=true", Schemas.TWO))
        .isEqualTo("200 {\"is_compatible\":true,\"messages\":[]}");
    assertThat(http.postSchema("/compatibility/subjects/new/versions/latest", Schemas.ONE))
        .isEqualTo("200 {\"is_compatible\":true}");
    assertThat(http.postSchema("/compatibility/subjects/new/versions/1", Schemas.ONE))
        .contains("40401");
  }

  @Test
  void shouldKeepLevels() {
    assertThat(http.get("/config")).isEqualTo("200 {\"compatibilityLevel\":\"BACKWARD\"}");
    assertThat(http.get("/config/s")).startsWith("404 {\"error_code\":40408");
    assertThat(http.get("/config/s?defaultToGlobal=true")).contains("BACKWARD");
    assertThat(http.put("/config/s", "{\"compatibility\":\"full\"}"))
        .isEqualTo("200 {\"compatibility\":\"FULL\"}");
    assertThat(http.get("/config/s")).isEqualTo("200 {\"compatibilityLevel\":\"FULL\"}");
    assertThat(http.put("/config", "{\"compatibility\":\"SOME\"}"))
        .startsWith("422 {\"error_code\":42203");
    assertThat(http.put("/config", "{}")).contains("42203");
    assertThat(http.delete("/config/s")).isEqualTo("200 {\"compatibilityLevel\":\"FULL\"}");
    assertThat(http.delete("/config/s")).contains("40408");
  }

  @Test
  void shouldDeleteSoftlyThenPermanentlyAndNeverReuseAnId() {
    http.register("s", Schemas.ONE);
    http.register("s", Schemas.TWO);

    assertThat(http.delete("/subjects/s?permanent=true")).contains("40405");
    assertThat(http.delete("/subjects/s/versions/1?permanent=true")).contains("40407");
    assertThat(http.delete("/subjects/s/versions/1")).isEqualTo("200 1");
    assertThat(http.delete("/subjects/s/versions/1")).contains("40406");
    assertThat(http.get("/subjects/s/versions")).isEqualTo("200 [2]");
    assertThat(http.get("/subjects/s/versions?deleted=true")).isEqualTo("200 [1,2]");
    assertThat(http.delete("/subjects/s")).isEqualTo("200 [2]");
    assertThat(http.delete("/subjects/s")).contains("40404");
    assertThat(http.get("/subjects")).isEqualTo("200 []");
    assertThat(http.get("/subjects?deleted=true")).isEqualTo("200 [\"s\"]");
    assertThat(http.get("/schemas/ids/2")).startsWith("200");
    assertThat(http.delete("/subjects/s?permanent=true")).isEqualTo("200 [1,2]");
    assertThat(http.get("/schemas/ids/2"))
        .isEqualTo("404 {\"error_code\":40403,\"message\":\"Schema 2 not found\"}");
    assertThat(http.register("s", Schemas.ONE)).isEqualTo("200 {\"id\":3}");
  }

  @Test
  void shouldRefuseWhatItDoesNotUnderstand() {
    assertThat(http.get("/subjects/x/versions"))
        .isEqualTo("404 {\"error_code\":40401,\"message\":\"Subject 'x' not found.\"}");
    http.register("s", Schemas.ONE);
    assertThat(http.get("/subjects/s/versions/9")).contains("40402", "Version 9 not found.");
    assertThat(http.get("/subjects/s/versions/zero")).startsWith("422").contains("42202");
    assertThat(http.postSchema("/subjects/s", Schemas.TWO)).contains("40403");
    assertThat(http.register("s", "{\"type\":\"recrod\"}")).startsWith("422").contains("42201");
    assertThat(http.register("s", "")).contains("Empty schema");
    assertThat(http.post("/subjects/s/versions", "not JSON")).startsWith("400");
    assertThat(http.post("/subjects/s/versions", "{\"schemaType\":\"JSON\",\"schema\":\"{}\"}"))
        .contains("42201", "only AVRO");
    assertThat(
            http.post(
                "/subjects/s/versions",
                "{\"schema\":\"\\\"int\\\"\",\"references\":[{\"name\":\"a\",\"subject\":\"a\",\"version\":1}]}"))
        .contains("42201", "References");
    assertThat(http.get("/nowhere"))
        .isEqualTo("404 {\"error_code\":404,\"message\":\"HTTP 404 Not Found\"}");
    assertThat(http.put("/subjects", "{}")).startsWith("405");
    assertThat(http.put("/mode", "{\"mode\":\"READONLY\"}")).contains("42205");
  }

  @Test
  void shouldRefuseBodyAboveFourMebibytes() {
    String large = " ".repeat(RegistryServer.BODY_LIMIT - 2) + "{}";

    assertThat(http.post("/subjects/s/versions", large)).contains("Empty schema");
    assertThat(http.post("/subjects/s/versions", " " + large))
        .startsWith("413 {\"error_code\":413");
  }

  @Test
  void shouldAnswerHarmlessQuestions() {
    assertThat(http.get("/")).isEqualTo("200 {}");
    assertThat(http.get("/schemas/types")).isEqualTo("200 [\"AVRO\"]");
    assertThat(http.get("/mode")).isEqualTo("200 {\"mode\":\"READWRITE\"}");
    assertThat(http.get("/mode/s?defaultToGlobal=true")).contains("READWRITE");
    assertThat(http.get("/contexts")).isEqualTo("200 [\".\"]");
    assertThat(http.get("/v1/metadata/id")).startsWith("200").contains("schema-registry-cluster");
    assertThat(http.get("/v1/metadata/version")).startsWith("200");
  }
}
