package io.hone.app.broker;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Passes on the first megabyte and swallows the rest: a broker runs for months. */
final class CappedStream extends FilterOutputStream {
  static final int LIMIT = 1 << 20;

  private int left = LIMIT;

  CappedStream(OutputStream out) {
    super(out);
  }

  @Override
  public synchronized void write(int b) throws IOException {
    if (left > 0) {
      left--;
      out.write(b);
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
    int passed = Math.min(left, length);
    left -= passed;
    out.write(bytes, offset, passed);
  }
}
