package io.hone.models.scripted;

/**
 * How often a scripted model does not do what it should. Shares of requests, in [0, 1], at most 1
 * in sum; garbage is a share of the samples of the requests that are answered.
 *
 * @param transientShare fails as transient; drawn anew each time the same request comes
 * @param permanentShare fails as permanent, each time
 * @param tooLongShare fails as too long, each time
 * @param silentShare never answers, each time
 * @param garbageShare says what no parser takes
 */
public record Faults(
    double transientShare,
    double permanentShare,
    double tooLongShare,
    double silentShare,
    double garbageShare) {

  /** Never. */
  public static final Faults NONE = new Faults(0, 0, 0, 0, 0);

  public Faults {
    require(transientShare);
    require(permanentShare);
    require(tooLongShare);
    require(silentShare);
    require(garbageShare);
    require(transientShare + permanentShare + tooLongShare + silentShare);
  }

  /** Only transient failures. */
  public static Faults ofTransient(double share) {
    return new Faults(share, 0, 0, 0, 0);
  }

  private static void require(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "Faults: a share, or their sum, is " + share + "; it must be of 0 to 1.");
    }
  }
}
