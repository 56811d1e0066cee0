package io.hone.bench.episodes;

/**
 * What some work took.
 *
 * @param seconds by the clock
 * @param processor seconds of processor time of this process and of the broker
 */
record Spent(double seconds, double processor) {
  /**
   * @param rate records per second
   * @param processor microseconds of processor time for each record
   */
  record Pace(double rate, double processor) {}

  static Spent in(Runnable work) {
    double processorBefore = Workplace.processorSeconds();
    long begun = System.nanoTime();
    work.run();
    return new Spent(
        (System.nanoTime() - begun) / 1e9, Workplace.processorSeconds() - processorBefore);
  }

  Pace over(long records) {
    return new Pace(records / seconds, 1e6 * processor / records);
  }
}
