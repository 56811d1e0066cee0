package io.hone.schemas.serde;

import org.apache.avro.AvroMissingFieldException;
import org.apache.avro.UnresolvedUnionException;

/**
 * Why a record does not fit its schema, without the record's values: Avro's own messages quote
 * them, and they may be prompts.
 */
final class UnfitReason {
  private UnfitReason() {}

  static String of(Throwable e) {
    return switch (e) {
      case NullPointerException missing -> String.valueOf(missing.getMessage());
      case AvroMissingFieldException missing -> String.valueOf(missing.getMessage());
      case UnresolvedUnionException union -> {
        Object datum = union.getUnresolvedDatum();
        yield "a %s where the union has none"
            .formatted(datum == null ? "null" : datum.getClass().getSimpleName());
      }
      default -> e.getClass().getSimpleName();
    };
  }
}
