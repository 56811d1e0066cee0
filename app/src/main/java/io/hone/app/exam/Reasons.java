package io.hone.app.exam;

import io.hone.event.Measure;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Why a version is promoted, for people. */
final class Reasons {
  private static final List<String> DECISIVE =
      List.of(Measures.WIN_RATE, Measures.ACTOR, Measures.JUDGE);

  private Reasons() {}

  static String promoted(Map<String, Measure> measures, String before) {
    if (measures.isEmpty()) {
      return "nothing was measured, because neither exam.prompts nor exam.world is set";
    }
    String figures =
        DECISIVE.stream()
            .flatMap(
                name ->
                    Optional.ofNullable(measures.get(name))
                        .map(found -> Measures.told(name, found))
                        .stream())
            .collect(Collectors.joining(", "));
    return "no rule objects: " + figures + ", against " + before;
  }
}
