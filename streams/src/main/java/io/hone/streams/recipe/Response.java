package io.hone.streams.recipe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An answer of the actor.
 *
 * @param id derived from where it was read
 * @param drawn where it was read from
 * @param standsFor the id of the first response of the same text: its own, unless it is a duplicate
 */
public record Response(String id, Drawn drawn, String standsFor) implements Finding {
  /** A response that stands for itself. */
  public Response(Drawn drawn) {
    this(drawn, drawn.id("r"));
  }

  private Response(Drawn drawn, String id) {
    this(id, drawn, id);
  }

  /** Duplicates marked; the first of equal texts stands for all. */
  public static List<Response> markDuplicates(List<Response> responses) {
    Map<String, String> first = new HashMap<>();
    List<Response> marked = new ArrayList<>();
    for (Response response : responses) {
      String stands = first.computeIfAbsent(response.text().strip(), text -> response.id());
      marked.add(new Response(response.id(), response.drawn(), stands));
    }
    return marked;
  }

  public String text() {
    return drawn.text();
  }

  /** In Unicode code points: what length control measures. */
  public int length() {
    return text().codePointCount(0, text().length());
  }

  public boolean duplicate() {
    return !standsFor.equals(id());
  }

  public boolean blank() {
    return text().isBlank();
  }
}
