package io.hone.models.scripted;

/**
 * What a {@link ScriptedModel} does.
 *
 * @param seed two models of one script and seed answer every request alike
 * @param answer what it says
 * @param latency how long it takes
 * @param faults how often it fails
 * @param capacity how many samples it says to work on at a time; it does not enforce it
 */
public record Script(long seed, Answer answer, Latency latency, Faults faults, int capacity) {

  public Script {
    if (capacity < 1) {
      throw new IllegalArgumentException(
          "Script: capacity is " + capacity + "; it must be 1 or more.");
    }
  }

  /** Answers at once, without a fault; capacity 256. */
  public static Script of(long seed, Answer answer) {
    return new Script(seed, answer, Latency.NONE, Faults.NONE, 256);
  }

  /** The three parts of Meta-Rewarding, told apart by what their templates ask to end in. */
  public static Script metaRewarding(long seed) {
    return of(seed, Answers.metaRewarding(Answers::partByClosing));
  }

  public Script withLatency(Latency value) {
    return new Script(seed, answer, value, faults, capacity);
  }

  public Script withFaults(Faults value) {
    return new Script(seed, answer, latency, value, capacity);
  }

  public Script withCapacity(int value) {
    return new Script(seed, answer, latency, faults, value);
  }
}
