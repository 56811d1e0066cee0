package io.hone.app.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaLedgerTest {
  private static final SchemaVersion V1 = new SchemaVersion("s", 1, 7, "\"string\"", false);

  @Test
  void shouldWriteRecordsInConfluentsPropertyOrder() {
    assertThat(text(LedgerRecord.schema(V1, 7)))
        .isEqualTo(
            "{\"keytype\":\"SCHEMA\",\"subject\":\"s\",\"version\":1,\"magic\":1} "
                + "{\"subject\":\"s\",\"version\":1,\"id\":7,\"schema\":\"\\\"string\\\"\",\"deleted\":false}");
    assertThat(text(LedgerRecord.schemaGone(V1, 7)))
        .isEqualTo("{\"keytype\":\"SCHEMA\",\"subject\":\"s\",\"version\":1,\"magic\":1} -");
    assertThat(text(LedgerRecord.subjectDeleted("s", 3)))
        .isEqualTo(
            "{\"keytype\":\"DELETE_SUBJECT\",\"subject\":\"s\",\"magic\":0} {\"subject\":\"s\",\"version\":3}");
    assertThat(text(LedgerRecord.level("", Level.FULL)))
        .isEqualTo("{\"keytype\":\"CONFIG\",\"magic\":0} {\"compatibilityLevel\":\"FULL\"}");
    assertThat(text(LedgerRecord.levelCleared("s")))
        .isEqualTo("{\"keytype\":\"CONFIG\",\"subject\":\"s\",\"magic\":0} -");
    assertThat(text(LedgerRecord.noop())).isEqualTo("{\"keytype\":\"NOOP\",\"magic\":0} -");
  }

  @Test
  void shouldReadWhatConfluentWrote() throws Exception {
    LedgerRecord theirs =
        LedgerRecord.parse(
            "{\"keytype\":\"SCHEMA\",\"subject\":\"s\",\"version\":2,\"magic\":1}".getBytes(UTF_8),
            ("{\"subject\":\"s\",\"version\":2,\"id\":9,\"md5\":\"eA==\",\"schema\":\"\\\"int\\\"\","
                    + "\"deleted\":false,\"ts\":1,\"offset\":3}")
                .getBytes(UTF_8),
            0);

    SchemaLedger ledger = SchemaLedger.EMPTY.with(List.of(theirs));

    assertThat(ledger.live("s")).containsExactly(new SchemaVersion("s", 2, 9, "\"int\"", false));
    assertThat(ledger.highestId()).isEqualTo(9);
  }

  @Test
  void shouldLeaveLedgerAsItWasWhenRecordsAreAppliedToIt() {
    SchemaLedger before = SchemaLedger.EMPTY.with(List.of(LedgerRecord.schema(V1, 7)));

    SchemaLedger after = before.with(List.of(LedgerRecord.subjectDeleted("s", 1)));

    assertThat(before.live("s")).hasSize(1);
    assertThat(after.live("s")).isEmpty();
    assertThat(after.text(7)).contains("\"string\"");
  }

  @Test
  void shouldForgetTextButNotHighestIdWhenLastVersionIsGone() {
    SchemaLedger ledger =
        SchemaLedger.EMPTY.with(
            List.of(LedgerRecord.schema(V1, 7), LedgerRecord.schemaGone(V1, 7)));

    assertThat(ledger.subjects()).isEmpty();
    assertThat(ledger.text(7)).isEmpty();
    assertThat(ledger.id("\"string\"")).isEmpty();
    assertThat(ledger.highestId()).isEqualTo(7);
  }

  @Test
  void shouldKnowHighestIdFromTombstoneAloneOnceCompactionTookTheSchema() {
    SchemaLedger ledger = SchemaLedger.EMPTY.with(List.of(LedgerRecord.schemaGone(V1, 7)));

    assertThat(ledger.highestId()).isEqualTo(7);
  }

  @Test
  void shouldIgnoreRecordsItDoesNotKnow() throws Exception {
    LedgerRecord mode =
        LedgerRecord.parse("{\"keytype\":\"MODE\",\"magic\":0}".getBytes(UTF_8), null, 0);

    assertThat(SchemaLedger.EMPTY.with(List.of(mode, LedgerRecord.noop())))
        .isEqualTo(SchemaLedger.EMPTY);
  }

  private static String text(LedgerRecord written) {
    byte[] value = written.valueBytes();
    return new String(written.keyBytes(), UTF_8)
        + " "
        + (value == null ? "-" : new String(value, UTF_8));
  }
}
