package io.hone.streams.account;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Many fingerprints of 64 bits, 8 bytes each: first gathered, then asked. Two different texts share
 * one with a chance of 2^-64; among n texts some pair does with about n² / 2^65.
 */
final class Prints {
  private long[] prints = new long[1024];
  private int size;
  private boolean sorted;

  /** Of a text: the first 64 bits of its SHA-256. */
  static long of(String... parts) {
    MessageDigest digest = sha256();
    for (String part : parts) {
      byte[] bytes = part.getBytes(java.nio.charset.StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
      digest.update(bytes);
    }
    return first(digest);
  }

  /** Of bytes: the first 64 bits of their SHA-256. */
  static long of(byte[] bytes) {
    MessageDigest digest = sha256();
    digest.update(bytes);
    return first(digest);
  }

  private static long first(MessageDigest digest) {
    return ByteBuffer.wrap(digest.digest()).getLong();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  void add(long print) {
    if (size == prints.length) prints = Arrays.copyOf(prints, size + (size >> 1));
    prints[size++] = print;
    sorted = false;
  }

  boolean contains(long print) {
    sort();
    return Arrays.binarySearch(prints, 0, size, print) >= 0;
  }

  /** How many were added. */
  long size() {
    return size;
  }

  /** How many different ones. */
  long distinct() {
    sort();
    long distinct = 0;
    for (int i = 0; i < size; i++) if (i == 0 || prints[i] != prints[i - 1]) distinct++;
    return distinct;
  }

  private void sort() {
    if (!sorted) Arrays.sort(prints, 0, size);
    sorted = true;
  }
}
