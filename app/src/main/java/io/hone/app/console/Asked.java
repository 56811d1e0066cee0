package io.hone.app.console;

import com.fasterxml.jackson.databind.JsonNode;
import io.hone.app.records.Spelling;
import io.hone.app.web.Refusal;
import io.hone.app.web.Request;

/** Reads what a request asks for, and refuses what cannot be meant. */
final class Asked {
  private static final int LONGEST_NAME = 100;
  private static final int LONGEST_REASON = 500;

  private Asked() {}

  /**
   * A whole number of the query.
   *
   * @throws Refusal 400 if it is none between least and most
   */
  static int whole(Request request, String name, int otherwise, int least, int most) {
    String text = request.first(name).orElse(Integer.toString(otherwise));
    try {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) return value;
    } catch (NumberFormatException e) {
      // Refused below.
    }
    throw Refusal.wrong(
        "%s is '%s': take a whole number from %d to %d"
            .formatted(name, Words.beginning(text, LONGEST_NAME), least, most));
  }

  /** A constant of the query, in lower case. */
  static <E extends Enum<E>> E constant(Request request, String name, E otherwise) {
    String text = request.first(name).orElse(Spelling.of(otherwise));
    for (E constant : otherwise.getDeclaringClass().getEnumConstants()) {
      if (Spelling.of(constant).equals(text)) return constant;
    }
    throw Refusal.wrong(
        "%s is '%s', which is not known".formatted(name, Words.beginning(text, LONGEST_NAME)));
  }

  /** Who orders something. */
  static String by(JsonNode body) {
    String by = body.path("by").asText("").strip();
    if (by.isEmpty() || by.length() > LONGEST_NAME) {
      throw Refusal.wrong("by must name who orders this, in 1 to 100 characters");
    }
    return by;
  }

  /** The reason given for something that is ordered. */
  static String why(JsonNode body) {
    String why = body.path("why").asText("").strip();
    if (why.length() > LONGEST_REASON) {
      throw Refusal.wrong("why has more than 500 characters: say it shorter");
    }
    return why;
  }

  /**
   * A text of the body.
   *
   * @throws Refusal 400 if there is none
   */
  static String text(JsonNode body, String name) {
    JsonNode value = body.path(name);
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw Refusal.wrong(name + " is missing: give it as text");
    }
    return value.textValue();
  }
}
