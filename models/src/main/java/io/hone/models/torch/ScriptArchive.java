package io.hone.models.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript archive around the text of a module's methods: what {@code torch.jit.save} writes
 * for a module without parameters, here without Python. libtorch compiles the text when it loads
 * it.
 */
final class ScriptArchive {
  /**
   * {@code __torch__.M} made without arguments, its state {@code {training: True}}; pickle protocol
   * 2.
   */
  private static final byte[] OBJECT = objectPickle();

  /** An empty tuple: no constants. */
  private static final byte[] CONSTANTS = {(byte) 0x80, 2, ')', '.'};

  private ScriptArchive() {}

  /** The archive of a module with these methods, whose text starts at column 0. */
  static byte[] of(String methods) {
    String code =
        "class M(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n"
            + methods.indent(2);
    SequencedMap<String, byte[]> files = new LinkedHashMap<>();
    files.put("data.pkl", OBJECT);
    files.put("code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
    files.put("constants.pkl", CONSTANTS);
    files.put("version", "3\n".getBytes(StandardCharsets.US_ASCII));
    return zip(files);
  }

  private static byte[] objectPickle() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] name = "training".getBytes(StandardCharsets.US_ASCII);
    out.writeBytes(new byte[] {(byte) 0x80, 2}); // protocol 2
    out.writeBytes("c__torch__\nM\n".getBytes(StandardCharsets.US_ASCII)); // global
    out.writeBytes(new byte[] {')', (byte) 0x81, '}', '('}); // no arguments, new object, dict, mark
    out.writeBytes(new byte[] {'X', (byte) name.length, 0, 0, 0});
    out.writeBytes(name);
    out.writeBytes(new byte[] {(byte) 0x88, 'u', 'b', '.'}); // True, set items, build, stop
    return out.toByteArray();
  }

  private static byte[] zip(Map<String, byte[]> files) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setMethod(ZipOutputStream.STORED); // libtorch maps entries, it reads no compressed ones
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        ZipEntry entry = new ZipEntry("archive/" + file.getKey());
        CRC32 crc = new CRC32();
        crc.update(file.getValue());
        entry.setSize(file.getValue().length);
        entry.setCompressedSize(file.getValue().length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(file.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return out.toByteArray();
  }
}
