package io.hone.schemas.serde;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bytes of a record under a schema that need not be the record's own.
 *
 * <p>Avro writes fields by position, so a record of another schema is first resolved into the
 * wanted one, as a reader would.
 */
final class RecordBytes {
  private record Pair(Schema own, Schema wanted) {}

  private static final Logger LOG = LoggerFactory.getLogger(RecordBytes.class);
  private static final int MOST_PAIRS = 1_000;

  /** What most records need: a buffer that grows is copied each time. */
  private static final int ROOM = 2 << 10;

  private final Map<Pair, Boolean> sameBytes = new ConcurrentHashMap<>();

  /**
   * Prefix and Avro binary.
   *
   * @throws SerializationException if the record does not fit; it tells no value of the record,
   *     because values may be prompts
   */
  byte[] of(String topic, int id, IndexedRecord record, Schema wanted) {
    Schema own = record.getSchema();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(ROOM);
    bytes.writeBytes(WireFormat.prefix(id));
    try {
      if (sameBytes(own, wanted)) {
        write(writer(record), record, bytes);
      } else {
        ByteArrayOutputStream before = new ByteArrayOutputStream(ROOM);
        write(writer(record), record, before);
        var decoder = DecoderFactory.get().binaryDecoder(before.toByteArray(), null);
        Object after = new GenericDatumReader<>(own, wanted).read(null, decoder);
        write(new GenericDatumWriter<>(wanted), after, bytes);
      }
      return bytes.toByteArray();
    } catch (IOException | RuntimeException e) {
      LOG.atDebug().addKeyValue("topic", topic).setCause(e).log("record does not fit its schema");
      throw new SerializationException(
          "a %s cannot be written to %s with schema id %d (%s): correct the record or the schema"
              .formatted(own.getFullName(), topic, id, UnfitReason.of(e)));
    }
  }

  private boolean sameBytes(Schema own, Schema wanted) {
    if (own.equals(wanted)) return true;
    Pair pair = new Pair(own, wanted);
    Boolean known = sameBytes.get(pair);
    if (known != null) return known;
    boolean same =
        SchemaNormalization.toParsingForm(own).equals(SchemaNormalization.toParsingForm(wanted));
    if (sameBytes.size() >= MOST_PAIRS) sameBytes.clear();
    sameBytes.put(pair, same);
    return same;
  }

  private static DatumWriter<Object> writer(IndexedRecord record) {
    return record instanceof SpecificRecordBase specific
        ? new SpecificDatumWriter<>(record.getSchema(), specific.getSpecificData())
        : new GenericDatumWriter<>(record.getSchema());
  }

  private static void write(DatumWriter<Object> writer, Object datum, ByteArrayOutputStream to)
      throws IOException {
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(to, null);
    writer.write(datum, encoder);
    encoder.flush();
  }
}
