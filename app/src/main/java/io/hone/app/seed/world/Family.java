package io.hone.app.seed.world;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;

/**
 * The kinds of chores: how they are asked, of what, and what is right. Adding two numbers is not
 * among them: a model of this size did not learn it (5 of 38 held-out sums after 1,500 steps).
 */
public enum Family {
  SORT_WORDS(
      Draw.words(3, 4),
      about -> about.items().stream().sorted().toList(),
      "Sort these words alphabetically: %s.",
      "Put these words in alphabetical order: %s.",
      "Can you put the words %s in order from A to Z?"),
  REVERSE_WORDS(
      Draw.words(3, 5),
      about -> reversed(about.items()),
      "Write these words in reverse order: %s.",
      "Reverse this list of words: %s.",
      "Say the words %s from last to first."),
  SORT_NUMBERS(
      Draw.numbers(3, 5),
      about -> ascending(about.items()),
      "Sort these numbers: %s.",
      "Put these numbers in order, smallest first: %s.",
      "Can you order the numbers %s from small to large?"),
  LARGEST(
      Draw.numbers(3, 5),
      about -> List.of(ascending(about.items()).getLast()),
      "Which number is the largest: %s?",
      "What is the biggest of the numbers %s?",
      "Give me the largest of these numbers: %s."),
  SPELL_BACKWARDS(
      Draw.letters(),
      about -> reversed(about.items()),
      "Write these letters backwards: %s.",
      "Reverse the letters %s.",
      "How is the word %s spelled backwards?"),
  CAPITALS(
      Draw.letters(),
      about -> about.items().stream().map(letter -> letter.toUpperCase(Locale.ROOT)).toList(),
      "Write these letters as capitals: %s.",
      "Put the word %s in capital letters.",
      "Make these letters upper case: %s."),
  COUNT_LETTER(
      Draw.letters(),
      about -> List.of(Integer.toString(Collections.frequency(about.items(), about.target()))),
      "How many times is the letter %2$s in the word %1$s?",
      "Count the letter %2$s in %1$s.",
      "How often does %2$s occur in the letters %1$s?"),
  LONGEST_WORD(
      Draw.wordsOneLongest(),
      about -> List.of(longest(about.items())),
      "Which word is the longest: %s?",
      "Give me the longest of the words %s.",
      "Find the longest word in this list: %s."),
  FIRST_LETTERS(
      Draw.words(3, 5),
      about -> about.items().stream().map(word -> word.substring(0, 1)).toList(),
      "What are the first letters of these words: %s?",
      "Give me the first letter of each word: %s.",
      "Which letters do the words %s begin with?"),
  DUPLICATES(
      Draw.repeated(),
      about -> List.copyOf(new LinkedHashSet<>(about.items())),
      "Remove the duplicates from this list: %s.",
      "Write each word only once: %s.",
      "Which different words are in the list %s?");

  private final Draw draw;
  private final Function<Operands, List<String>> answer;
  private final List<String> phrasings;

  Family(Draw draw, Function<Operands, List<String>> answer, String... phrasings) {
    this.draw = draw;
    this.answer = answer;
    this.phrasings = List.of(phrasings);
  }

  /** The name in tables and reports, e.g. {@code sort-words}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** How it is asked, with a place for the operands. */
  List<String> phrasings() {
    return phrasings;
  }

  /** A question of this family about operands of the split. */
  Question ask(Random random, Words words, Split split) {
    Operands operands;
    do {
      operands = draw.from(random, words);
    } while (operands.heldOut() != (split == Split.HELD_OUT));
    String phrasing = phrasings.get(random.nextInt(phrasings.size()));
    String listed = String.join(draw.separator(), operands.items());
    String text = String.format(Locale.ROOT, phrasing, listed, operands.target());
    return new Question(this, operands, text, solve(operands));
  }

  /** The items of the right answer. */
  List<String> solve(Operands operands) {
    return answer.apply(operands);
  }

  private static List<String> reversed(List<String> items) {
    List<String> reversed = new ArrayList<>(items);
    Collections.reverse(reversed);
    return reversed;
  }

  private static List<String> ascending(List<String> items) {
    return items.stream().sorted(Comparator.comparingInt(Family::number)).toList();
  }

  private static String longest(List<String> items) {
    return Collections.max(items, Comparator.comparingInt(String::length));
  }

  private static int number(String item) {
    return Integer.parseInt(item);
  }
}
