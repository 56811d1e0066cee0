package io.hone.app.registry;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.apache.avro.Schema;

/** Registering and deleting. */
final class SubjectChanges {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private SubjectChanges() {}

  /**
   * Registers the schema in the body, or finds it registered already.
   *
   * @throws RegistryError 409 if it may not follow the subject's versions
   */
  static Change register(SchemaLedger ledger, RegistryRequest request) {
    String subject = request.segment(1);
    Schema sent = AvroText.sent(request.body());
    boolean normal = request.flag("normalize");
    String text = AvroText.text(sent, normal);
    List<SchemaVersion> live = ledger.live(subject);
    for (SchemaVersion v : live.reversed()) {
      if (AvroText.is(v, text, normal)) {
        return Change.none(JSON.objectNode().put("id", v.id()));
      }
    }
    List<String> problems = Compatibility.problems(sent, live, ledger.level(subject));
    if (!problems.isEmpty()) {
      throw RegistryError.incompatible(subject, problems);
    }
    List<SchemaVersion> all = ledger.all(subject);
    int version = all.isEmpty() ? 1 : all.getLast().version() + 1;
    OptionalInt known = ledger.id(text);
    int id = known.orElse(ledger.highestId() + 1);
    return new Change(
        JSON.objectNode().put("id", id),
        List.of(
            LedgerRecord.schema(
                new SchemaVersion(subject, version, id, text, false), ledger.highestId())));
  }

  /** Deletes a whole subject, and its own level with it. */
  static Change deleteSubject(SchemaLedger ledger, RegistryRequest request) {
    String subject = request.segment(1);
    List<SchemaVersion> all = ledger.all(subject);
    List<SchemaVersion> live = ledger.live(subject);
    if (all.isEmpty()) {
      throw RegistryError.subjectNotFound(subject);
    }
    return request.flag("permanent")
        ? deletePermanently(ledger, subject, all, live)
        : deleteSoftly(ledger, subject, live);
  }

  private static Change deleteSoftly(
      SchemaLedger ledger, String subject, List<SchemaVersion> live) {
    if (live.isEmpty()) {
      throw RegistryError.subjectSoftDeleted(subject);
    }
    List<LedgerRecord> records = new ArrayList<>();
    records.add(LedgerRecord.subjectDeleted(subject, live.getLast().version()));
    if (ledger.ownLevel(subject).isPresent()) {
      records.add(LedgerRecord.levelCleared(subject));
    }
    return new Change(numbers(live), records);
  }

  private static Change deletePermanently(
      SchemaLedger ledger, String subject, List<SchemaVersion> all, List<SchemaVersion> live) {
    if (!live.isEmpty()) {
      throw RegistryError.subjectNotSoftDeleted(subject);
    }
    return new Change(
        numbers(all),
        all.stream().map(v -> LedgerRecord.schemaGone(v, ledger.highestId())).toList());
  }

  static Change deleteVersion(SchemaLedger ledger, RegistryRequest request) {
    boolean permanent = request.flag("permanent");
    SchemaVersion v = VersionLookup.find(ledger, request.segment(1), request.segment(3), true);
    if (permanent && !v.deleted()) {
      throw RegistryError.versionNotSoftDeleted(v);
    }
    if (!permanent && v.deleted()) {
      throw RegistryError.versionSoftDeleted(v);
    }
    return new Change(
        IntNode.valueOf(v.version()),
        List.of(
            permanent
                ? LedgerRecord.schemaGone(v, ledger.highestId())
                : LedgerRecord.schema(v.asDeleted(), ledger.highestId())));
  }

  private static ArrayNode numbers(List<SchemaVersion> versions) {
    ArrayNode numbers = JSON.arrayNode();
    versions.forEach(v -> numbers.add(v.version()));
    return numbers;
  }
}
