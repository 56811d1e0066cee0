package io.hone.app.config;

/** Who compares a candidate's responses with those of the promoted version. */
public enum ExamJudge {
  /** The promoted version. */
  PROMOTED,
  /** The weights that the run began with, so that every examination has the same judge. */
  BASE
}
