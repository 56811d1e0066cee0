package io.hone.consumers.inference;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The calls whose answers this worker has written, the latest of them. One that comes again, as the
 * next attempt of an impatient episode or after a lost acknowledgement, needs no model. Failures
 * are not remembered: they are what is asked again. Safe for many threads.
 */
final class RecentAnswers {
  private final Set<String> ids;

  RecentAnswers(int most) {
    this.ids =
        Collections.synchronizedSet(
            Collections.newSetFromMap(
                new LinkedHashMap<>() {
                  private static final long serialVersionUID = 1;

                  @Override
                  protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                    return size() > most;
                  }
                }));
  }

  void written(String callId) {
    ids.add(callId);
  }

  boolean has(String callId) {
    return ids.contains(callId);
  }
}
