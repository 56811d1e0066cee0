package io.hone.app.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CompatibilityTest {
  private static final List<String> TEXTS =
      List.of(
          "\"int\"",
          "\"long\"",
          "\"string\"",
          "[\"null\",\"int\"]",
          "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\",\"B\"]}",
          "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\"]}",
          "{\"type\":\"fixed\",\"name\":\"F\",\"size\":4}",
          "{\"type\":\"fixed\",\"name\":\"F\",\"size\":8}",
          Schemas.ONE,
          Schemas.TWO,
          Schemas.REQUIRES_MORE);

  @ParameterizedTest
  @EnumSource(Level.class)
  void shouldAgreeWithAvroOnEveryPairAndLevel(Level level) {
    for (String first : TEXTS) {
      for (String second : TEXTS) {
        for (String next : TEXTS) {
          assertThat(Compatibility.problems(avro(next), versions(first, second), level).isEmpty())
              .as("%s: %s, %s, then %s", level, first, second, next)
              .isEqualTo(expected(level, first, second, next));
        }
      }
    }
  }

  @Test
  void shouldSayWhatConfluentSays() {
    List<String> problems =
        Compatibility.problems(avro(Schemas.REQUIRES_MORE), versions(Schemas.ONE), Level.BACKWARD);

    assertThat(problems)
        .containsExactly(
            "{errorType:'READER_FIELD_MISSING_DEFAULT_VALUE', description:'The field 'req' at path"
                + " '/fields/1' in the new schema has no default value and is missing in the old"
                + " schema', additionalInfo:'req'}",
            "{oldSchemaVersion: 1}",
            "{oldSchema: '" + avro(Schemas.ONE) + "'}",
            "{compatibility: 'BACKWARD'}");
  }

  @Test
  void shouldAllowFirstVersionUnderEveryLevel() {
    for (Level level : Level.values()) {
      assertThat(Compatibility.problems(avro("\"int\""), List.of(), level)).isEmpty();
    }
  }

  private static boolean expected(Level level, String first, String second, String next) {
    return switch (level) {
      case NONE -> true;
      case BACKWARD -> reads(next, second);
      case BACKWARD_TRANSITIVE -> reads(next, second) && reads(next, first);
      case FORWARD -> reads(second, next);
      case FORWARD_TRANSITIVE -> reads(second, next) && reads(first, next);
      case FULL -> reads(next, second) && reads(second, next);
      case FULL_TRANSITIVE ->
          reads(next, second) && reads(second, next) && reads(next, first) && reads(first, next);
    };
  }

  private static boolean reads(String reader, String writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(avro(reader), avro(writer)).getType()
        == SchemaCompatibilityType.COMPATIBLE;
  }

  private static List<SchemaVersion> versions(String... texts) {
    java.util.List<SchemaVersion> versions = new java.util.ArrayList<>();
    for (String text : texts) {
      int n = versions.size() + 1;
      versions.add(new SchemaVersion("s", n, n, avro(text).toString(), false));
    }
    return versions;
  }

  private static Schema avro(String text) {
    return new Schema.Parser().parse(text);
  }
}
