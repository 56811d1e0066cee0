package io.hone.consumers.calls;

import java.util.Arrays;
import java.util.Optional;

/**
 * What a committed offset cannot say by itself, as the text of its metadata: which records behind
 * it are done already, and how often each of the others has been begun. Kafka keeps it with the
 * offset, in one record and under the same fencing.
 *
 * <p>Form: {@code hone1 } and, from the committed offset on, one symbol per offset, with a count
 * before it where it stands several times in a row: {@code .} done, {@code -} not begun, {@code a}
 * begun once, {@code b} twice, up to {@code z}.
 */
final class ProgressNote {
  static final int DONE = -1;

  /**
   * The most offsets of a note. A symbol takes at most one character, and a broker refuses metadata
   * above 4096 bytes (offset.metadata.max.bytes).
   */
  static final int MOST = 4_000;

  private static final String HEAD = "hone1 ";
  private static final int LETTERS = 26;

  private ProgressNote() {}

  /**
   * @param marks one for each offset: {@link #DONE}, or how often it was begun
   */
  static String encode(int[] marks) {
    int end = marks.length;
    while (end > 0 && marks[end - 1] == 0) end--;
    if (end > MOST) {
      throw new IllegalArgumentException(
          "A note of " + end + " offsets does not fit an offset's metadata: keep to " + MOST + ".");
    }
    if (end == 0) return "";
    StringBuilder text = new StringBuilder(HEAD);
    for (int from = 0; from < end; ) {
      int to = from + 1;
      while (to < end && marks[to] == marks[from]) to++;
      if (to - from > 1) text.append(to - from);
      text.append(symbol(marks[from]));
      from = to;
    }
    return text.toString();
  }

  private static char symbol(int mark) {
    if (mark == DONE) return '.';
    return mark == 0 ? '-' : (char) ('a' + Math.min(mark, LETTERS) - 1);
  }

  /** The marks of a note; empty if it is not one of ours. */
  static Optional<int[]> decode(String text) {
    if (text.isEmpty()) return Optional.of(new int[0]);
    if (!text.startsWith(HEAD)) return Optional.empty();
    int[] marks = new int[MOST];
    int size = 0;
    int count = 0;
    for (int i = HEAD.length(); i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        count = count * 10 + (c - '0');
        if (count > MOST) return Optional.empty();
        continue;
      }
      if (c != '.' && c != '-' && (c < 'a' || c > 'z')) return Optional.empty();
      int times = Math.max(count, 1);
      if (size + times > MOST) return Optional.empty();
      Arrays.fill(marks, size, size + times, c == '.' ? DONE : c == '-' ? 0 : c - 'a' + 1);
      size += times;
      count = 0;
    }
    return count == 0 ? Optional.of(Arrays.copyOf(marks, size)) : Optional.empty();
  }
}
