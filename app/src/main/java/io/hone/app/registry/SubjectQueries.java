package io.hone.app.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.apache.avro.Schema;

/** What is asked about subjects and their versions. */
final class SubjectQueries {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private SubjectQueries() {}

  static JsonNode subjects(SchemaLedger ledger, RegistryRequest request) {
    String prefix = request.query().getOrDefault("subjectPrefix", "");
    ArrayNode names = JSON.arrayNode();
    for (String subject : ledger.subjects()) {
      boolean live = !ledger.live(subject).isEmpty();
      boolean shown = request.flag("deletedOnly") ? !live : live || request.flag("deleted");
      if (subject.startsWith(prefix) && shown) {
        names.add(subject);
      }
    }
    return names;
  }

  static JsonNode versions(SchemaLedger ledger, RegistryRequest request) {
    String subject = request.segment(1);
    ArrayNode numbers = JSON.arrayNode();
    seen(ledger, subject, request).forEach(v -> numbers.add(v.version()));
    if (numbers.isEmpty()) {
      throw RegistryError.subjectNotFound(subject);
    }
    return numbers;
  }

  static JsonNode version(SchemaLedger ledger, RegistryRequest request) {
    return find(ledger, request).json();
  }

  static JsonNode schemaOfVersion(SchemaLedger ledger, RegistryRequest request) {
    return SchemaQueries.tree(find(ledger, request).schema());
  }

  static JsonNode referencedBy(SchemaLedger ledger, RegistryRequest request) {
    find(ledger, request);
    return JSON.arrayNode();
  }

  /** Which version of the subject is the schema in the body. */
  static JsonNode lookup(SchemaLedger ledger, RegistryRequest request) {
    String subject = request.segment(1);
    List<SchemaVersion> seen = seen(ledger, subject, request);
    if (seen.isEmpty()) {
      throw RegistryError.subjectNotFound(subject);
    }
    boolean normal = request.flag("normalize");
    String text = AvroText.text(AvroText.sent(request.body()), normal);
    return seen.reversed().stream()
        .filter(v -> AvroText.is(v, text, normal))
        .findFirst()
        .orElseThrow(RegistryError::schemaNotFound)
        .json();
  }

  static JsonNode compatibleWithAll(SchemaLedger ledger, RegistryRequest request) {
    return compatible(ledger, request, ledger.live(request.segment(2)));
  }

  static JsonNode compatibleWithOne(SchemaLedger ledger, RegistryRequest request) {
    String subject = request.segment(2);
    String version = request.segment(4);
    boolean first = VersionLookup.isLatest(version) && ledger.live(subject).isEmpty();
    return compatible(
        ledger,
        request,
        first
            ? List.of()
            : List.of(VersionLookup.find(ledger, subject, version, request.flag("deleted"))));
  }

  private static JsonNode compatible(
      SchemaLedger ledger, RegistryRequest request, List<SchemaVersion> older) {
    Schema sent = AvroText.sent(request.body());
    List<String> problems = Compatibility.problems(sent, older, ledger.level(request.segment(2)));
    ObjectNode answer = JSON.objectNode().put("is_compatible", problems.isEmpty());
    if (request.flag("verbose")) {
      ArrayNode messages = answer.putArray("messages");
      problems.forEach(messages::add);
    }
    return answer;
  }

  private static SchemaVersion find(SchemaLedger ledger, RegistryRequest request) {
    return VersionLookup.find(
        ledger, request.segment(1), request.segment(3), request.flag("deleted"));
  }

  private static List<SchemaVersion> seen(
      SchemaLedger ledger, String subject, RegistryRequest request) {
    return request.flag("deleted") ? ledger.all(subject) : ledger.live(subject);
  }
}
