package io.hone.models.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** JSON with Python's spaces, as transformers' {@code tojson} writes it. */
final class PythonJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private PythonJson() {}

  static String write(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(e -> write(String.valueOf(e.getKey())) + ": " + write(e.getValue()))
              .collect(Collectors.joining(", ", "{", "}"));
      case List<?> list ->
          list.stream().map(PythonJson::write).collect(Collectors.joining(", ", "[", "]"));
      case null -> "null";
      case Number number -> number.toString();
      case Boolean flag -> flag.toString();
      default -> {
        try {
          yield JSON.writeValueAsString(value.toString());
        } catch (JsonProcessingException e) {
          throw new IllegalStateException(e); // a text is always written
        }
      }
    };
  }
}
