package io.hone.consumers.trainer;

import io.hone.event.ControlCommand;
import io.hone.event.ControlKind;
import java.util.HashSet;
import java.util.Set;

/** What the commands of a run say so far: which were seen, and whether it pauses. */
final class Orders {
  private final String run;
  private final Set<String> seen = new HashSet<>();
  private boolean paused;

  Orders(String run) {
    this.run = run;
  }

  /**
   * Takes the next command of the topic.
   *
   * @return whether it is new, and for this run
   */
  boolean take(ControlCommand command) {
    if (!run.equals(command.getRun()) || !seen.add(command.getCommandId())) return false;
    if (command.getKind() == ControlKind.PAUSE) paused = true;
    if (command.getKind() == ControlKind.RESUME) paused = false;
    return true;
  }

  boolean paused() {
    return paused;
  }
}
