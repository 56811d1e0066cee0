package io.hone.app.registry;

import java.util.List;

/** Finds the version that a path names by number or as the latest. */
final class VersionLookup {
  private VersionLookup() {}

  /**
   * @param name a number, {@code latest} or {@code -1}
   * @param deletedToo whether softly deleted versions count
   * @throws RegistryError 40401, 40402 or 42202
   */
  static SchemaVersion find(SchemaLedger ledger, String subject, String name, boolean deletedToo) {
    List<SchemaVersion> all = ledger.all(subject);
    List<SchemaVersion> live = ledger.live(subject);
    if (isLatest(name)) {
      List<SchemaVersion> seen = live.isEmpty() && deletedToo ? all : live;
      if (seen.isEmpty()) {
        throw RegistryError.subjectNotFound(subject);
      }
      return seen.getLast();
    }
    int number = number(name);
    if (deletedToo ? all.isEmpty() : live.isEmpty()) {
      throw RegistryError.subjectNotFound(subject);
    }
    return (deletedToo ? all : live)
        .stream()
            .filter(v -> v.version() == number)
            .findFirst()
            .orElseThrow(() -> RegistryError.versionNotFound(number));
  }

  static boolean isLatest(String name) {
    return name.equals("latest") || name.equals("-1");
  }

  private static int number(String name) {
    try {
      int number = Integer.parseInt(name);
      if (number >= 1) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw RegistryError.invalidVersion(name);
  }
}
