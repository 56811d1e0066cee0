package io.hone.app.doctor;

/**
 * What one check found.
 *
 * @param check what was looked at
 * @param health how it is
 * @param found what was found, with its value
 * @param remedy what to do; empty if nothing
 */
public record Finding(String check, Health health, String found, String remedy) {
  /** How it is. */
  public enum Health {
    /** Well. */
    OK,
    /** Works, but is worth knowing. */
    WARN,
    /** Does not work. */
    FAIL
  }

  static Finding ok(String check, String found) {
    return new Finding(check, Health.OK, found, "");
  }

  static Finding warn(String check, String found, String remedy) {
    return new Finding(check, Health.WARN, found, remedy);
  }

  static Finding fail(String check, String found, String remedy) {
    return new Finding(check, Health.FAIL, found, remedy);
  }
}
