package io.hone.models.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.hone.models.ModelException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Hugging Face's tokenizers behind DJL, without its truncation, padding and calls home. */
final class NativeTokenizer implements AutoCloseable {
  private final HuggingFaceTokenizer tokenizer;

  private NativeTokenizer(HuggingFaceTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /** Loads the text of a {@code tokenizer.json}; {@code file} is for the message. */
  static NativeTokenizer load(String json, Path file) {
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.offline", "true");
    if (System.getProperty("DJL_CACHE_DIR") == null) {
      System.setProperty("DJL_CACHE_DIR", cache());
    }
    try {
      return new NativeTokenizer(
          HuggingFaceTokenizer.newInstance(
              new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)),
              Map.of("truncation", "false", "padding", "false", "addSpecialTokens", "false")));
    } catch (IOException | RuntimeException e) {
      throw ModelException.permanent(
          "File " + file + " is no tokenizer that can be read: " + e.getMessage() + ".", e);
    }
  }

  /** Where natives are unpacked once: {@code HONE_NATIVES}, else {@code ~/.hone/natives}. */
  private static String cache() {
    String chosen = System.getProperty("hone.natives", System.getenv("HONE_NATIVES"));
    return chosen == null || chosen.isBlank()
        ? Path.of(System.getProperty("user.home"), ".hone", "natives").toString()
        : chosen;
  }

  int[] encode(String text, boolean addSpecialTokens) {
    long[] ids = tokenizer.encode(text, addSpecialTokens, false).getIds();
    int[] tokens = new int[ids.length];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = (int) ids[i];
    }
    return tokens;
  }

  String decode(List<Integer> ids) {
    return ids.isEmpty()
        ? ""
        : tokenizer.decode(ids.stream().mapToLong(Integer::longValue).toArray(), false);
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
