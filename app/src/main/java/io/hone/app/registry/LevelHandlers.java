package io.hone.app.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Compatibility levels: {@code /config} and {@code /config/SUBJECT}. */
final class LevelHandlers {
  private LevelHandlers() {}

  static JsonNode show(SchemaLedger ledger, RegistryRequest request) {
    String subject = subject(request);
    if (!subject.isEmpty()
        && ledger.ownLevel(subject).isEmpty()
        && !request.flag("defaultToGlobal")) {
      throw RegistryError.levelNotConfigured(subject);
    }
    return answer("compatibilityLevel", ledger.level(subject));
  }

  static Change set(SchemaLedger ledger, RegistryRequest request) {
    String subject = subject(request);
    if (request.body().path("normalize").asBoolean()) {
      throw RegistryError.normalizeNotKept();
    }
    Level level =
        Level.parse(request.body().path("compatibility").asText(""))
            .orElseThrow(RegistryError::invalidLevel);
    boolean same = ledger.ownLevel(subject).filter(level::equals).isPresent();
    return new Change(
        answer("compatibility", level),
        same ? List.of() : List.of(LedgerRecord.level(subject, level)));
  }

  static Change clear(SchemaLedger ledger, RegistryRequest request) {
    String subject = subject(request);
    boolean unset = ledger.ownLevel(subject).isEmpty();
    if (unset && !subject.isEmpty()) {
      throw RegistryError.levelNotConfigured(subject);
    }
    return new Change(
        answer("compatibilityLevel", ledger.level(subject)),
        unset ? List.of() : List.of(LedgerRecord.levelCleared(subject)));
  }

  private static ObjectNode answer(String name, Level level) {
    return JsonNodeFactory.instance.objectNode().put(name, level.name());
  }

  /** Empty for the global level. */
  private static String subject(RegistryRequest request) {
    return request.path().size() == 2 ? request.segment(1) : "";
  }
}
