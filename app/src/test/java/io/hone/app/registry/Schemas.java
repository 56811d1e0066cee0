package io.hone.app.registry;

/** Versions of one record that follow each other, or do not. */
final class Schemas {
  static final String ONE = record("");
  static final String TWO = record(",{\"name\":\"o\",\"type\":\"int\",\"default\":0}");
  static final String REQUIRES_MORE = record(",{\"name\":\"req\",\"type\":\"int\"}");

  private Schemas() {}

  private static String record(String more) {
    return "{\"type\":\"record\",\"name\":\"X\",\"fields\":[{\"name\":\"id\",\"type\":\"string\"}%s]}"
        .formatted(more);
  }

  /** One of many schemas that may follow each other in any order. */
  static String numbered(int number) {
    return "{\"type\":\"enum\",\"name\":\"N%d\",\"symbols\":[\"A\"]}".formatted(number);
  }
}
