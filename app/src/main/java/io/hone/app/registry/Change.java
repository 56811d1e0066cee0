package io.hone.app.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What a request does to the ledger.
 *
 * @param answer for the client, once the records are written
 * @param records written together or not at all; none if there is nothing to change
 */
record Change(JsonNode answer, List<LedgerRecord> records) {
  Change {
    records = List.copyOf(records);
  }

  static Change none(JsonNode answer) {
    return new Change(answer, List.of());
  }
}
