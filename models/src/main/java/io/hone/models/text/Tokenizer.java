package io.hone.models.text;

import io.hone.models.ChatMessage;
import io.hone.models.ModelException;
import io.hone.models.Prompt;
import io.hone.models.file.ModelConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Between text and token ids: {@code tokenizer.json} and {@code tokenizer_config.json} of a model
 * folder. Text never becomes a special token, whatever it spells; only the chat template and the
 * begin token do. Safe for many threads; close it after the last of them.
 */
public final class Tokenizer implements AutoCloseable {
  /** A text that no tokenizer merges with what follows. */
  private static final String ANCHOR = "\u0000";

  private final ModelConfig config;
  private final NativeTokenizer original;
  private final NativeTokenizer twin;
  private final Set<Integer> special;
  private final Set<Integer> byteTokens;
  private final int[] begin;
  private final String algorithm;
  private final Optional<ChatText> chat;

  private Tokenizer(
      ModelConfig config,
      TokenizerFile file,
      NativeTokenizer original,
      NativeTokenizer twin,
      int[] begin,
      Optional<ChatText> chat) {
    this.config = config;
    this.chat = chat;
    this.algorithm = file.algorithm();
    this.original = original;
    this.twin = twin;
    this.special = new HashSet<>(file.special().values());
    this.byteTokens = file.byteTokens();
    this.begin = begin;
  }

  /**
   * Opens the tokenizer of a model folder: {@code tokenizer.json}, and if they are there {@code
   * tokenizer_config.json}, {@code special_tokens_map.json} and {@code chat_template.jinja}.
   *
   * @throws ModelException permanent if a file is missing or wrong, or has tokens beyond the
   *     model's vocabulary
   */
  public static Tokenizer open(Path folder, ModelConfig config) {
    return open(folder, config, Clock.system(ZoneId.systemDefault()));
  }

  /** With a clock of its own for templates that write the date. */
  static Tokenizer open(Path folder, ModelConfig config, Clock clock) {
    Path path = folder.resolve("tokenizer.json");
    TokenizerConfig settings = TokenizerConfig.read(folder);
    TokenizerFile file = TokenizerFile.read(path, settings.special(), config);
    Optional<ChatText> chat =
        settings
            .template()
            .map(source -> new ChatText(source, settings.named(), file.secrets(), clock));
    NativeTokenizer original = NativeTokenizer.load(file.original(), path);
    try {
      NativeTokenizer twin = NativeTokenizer.load(file.twin(), path);
      checkIds(path, file, twin);
      return new Tokenizer(config, file, original, twin, begin(original), chat);
    } catch (RuntimeException e) {
      original.close();
      throw e;
    }
  }

  private static void checkIds(Path path, TokenizerFile file, NativeTokenizer twin) {
    file.special()
        .forEach(
            (content, id) -> {
              int[] read = twin.encode(file.secrets().getOrDefault(content, content), false);
              if (read.length != 1 || read[0] != id) {
                twin.close();
                throw ModelException.permanent(
                    "File "
                        + path
                        + " gives token \""
                        + content
                        + "\" the id "
                        + id
                        + ", but it is read as "
                        + Arrays.toString(read)
                        + ": ids of added tokens must follow each other without a gap.");
              }
            });
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
   * The tokens of a prompt. Raw: the begin token, if the tokenizer adds one, then the text. Chat:
   * see {@link #encodePrompt}.
   *
   * @throws ModelException permanent if the model has no chat template and is asked to chat, or its
   *     template refuses the conversation
   */
  public int[] encode(Prompt prompt) {
    return switch (prompt) {
      case Prompt.Raw raw -> concat(begin, encodeText(raw.text()));
      case Prompt.Chat conversation -> encodePrompt(conversation.messages());
    };
  }

  /**
   * A conversation in the model's chat template, with the opening of the assistant's next turn.
   *
   * @throws ModelException permanent if there is no template, or it refuses the conversation; with
   *     the template's own sentence where it gives one
   */
  public int[] encodePrompt(List<ChatMessage> messages) {
    return twin.encode(chat().render(messages, true), false);
  }

  /**
   * What follows {@link #encodePrompt} when the assistant says {@code answer}: the answer with all
   * that the template puts around it, its end-of-turn token too. Prompt and answer together are the
   * whole conversation as the template renders it. Where a template rewrites an answer, such as
   * Qwen3's, which gives one without thoughts an empty block of them, the rewritten one is encoded.
   *
   * @throws ModelException permanent as {@link #encodePrompt}, and if the template leaves out part
   *     of the answer or does not go on from its own prompt: nothing could be learned from it then
   */
  public int[] encodeAnswer(List<ChatMessage> prompt, String answer) {
    List<ChatMessage> all = new ArrayList<>(prompt);
    all.add(ChatMessage.assistant(answer));
    String before = chat().render(prompt, true);
    String whole = chat().render(all, false);
    if (!whole.startsWith(before)) {
      throw ModelException.permanent(
          "The model's chat template renders an answer otherwise than its own prompt begins one;"
              + " train this model with plain text.");
    }
    String rest = whole.substring(before.length());
    if (!withoutSpace(rest).contains(withoutSpace(answer))) {
      throw ModelException.permanent(
          "The model's chat template leaves out part of the answer; leave thoughts out of it.");
    }
    int[] first = twin.encode(before, false);
    int[] both = twin.encode(whole, false);
    if (Arrays.mismatch(first, both) >= first.length) {
      return Arrays.copyOfRange(both, first.length, both.length);
    }
    return encodeRest(first, both, rest);
  }

  private static String withoutSpace(String text) {
    return text.codePoints()
        .filter(c -> !PythonText.isSpace(c))
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** Where a token would lie across the border, it is cut there, as it is when a model answers. */
  private int[] encodeRest(int[] first, int[] both, String rest) {
    int[] anchor = twin.encode(ANCHOR, false);
    int[] anchored = twin.encode(ANCHOR + rest, false);
    List<int[]> candidates = new ArrayList<>(List.of(twin.encode(rest, false)));
    if (Arrays.mismatch(anchor, anchored) >= anchor.length) {
      candidates.addFirst(Arrays.copyOfRange(anchored, anchor.length, anchored.length));
    }
    String wanted = spell(both);
    for (int[] candidate : candidates) {
      if (spell(concat(first, candidate)).equals(wanted)) {
        return candidate;
      }
    }
    throw ModelException.permanent(
        "The model's tokenizer cannot cut the conversation between prompt and answer; train this"
            + " model with plain text.");
  }

  private String spell(int[] ids) {
    return original.decode(Arrays.stream(ids).boxed().toList());
  }

  private ChatText chat() {
    return chat.orElseThrow(
        () ->
            ModelException.permanent(
                "The model has no chat template; ask it with plain text (--raw)."));
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

  /** Whether {@link Prompt.Chat} can be encoded. */
  public boolean hasChatTemplate() {
    return chat.isPresent();
  }

  /** Text that grows token by token and ends at the first of {@code stop}. */
  public GeneratedText generatedText(List<String> stop) {
    return new GeneratedText(this, stop);
  }

  /** The model's vocabulary: ids are below it. */
  public int vocabularySize() {
    return config.vocabularySize();
  }

  /** How text is cut: {@code BPE}, {@code Unigram}, {@code WordPiece} or {@code WordLevel}. */
  public String algorithm() {
    return algorithm;
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
