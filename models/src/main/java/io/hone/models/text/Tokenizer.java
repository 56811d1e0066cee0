package io.hone.models.text;

import io.hone.models.ModelException;
import io.hone.models.Prompt;
import io.hone.models.file.ModelConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Between text and token ids: {@code tokenizer.json} and {@code tokenizer_config.json} of a model
 * folder. Text never becomes a special token, whatever it spells; only the chat template and the
 * begin token do. Safe for many threads; close it after the last of them.
 */
public final class Tokenizer implements AutoCloseable {
  private final ModelConfig config;
  private final NativeTokenizer original;
  private final NativeTokenizer twin;
  private final Set<Integer> special;
  private final Set<Integer> byteTokens;
  private final int[] begin;

  private Tokenizer(
      ModelConfig config,
      TokenizerFile file,
      NativeTokenizer original,
      NativeTokenizer twin,
      int[] begin) {
    this.config = config;
    this.original = original;
    this.twin = twin;
    this.special = new HashSet<>(file.special().values());
    this.byteTokens = file.byteTokens();
    this.begin = begin;
  }

  /**
   * Opens the tokenizer of a model folder.
   *
   * @throws ModelException permanent if a file is missing or wrong, or has tokens beyond the
   *     model's vocabulary
   */
  public static Tokenizer open(Path folder, ModelConfig config) {
    Path path = folder.resolve("tokenizer.json");
    TokenizerFile file = TokenizerFile.read(path, Set.of(), config);
    NativeTokenizer original = NativeTokenizer.load(file.original(), path);
    try {
      NativeTokenizer twin = NativeTokenizer.load(file.twin(), path);
      return new Tokenizer(config, file, original, twin, begin(original));
    } catch (RuntimeException e) {
      original.close();
      throw e;
    }
  }

  private static int[] begin(NativeTokenizer original) {
    int[] bare = original.encode("a", false);
    int[] dressed = original.encode("a", true);
    for (int at = 0; at + bare.length <= dressed.length; at++) {
      if (Arrays.equals(bare, Arrays.copyOfRange(dressed, at, at + bare.length))) {
        return Arrays.copyOf(dressed, at);
      }
    }
    return new int[0];
  }

  /**
   * The tokens of a prompt. Raw: the begin token, if the tokenizer adds one, then the text.
   *
   * @throws ModelException permanent if the model has no chat template and is asked to chat
   */
  public int[] encode(Prompt prompt) {
    return switch (prompt) {
      case Prompt.Raw raw -> concat(begin, encodeText(raw.text()));
      case Prompt.Chat chat ->
          throw ModelException.permanent(
              "The model has no chat template; ask it with plain text (--raw).");
    };
  }

  private static int[] concat(int[] first, int[] second) {
    int[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** The tokens of a text alone: nothing is added, nothing in it becomes a special token. */
  public int[] encodeText(String text) {
    return text.isEmpty() ? new int[0] : twin.encode(text, false);
  }

  /** The text of tokens, special ones skipped. */
  public String decode(List<Integer> ids) {
    List<Integer> ordinary = new ArrayList<>(ids);
    ordinary.removeIf(special::contains);
    return original.decode(ordinary);
  }

  public boolean hasChatTemplate() {
    return false;
  }

  /** Text that grows token by token and ends at the first of {@code stop}. */
  public GeneratedText generatedText(List<String> stop) {
    return new GeneratedText(this, stop);
  }

  /** The model's vocabulary: ids are below it. */
  public int vocabularySize() {
    return config.vocabularySize();
  }

  boolean isSpecial(int token) {
    return special.contains(token);
  }

  boolean isByte(int token) {
    return byteTokens.contains(token);
  }

  @Override
  public void close() {
    original.close();
    twin.close();
  }
}
