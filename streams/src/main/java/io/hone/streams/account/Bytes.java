package io.hone.streams.account;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** Records as the bytes of their contract, the contract's name before them. */
final class Bytes {
  private Bytes() {}

  static long print(SpecificRecord record) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    out.writeBytes(record.getSchema().getFullName().getBytes(StandardCharsets.UTF_8));
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    try {
      SpecificData data = SpecificData.getForClass(record.getClass());
      new SpecificDatumWriter<>(record.getSchema(), data).write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Prints.of(out.toByteArray());
  }
}
