package io.hone.producers.prompts;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * The lines of a file, one in memory at a time: UTF-8, ended by LF or CRLF, after a byte order mark
 * if there is one; gzip is told by its first bytes and unpacked. Closing it closes the stream.
 */
final class Lines implements AutoCloseable {
  /** A longer line is refused, and no more than this of it is kept. */
  static final int MAX_LINE_BYTES = 16 << 20;

  private static final int BUFFER = 1 << 16;
  private static final int GZIP = 0x8b1f;

  private final InputStream in;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private long number;

  Lines(InputStream stream) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(stream, BUFFER);
    buffered.mark(2);
    int magic = buffered.read() | buffered.read() << 8;
    buffered.reset();
    in =
        magic == GZIP
            ? new BufferedInputStream(new GZIPInputStream(buffered, BUFFER), BUFFER)
            : buffered;
  }

  /** The number of the line that was read last, from 1; 0 before the first. */
  long number() {
    return number;
  }

  /**
   * The next line without its end; empty at the end of the file.
   *
   * @throws RefusedException if it is too long or not UTF-8; the next call gives the line after it
   */
  Optional<String> next() throws IOException, RefusedException {
    int first = in.read();
    if (first < 0) return Optional.empty();
    number++;
    bytes.reset();
    boolean tooLong = false;
    for (int next = first; next >= 0 && next != '\n'; next = in.read()) {
      if (bytes.size() < MAX_LINE_BYTES) bytes.write(next);
      else tooLong = true;
    }
    if (tooLong) {
      throw new RefusedException(
          number, "is longer than %d MiB: split it".formatted(MAX_LINE_BYTES >> 20));
    }
    return Optional.of(decode());
  }

  private String decode() throws RefusedException {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.toByteArray()))
              .toString();
      int begin = number == 1 && text.startsWith("\uFEFF") ? 1 : 0;
      int end = text.endsWith("\r") ? text.length() - 1 : text.length();
      return text.substring(begin, Math.max(begin, end));
    } catch (CharacterCodingException e) {
      throw new RefusedException(number, "is not UTF-8 text: convert the file");
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
