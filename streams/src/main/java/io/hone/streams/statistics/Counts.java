package io.hone.streams.statistics;

/** Names of counts and sums; docs/statistics.md says what each is. */
public final class Counts {
  public static final String CALLS = "calls";
  public static final String COMPLETIONS = "completions";

  /** Before the kind of failure, e.g. {@code failed.timeout}. */
  public static final String FAILED = "failed.";

  public static final String TOKENS_PROMPT = "tokens.prompt";
  public static final String TOKENS_COMPLETION = "tokens.completion";
  public static final String RESPONSES = "responses";
  public static final String RESPONSES_DUPLICATE = "responses.duplicate";

  /** Before the status, e.g. {@code judgements.unparsable}. */
  public static final String JUDGEMENTS = "judgements.";

  /** Before the winner, e.g. {@code verdicts.first}. */
  public static final String VERDICTS = "verdicts.";

  public static final String PROMPTS = "prompts";
  public static final String PAIRED = "outcomes.paired";

  /** Before the reason. */
  public static final String NO_PAIR = "outcomes.no_pair.";

  /** Before the reason. */
  public static final String DEAD = "outcomes.dead.";

  /** Before the kind, e.g. {@code pairs.actor}. */
  public static final String PAIRS = "pairs.";

  public static final String SCORE_PAIRS = "score.pairs";
  public static final String SCORE_PAIRS_EQUAL = "score.pairs.equal";

  /** A sum: of half the squared differences. */
  public static final String SCORE_PAIRS_VARIANCE = "score.pairs.variance";

  public static final String LENGTH_SCORE_RESPONSES = "length_score.responses";

  /** A sum, as the next two. */
  public static final String LENGTH_SCORE_XX = "length_score.xx";

  public static final String LENGTH_SCORE_XY = "length_score.xy";
  public static final String LENGTH_SCORE_YY = "length_score.yy";
  public static final String HIGHER_WINS = "higher.wins";
  public static final String HIGHER_LOSES = "higher.loses";
  public static final String ORDERS_CONSISTENT = "orders.consistent";
  public static final String ORDERS_CONTRADICTING = "orders.contradicting";
  public static final String LATE = "late";
  public static final String UNREADABLE = "unreadable";

  private Counts() {}
}
