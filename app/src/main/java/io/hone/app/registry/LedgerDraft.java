package io.hone.app.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A ledger while records are applied to it: a copy that one thread changes and then freezes. */
final class LedgerDraft {
  private final NavigableMap<String, NavigableMap<Integer, SchemaVersion>> subjects =
      new TreeMap<>();
  private final Map<Integer, String> textOf;
  private final Map<String, Integer> idOf;
  private final Map<Integer, Integer> uses = new HashMap<>();
  private final Map<String, Level> levels;
  private int highestId;

  LedgerDraft(
      NavigableMap<String, NavigableMap<Integer, SchemaVersion>> subjects,
      Map<Integer, String> textOf,
      Map<String, Integer> idOf,
      Map<String, Level> levels,
      int highestId) {
    subjects.forEach((subject, versions) -> this.subjects.put(subject, new TreeMap<>(versions)));
    this.textOf = new HashMap<>(textOf);
    this.idOf = new HashMap<>(idOf);
    this.levels = new HashMap<>(levels);
    this.highestId = highestId;
    subjects.values().forEach(vs -> vs.values().forEach(v -> uses.merge(v.id(), 1, Integer::sum)));
  }

  void apply(LedgerRecord record) {
    highestId = Math.max(highestId, record.highestId());
    String subject = record.key().path("subject").asText("");
    switch (record.key().path("keytype").asText("")) {
      case "SCHEMA" -> schema(subject, record.key().path("version").asInt(), record.value());
      case "CONFIG" -> level(subject, record.value());
      case "DELETE_SUBJECT" -> deleteSubject(subject, record.value());
      default -> {
        // NOOP, MODE, CONTEXT and what later versions of Confluent's registry write.
      }
    }
  }

  SchemaLedger freeze() {
    return new SchemaLedger(subjects, textOf, idOf, levels, highestId);
  }

  private void schema(String subject, int version, @Nullable JsonNode value) {
    NavigableMap<Integer, SchemaVersion> versions =
        subjects.computeIfAbsent(subject, s -> new TreeMap<>());
    SchemaVersion before =
        value == null
            ? versions.remove(version)
            : versions.put(version, read(value, subject, version));
    if (before != null) {
      release(before);
    }
    if (versions.isEmpty()) {
      subjects.remove(subject);
    }
  }

  private SchemaVersion read(JsonNode value, String subject, int version) {
    int id = value.path("id").asInt();
    String text = value.path("schema").asText("");
    textOf.put(id, text);
    idOf.putIfAbsent(text, id);
    uses.merge(id, 1, Integer::sum);
    highestId = Math.max(highestId, id);
    return new SchemaVersion(subject, version, id, text, value.path("deleted").asBoolean());
  }

  private void release(SchemaVersion gone) {
    if (uses.merge(gone.id(), -1, Integer::sum) == 0) {
      uses.remove(gone.id());
      textOf.remove(gone.id());
      idOf.remove(gone.schema(), gone.id());
    }
  }

  private void level(String subject, @Nullable JsonNode value) {
    Level level =
        value == null
            ? null
            : Level.parse(value.path("compatibilityLevel").asText("")).orElse(null);
    if (level == null) {
      levels.remove(subject);
    } else {
      levels.put(subject, level);
    }
  }

  private void deleteSubject(String subject, @Nullable JsonNode value) {
    NavigableMap<Integer, SchemaVersion> versions = subjects.get(subject);
    if (versions != null && value != null) {
      versions
          .headMap(value.path("version").asInt(), true)
          .replaceAll((n, version) -> version.asDeleted());
    }
  }
}
