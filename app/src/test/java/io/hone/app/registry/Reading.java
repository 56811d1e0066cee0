package io.hone.app.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/** A record with one field of each kind that serdes get wrong, in Confluent's wire format. */
final class Reading {
  static final Schema SCHEMA =
      new Schema.Parser()
          .parse(
              """
              {"type":"record","name":"Reading","namespace":"io.hone.peer","fields":[
                {"name":"id","type":"string"},
                {"name":"value","type":"double"},
                {"name":"at","type":"long"},
                {"name":"tags","type":{"type":"map","values":"string"}},
                {"name":"kind","type":{"type":"enum","name":"Kind","symbols":["A","B"]}},
                {"name":"note","type":["null","string"],"default":null},
                {"name":"blob","type":"bytes"}]}
              """);

  private static final int PREFIX = 1 + Integer.BYTES;

  private Reading() {}

  static GenericRecord of(String id) {
    return new GenericRecordBuilder(SCHEMA)
        .set("id", id)
        .set("value", 4.5)
        .set("at", 1_700_000_000_003L)
        .set("tags", Map.of("k", "v"))
        .set("kind", new GenericData.EnumSymbol(SCHEMA.getField("kind").schema(), "B"))
        .set("blob", ByteBuffer.wrap(new byte[] {1, 2, 3}))
        .build();
  }

  static byte[] encode(GenericRecord reading, int id) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(ByteBuffer.allocate(PREFIX).put((byte) 0).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(SCHEMA).write(reading, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  static int id(byte[] encoded) {
    return ByteBuffer.wrap(encoded).getInt(1);
  }

  static GenericRecord decode(byte[] encoded) throws IOException {
    return new GenericDatumReader<GenericRecord>(SCHEMA)
        .read(
            null,
            DecoderFactory.get().binaryDecoder(encoded, PREFIX, encoded.length - PREFIX, null));
  }
}
