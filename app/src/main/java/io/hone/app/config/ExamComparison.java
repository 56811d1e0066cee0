package io.hone.app.config;

/** How two responses to one prompt are compared. */
public enum ExamComparison {
  /** Both are shown at once, in either order; only what both orders say counts. */
  PAIRWISE,
  /** Each is scored by itself; the higher mean wins. */
  SCORES
}
