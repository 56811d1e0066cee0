package io.hone.app.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What holds after any sequence of requests. */
class SchemaLedgerPropertyTest {
  @Property(tries = 300)
  void shouldBeTheSumOfItsRecordsAndNeverReuseAnId(
      @ForAll("sequences") List<RegistryRequest> requests) {
    SchemaLedger ledger = SchemaLedger.EMPTY;
    List<LedgerRecord> topic = new ArrayList<>();
    Map<Integer, String> everGiven = new HashMap<>();
    for (RegistryRequest request : requests) {
      try {
        Change change = RegistryRoutes.find(request).operation().apply(ledger, request);
        topic.addAll(change.records());
        ledger = ledger.with(change.records());
      } catch (RegistryError e) {
        assertThat(e.status()).isBetween(404, 422);
      }
      remember(ledger, everGiven);
    }

    assertThat(SchemaLedger.EMPTY.with(topic)).isEqualTo(ledger);
    assertThat(SchemaLedger.EMPTY.with(compacted(topic))).isEqualTo(ledger);
  }

  @Property(tries = 200)
  void shouldRegisterOnceWhatIsRegisteredTwice(
      @ForAll("sequences") List<RegistryRequest> requests,
      @ForAll("registrations") RegistryRequest again) {
    SchemaLedger ledger = SchemaLedger.EMPTY;
    for (RegistryRequest request : requests) {
      ledger = after(ledger, request);
    }
    RegistryRequest loose = request("PUT", "config/" + again.segment(1), "compatibility", "NONE");
    SchemaLedger once = after(after(ledger, loose), again);

    Change second = SubjectChanges.register(once, again);

    assertThat(second.records()).isEmpty();
    assertThat(second.answer()).isEqualTo(SubjectChanges.register(once, again).answer());
  }

  private static SchemaLedger after(SchemaLedger ledger, RegistryRequest request) {
    try {
      return ledger.with(RegistryRoutes.find(request).operation().apply(ledger, request).records());
    } catch (RegistryError e) {
      return ledger;
    }
  }

  private static void remember(SchemaLedger ledger, Map<Integer, String> everGiven) {
    ledger
        .versions()
        .forEach(
            v -> {
              String before = everGiven.putIfAbsent(v.id(), v.schema());
              assertThat(before).isIn(null, v.schema());
              assertThat(ledger.id(v.schema())).hasValue(v.id());
              assertThat(ledger.text(v.id())).contains(v.schema());
            });
  }

  /** As the topic reads after compaction: the last record of each key, tombstones still there. */
  private static List<LedgerRecord> compacted(List<LedgerRecord> topic) {
    Map<JsonNode, LedgerRecord> last = new LinkedHashMap<>();
    for (LedgerRecord one : topic) {
      last.remove(one.key());
      last.put(one.key(), one);
    }
    return List.copyOf(last.values());
  }

  @Provide
  Arbitrary<List<RegistryRequest>> sequences() {
    Arbitrary<RegistryRequest> deletions =
        Combinators.combine(
                subjects(),
                Arbitraries.of("", "/versions/1", "/versions/latest"),
                Arbitraries.of(true, false))
            .as(
                (subject, version, permanent) ->
                    new RegistryRequest(
                        "DELETE",
                        List.of(("subjects/" + subject + version).split("/", -1)),
                        Map.of("permanent", permanent.toString()),
                        JsonNodeFactory.instance.objectNode()));
    Arbitrary<RegistryRequest> levels =
        Combinators.combine(
                Arbitraries.of("config", "config/a", "config/b"), Arbitraries.of(Level.class))
            .as((path, level) -> request("PUT", path, "compatibility", level.name()));
    return Arbitraries.frequencyOf(
            Tuple.of(5, registrations()), Tuple.of(4, deletions), Tuple.of(1, levels))
        .list()
        .ofMaxSize(40);
  }

  @Provide
  Arbitrary<RegistryRequest> registrations() {
    return Combinators.combine(
            subjects(),
            Arbitraries.of("\"int\"", "\"long\"", "\"string\"", Schemas.ONE, Schemas.TWO))
        .as(
            (subject, schema) ->
                request("POST", "subjects/" + subject + "/versions", "schema", schema));
  }

  private static Arbitrary<String> subjects() {
    return Arbitraries.of("a", "b", "c");
  }

  private static RegistryRequest request(String method, String path, String name, String value) {
    return new RegistryRequest(
        method,
        List.of(path.split("/", -1)),
        Map.of(),
        JsonNodeFactory.instance.objectNode().put(name, value));
  }
}
