package io.hone.models.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Text that grows token by token, for one thread. What {@link #text} gives is what decoding all
 * tokens at once gives, up to the first stop text; a character whose bytes have not all come shows
 * as U+FFFD.
 *
 * <p>Decoding all tokens at each step would be quadratic. A step decodes the last few only: from
 * the last place but one where a character was complete, so that what a decoder does at a text's
 * beginning does not show.
 */
public final class GeneratedText {
  private final Tokenizer tokenizer;
  private final List<String> stop;
  private final int longestStop;

  private final List<Integer> ids = new ArrayList<>();
  private final StringBuilder complete = new StringBuilder();
  private String rest = "";
  private int from;
  private int completeIds;
  private int cut = -1;

  GeneratedText(Tokenizer tokenizer, List<String> stop) {
    this.tokenizer = tokenizer;
    this.stop = List.copyOf(stop);
    this.longestStop = stop.stream().mapToInt(String::length).max().orElse(0);
  }

  /**
   * Adds a token; special ones add no text.
   *
   * @return whether a stop text has been reached; the text then ends before it and stays so
   */
  public boolean append(int token) {
    if (cut >= 0 || tokenizer.isSpecial(token)) {
      return cut >= 0;
    }
    ids.add(token);
    int searchFrom = Math.max(0, complete.length() - longestStop + 1);
    String before = tokenizer.decode(ids.subList(from, completeIds));
    String all = tokenizer.decode(ids.subList(from, ids.size()));
    if (all.startsWith(before)) {
      rest = all.substring(before.length());
    } else { // a decoder that looks further back than we thought: decode from the beginning
      complete.setLength(0);
      from = 0;
      completeIds = 0;
      searchFrom = 0;
      rest = tokenizer.decode(ids);
    }
    if (!rest.isEmpty() && !rest.endsWith("\uFFFD") && !tokenizer.isByte(token)) {
      complete.append(rest);
      rest = "";
      from = completeIds;
      completeIds = ids.size();
    }
    return reachedStop(searchFrom);
  }

  private boolean reachedStop(int searchFrom) {
    if (stop.isEmpty()) {
      return false;
    }
    String tail = complete.substring(searchFrom) + rest;
    for (String text : stop) {
      int at = tail.indexOf(text);
      if (at >= 0 && (cut < 0 || searchFrom + at < cut)) {
        cut = searchFrom + at;
      }
    }
    return cut >= 0;
  }

  /** The text so far. */
  public String text() {
    String all = complete + rest;
    return cut >= 0 ? all.substring(0, cut) : all;
  }
}
