package io.hone.app.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What somebody may have meant. */
final class Nearest {
  private Nearest() {}

  /** The name that the fewest changes of letters lead to, if at most a third of it changes. */
  static Optional<String> to(String wrong, Collection<String> names) {
    return names.stream()
        .filter(name -> distance(wrong, name) * 3 <= name.length())
        .min(Comparator.comparingInt(name -> distance(wrong, name)));
  }

  /** Levenshtein's. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) row[j] = j;
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
