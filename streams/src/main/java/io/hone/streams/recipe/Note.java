package io.hone.streams.recipe;

import java.util.List;

/**
 * What is neither response, judgement nor verdict: a critique, a vote, a tag. It has no event of
 * its own; who wants it reads the completions.
 *
 * @param drawn where it was read from
 * @param about what it is about, in the order shown to the model
 * @param value what the recipe made of it, e.g. the answer voted for; empty if nothing
 */
public record Note(Drawn drawn, List<Finding> about, String value) implements Finding {
  public Note {
    about = List.copyOf(about);
  }

  @Override
  public String id() {
    return drawn.id("n");
  }

  public String text() {
    return drawn.text();
  }
}
