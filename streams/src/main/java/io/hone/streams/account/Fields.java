package io.hone.streams.account;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** Fields of records whose contract is not known beforehand. */
final class Fields {
  private Fields() {}

  /** A field's text; empty if the contract has no such field. */
  static String text(SpecificRecord record, String name) {
    Schema.Field field = record.getSchema().getField(name);
    return field == null ? "" : String.valueOf(record.get(field.pos()));
  }
}
