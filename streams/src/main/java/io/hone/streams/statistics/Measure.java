package io.hone.streams.statistics;

/** The distributions, by their names in {@code moments}. */
public enum Measure {
  LATENCY("latency", Scale.MILLISECONDS),
  QUEUED("queued", Scale.MILLISECONDS),
  RESPONSE_LENGTH("response.length", Scale.CHARACTERS),
  JUDGEMENT_LENGTH("judgement.length", Scale.CHARACTERS),
  SCORE("score", Scale.POINTS),
  CHOSEN_LENGTH("chosen.length", Scale.CHARACTERS),
  REJECTED_LENGTH("rejected.length", Scale.CHARACTERS),
  CHOSEN_SCORE("chosen.score", Scale.POINTS),
  JUDGE_CHOSEN_LENGTH("judge.chosen.length", Scale.CHARACTERS),
  JUDGE_REJECTED_LENGTH("judge.rejected.length", Scale.CHARACTERS),
  JUDGE_CHOSEN_SCORE("judge.chosen.score", Scale.POINTS),
  EPISODE_SECONDS("episode.seconds", Scale.SECONDS);

  private final String key;
  private final Scale scale;

  Measure(String key, Scale scale) {
    this.key = key;
    this.scale = scale;
  }

  /** The name on the topic. */
  public String key() {
    return key;
  }

  Scale scale() {
    return scale;
  }
}
