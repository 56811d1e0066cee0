package io.hone.streams.account;

import io.hone.event.Call;
import io.hone.schemas.catalog.Topic;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * Every call that was ever asked, as fingerprints: 8 bytes for each record, and 8 for each time
 * that an episode asked some.
 */
final class CallBook implements RunRecords.Receiver {
  static final List<Topic> TOPICS =
      List.of(Topic.CALLS_ACTOR, Topic.CALLS_JUDGE, Topic.CALLS_META_JUDGE);

  private final Letters letters;
  private final Flaws flaws;
  private final Prints calls = new Prints();
  private final Prints laterAttempts = new Prints();
  private final Prints askers = new Prints();
  private String lastAsker = "";

  CallBook(Letters letters, Flaws flaws) {
    this.letters = letters;
    this.flaws = flaws;
  }

  @Override
  public void record(Position position, SpecificRecord value) {
    Call call = (Call) value;
    String promptId = call.getPromptId();
    calls.add(print(call.getCallId(), promptId));
    if (call.getAttempt() > 1) {
      String attempt = Integer.toString(call.getAttempt());
      laterAttempts.add(Prints.of(call.getCallId(), promptId, attempt));
    }
    // An episode asks many calls at once, one behind the other.
    if (!promptId.equals(lastAsker)) askers.add(Prints.of(promptId));
    lastAsker = promptId;
  }

  @Override
  public void unreadable(Position position, String why) {
    if (!letters.about(position)) flaws.add(Flaw.Kind.UNREADABLE, "", why, position);
  }

  /** What stands for a call of an episode. */
  static long print(String callId, String promptId) {
    return Prints.of(callId, promptId);
  }

  /**
   * @param print see {@link #print}
   */
  boolean asked(long print) {
    return calls.contains(print);
  }

  /** Whether an episode has asked anything: then it was admitted. */
  boolean asking(String promptId) {
    return askers.contains(Prints.of(promptId));
  }

  /** Different calls. */
  long calls() {
    return calls.distinct();
  }

  /** Different attempts after the first. */
  long askedAgain() {
    return laterAttempts.distinct();
  }

  /** Records that say again what another says: a worker's copy of a call that came back to it. */
  long copies() {
    return Math.max(0, calls.size() - calls() - askedAgain());
  }
}
