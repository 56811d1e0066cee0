package io.hone.app.loop;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a loop is, as its lines tell: in which round, at what, and how much of that is done.
 *
 * @param round from 1
 * @param done of the stage; 0 where nothing is counted
 */
record Moment(int round, Stage stage, int done) implements Comparable<Moment> {
  private static final Comparator<Moment> ORDER =
      Comparator.comparingInt(Moment::round)
          .thenComparing(Moment::stage)
          .thenComparingInt(Moment::done);

  /** Of a round, in their order, each with how its lines look. */
  enum Stage {
    ANSWERING("round (\\d+) of \\d+ .*answers (\\d+)/"),
    JUDGING("round (\\d+) of \\d+ .*judgements (\\d+)/"),
    TRAINING("training v(\\d+)(?:: (\\d+) of)?"),
    EXAMINING("examining v(\\d+)()"),
    ANNOUNCING("v(\\d+) is (?:promoted|rejected)()");

    private final Pattern pattern;

    Stage(String pattern) {
      this.pattern = Pattern.compile(pattern);
    }
  }

  /** What a line tells; empty if it tells of none. */
  static Optional<Moment> of(String line) {
    Optional<Moment> last = Optional.empty();
    for (Stage stage : Stage.values()) {
      Matcher matcher = stage.pattern.matcher(line);
      if (!matcher.find()) continue;
      String done = matcher.group(2);
      int count = done == null || done.isEmpty() ? 0 : Integer.parseInt(done);
      last = Optional.of(new Moment(Integer.parseInt(matcher.group(1)), stage, count));
    }
    return last;
  }

  /**
   * One of each stage, each in a round that chance takes, in the order in which they come. None is
   * the announcement of the last round, after which a loop ends of itself.
   *
   * @param most how much of a stage's work may be done by then
   */
  static List<Moment> spread(Random random, int rounds, int most) {
    List<Moment> moments = new ArrayList<>();
    for (Stage stage : Stage.values()) {
      int done = stage.compareTo(Stage.TRAINING) <= 0 ? random.nextInt(most) : 0;
      int last = stage == Stage.ANNOUNCING ? rounds - 1 : rounds;
      moments.add(new Moment(1 + random.nextInt(last), stage, done));
    }
    moments.sort(null);
    return moments;
  }

  boolean hasCome(String line) {
    return of(line).filter(now -> compareTo(now) <= 0).isPresent();
  }

  @Override
  public int compareTo(Moment other) {
    return ORDER.compare(this, other);
  }
}
