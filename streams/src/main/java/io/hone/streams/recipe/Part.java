package io.hone.streams.recipe;

import io.hone.schemas.id.MessageContent;
import java.util.List;

/** A piece of a message. */
public sealed interface Part {
  /** What makes this part what it is, as parts to hash. */
  List<String> content();

  /** What a reader of plain text sees. */
  String readable();

  /** Text. */
  record Text(String text) implements Part {
    @Override
    public List<String> content() {
      return MessageContent.text(text);
    }

    @Override
    public String readable() {
      return text;
    }
  }

  /**
   * An image by reference; its bytes never travel in a record.
   *
   * @param mediaType e.g. image/png
   * @param uri where the bytes lie; not part of the content
   * @param sha256 of the bytes, lower-case hexadecimal
   * @param alternative what it shows, may be empty
   */
  record Image(String mediaType, String uri, String sha256, String alternative) implements Part {
    @Override
    public List<String> content() {
      return MessageContent.image(mediaType, sha256);
    }

    @Override
    public String readable() {
      return alternative.isEmpty() ? "[image]" : "[image: " + alternative + "]";
    }
  }
}
