package io.hone.schemas.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ContractTest {
  static Stream<Schema> events() {
    return ReleasedSchemas.current().values().stream();
  }

  @ParameterizedTest
  @MethodSource("events")
  void shouldDocumentEveryTypeAndField(Schema event) {
    List<String> undocumented = new ArrayList<>();

    walk(event, new HashSet<>(), undocumented);

    assertThat(undocumented).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Topic.class)
  void shouldNameTopicsAsKafkaAllows(Topic topic) {
    String name = new Namespace("a-run").topic(topic);

    assertThat(name).matches("[a-z0-9.-]{1,249}");
  }

  private static void walk(Schema schema, Set<String> seen, List<String> undocumented) {
    switch (schema.getType()) {
      case RECORD -> {
        if (!seen.add(schema.getFullName())) return;
        if (schema.getDoc() == null) undocumented.add(schema.getFullName());
        for (Schema.Field field : schema.getFields()) {
          if (field.doc() == null) undocumented.add(schema.getName() + "." + field.name());
          walk(field.schema(), seen, undocumented);
        }
      }
      case ENUM -> {
        if (schema.getDoc() == null) undocumented.add(schema.getFullName());
        if (!"UNKNOWN".equals(schema.getEnumDefault())) {
          undocumented.add(schema.getFullName() + " cannot grow: its default is not UNKNOWN");
        }
      }
      case ARRAY -> walk(schema.getElementType(), seen, undocumented);
      case MAP -> walk(schema.getValueType(), seen, undocumented);
      case UNION -> schema.getTypes().forEach(t -> walk(t, seen, undocumented));
      default -> {}
    }
  }
}
