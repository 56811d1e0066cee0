package io.hone.app.records;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.io.JsonEncoder;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;

/** Records in Avro's JSON encoding, on one line. */
public final class AvroJson {
  private AvroJson() {}

  public static String of(IndexedRecord value) {
    GenericDatumWriter<IndexedRecord> writer =
        value instanceof SpecificRecordBase specific
            ? new SpecificDatumWriter<>(value.getSchema(), specific.getSpecificData())
            : new GenericDatumWriter<>(value.getSchema());
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      JsonEncoder encoder = EncoderFactory.get().jsonEncoder(value.getSchema(), bytes);
      writer.write(value, encoder);
      encoder.flush();
      return bytes.toString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads Avro's JSON form of a record.
   *
   * @throws IOException if it is none of the schema; the message says where
   */
  public static GenericRecord parse(Schema schema, String json) throws IOException {
    try {
      return new GenericDatumReader<GenericRecord>(schema)
          .read(null, DecoderFactory.get().jsonDecoder(schema, json));
    } catch (AvroRuntimeException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
