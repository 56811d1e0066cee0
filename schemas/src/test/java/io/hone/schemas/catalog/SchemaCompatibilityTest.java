package io.hone.schemas.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaCompatibilityTest {
  private static final String BASE =
      """
      {"type": "record", "name": "E", "fields": [
        {"name": "id", "type": "string"},
        {"name": "kind", "type": {"type": "enum", "name": "K", "symbols": ["UNKNOWN", "A"], "default": "UNKNOWN"}},
        {"name": "note", "type": "string", "default": ""}]}
      """;

  static Stream<String> events() {
    return ReleasedSchemas.current().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("events")
  void shouldStayCompatibleBothWaysWithTheLastRelease(String event) {
    Schema released = ReleasedSchemas.latest().get(event);

    List<String> problems =
        released == null ? List.of() : ReleasedSchemas.problems(released, current(event));

    assertThat(problems)
        .as("%s against the last release; see CONTRIBUTING, 'Add or change a schema'", event)
        .isEmpty();
  }

  @Test
  void shouldKeepEveryReleasedEvent() {
    assertThat(ReleasedSchemas.current().keySet()).containsAll(ReleasedSchemas.latest().keySet());
  }

  static Stream<String> plantedViolations() {
    return Stream.of(
        BASE.replace(
            "\"type\": \"string\", \"default\": \"\"", "\"type\": \"long\", \"default\": 0"),
        BASE.replace("{\"name\": \"id\", \"type\": \"string\"},", ""),
        BASE.replace("\"fields\": [", "\"fields\": [{\"name\": \"needed\", \"type\": \"int\"},"),
        BASE.replace(", \"A\"]", "]").replace(", \"default\": \"UNKNOWN\"", ""));
  }

  @ParameterizedTest
  @MethodSource("plantedViolations")
  void shouldRefuseAPlantedViolation(String changed) {
    List<String> problems = ReleasedSchemas.problems(parse(BASE), parse(changed));

    assertThat(problems).isNotEmpty();
  }

  @Test
  void shouldAllowAnEnumToGrowAndAFieldWithADefaultToCome() {
    String grown =
        BASE.replace("\"A\"]", "\"A\", \"B\"]")
            .replace(
                "\"fields\": [",
                "\"fields\": [{\"name\": \"n\", \"type\": \"int\", \"default\": 0},");

    List<String> problems = ReleasedSchemas.problems(parse(BASE), parse(grown));

    assertThat(problems).isEmpty();
  }

  /** Not a check: writes today's contracts as a release. CONTRIBUTING tells when. */
  @Test
  @EnabledIfSystemProperty(named = "hone.schemas.release", matches = ".+")
  void shouldWriteTheRelease() throws IOException {
    Path release =
        Files.createDirectories(
            ReleasedSchemas.folder().resolve(System.getProperty("hone.schemas.release")));
    for (Map.Entry<String, Schema> event : ReleasedSchemas.current().entrySet()) {
      Files.writeString(release.resolve(event.getKey() + ".avsc"), pretty(event.getValue()));
    }
    assertThat(release).isNotEmptyDirectory();
  }

  private static Schema current(String event) {
    return Objects.requireNonNull(ReleasedSchemas.current().get(event));
  }

  private static String pretty(Schema schema) throws IOException {
    ObjectMapper json = new ObjectMapper();
    return json.readTree(schema.toString()).toPrettyString() + "\n";
  }

  private static Schema parse(String text) {
    return new Schema.Parser().parse(text);
  }
}
