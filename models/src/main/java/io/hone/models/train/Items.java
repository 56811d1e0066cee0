package io.hone.models.train;

import io.hone.models.ModelException;
import io.hone.models.Prompt;
import io.hone.models.file.ModelConfig;
import io.hone.models.text.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A file's rows as tokens.
 *
 * @param items those that fit
 * @param leftOut how many do not
 */
record Items<T extends Item>(List<T> items, int leftOut) {

  static Items<Item.Pair> pairs(
      Path file, Tokenizer tokenizer, ModelConfig config, long maxTokens) {
    Reader reader = new Reader(file, tokenizer, config);
    List<Item.Pair> items = new ArrayList<>();
    PairsFile.readPreferences(
        file,
        row -> {
          int[] prompt = reader.prompt(row.prompt());
          items.add(
              new Item.Pair(
                  new Sequence(prompt, reader.answer(row.prompt(), row.chosen())),
                  new Sequence(prompt, reader.answer(row.prompt(), row.rejected())),
                  row.weight()));
        });
    return fitting(file, items, maxTokens);
  }

  static Items<Item.Example> examples(
      Path file, Tokenizer tokenizer, ModelConfig config, long maxTokens) {
    Reader reader = new Reader(file, tokenizer, config);
    List<Item.Example> items = new ArrayList<>();
    PairsFile.readExamples(
        file,
        row ->
            items.add(
                new Item.Example(
                    new Sequence(
                        reader.prompt(row.prompt()), reader.answer(row.prompt(), row.answer())),
                    row.weight())));
    return fitting(file, items, maxTokens);
  }

  private static <T extends Item> Items<T> fitting(Path file, List<T> items, long maxTokens) {
    List<T> fitting = items.stream().filter(item -> item.longest() <= maxTokens).toList();
    if (fitting.isEmpty()) {
      throw ModelException.permanent(
          "None of the %d rows of %s fits into %d tokens; use a model with a larger context."
              .formatted(items.size(), file, maxTokens));
    }
    return new Items<>(fitting, items.size() - fitting.size());
  }

  /** Turns texts into tokens. */
  private static final class Reader {
    private final Path file;
    private final Tokenizer tokenizer;
    private final ModelConfig config;
    private int row;

    Reader(Path file, Tokenizer tokenizer, ModelConfig config) {
      this.file = file;
      this.tokenizer = tokenizer;
      this.config = config;
    }

    int[] prompt(Prompt prompt) {
      row++;
      int[] tokens = tokenizer.encode(prompt);
      if (tokens.length == 0) {
        throw ModelException.permanent(
            "Row %d of %s has an empty prompt, and this tokenizer adds no begin token; leave it out."
                .formatted(row, file));
      }
      return tokens;
    }

    /**
     * As TRL has it: a plain answer is followed by the end token, a chat's by what ends a turn.
     * Prompt and answer are one text where its tokens begin with the prompt's, as they do in what a
     * model continued.
     */
    int[] answer(Prompt prompt, String text) {
      int[] tokens = tokens(prompt, text);
      if (tokens.length == 0) {
        throw ModelException.permanent(
            "Row %d of %s has an empty answer, and the model has no end token; leave it out."
                .formatted(row, file));
      }
      return tokens;
    }

    private int[] tokens(Prompt prompt, String text) {
      return switch (prompt) {
        case Prompt.Raw raw ->
            IntStream.concat(
                    IntStream.of(continuation(raw, text)),
                    config.endTokens().stream().limit(1).mapToInt(Integer::intValue))
                .toArray();
        case Prompt.Chat chat -> tokenizer.encodeAnswer(chat.messages(), text);
      };
    }

    private int[] continuation(Prompt.Raw prompt, String text) {
      int[] before = tokenizer.encode(prompt);
      int[] whole = tokenizer.encode(new Prompt.Raw(prompt.text() + text));
      return Arrays.mismatch(before, whole) == before.length
          ? Arrays.copyOfRange(whole, before.length, whole.length)
          : tokenizer.encodeText(text);
    }
  }
}
