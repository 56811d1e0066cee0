package io.hone.models.scripted;

import io.hone.models.ChatMessage;
import io.hone.models.GenerationRequest;
import io.hone.models.Prompt;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Answers as the parts of Meta-Rewarding give them (arXiv 2407.19594, section 2). */
public final class Answers {

  /** The part that a request asks the model to play. */
  public enum Part {
    ACTOR,
    JUDGE,
    META_JUDGE
  }

  private static final List<String> WORDS =
      List.of(
          "a", "plain", "answer", "that", "names", "the", "river", "its", "length", "and", "why",
          "people", "built", "towns", "along", "it", "first");
  private static final List<String> GARBAGE =
      List.of(
          "",
          "I cannot help with that.",
          "Score: many out of few",
          "\u202eWinner\u202c ~~~ \u0000\u0007",
          "Score: Score: Score:",
          "```json\n{\"score\": null}\n```");

  private Answers() {}

  /** A text of a seeded number of words, {@code least} to {@code most}. */
  public static Answer words(int least, int most) {
    return (request, sample, random) -> {
      int count = random.nextInt(least, most + 1);
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < count; i++) {
        text.append(i == 0 ? "" : " ").append(WORDS.get(random.nextInt(WORDS.size())));
      }
      return text.toString();
    };
  }

  /** A short rationale that ends in {@code Score: x}, x evenly 0 to 5 in quarters. */
  public static Answer score() {
    Answer rationale = words(8, 30);
    return (request, sample, random) ->
        rationale.text(request, sample, random) + "\n\nScore: " + random.nextInt(0, 21) / 4.0;
  }

  /**
   * Some reasoning that ends in {@code Winner: Judgement A} or {@code B}.
   *
   * @param first how often the judgement shown first wins; 0.5 is unbiased
   */
  public static Answer winner(double first) {
    Answer reasoning = words(8, 30);
    return (request, sample, random) ->
        reasoning.text(request, sample, random)
            + "\n\nWinner: Judgement "
            + (random.nextDouble() < first ? "A" : "B");
  }

  /** What no parser should take. */
  public static Answer garbage() {
    return (request, sample, random) -> GARBAGE.get(random.nextInt(GARBAGE.size()));
  }

  /** Each part answers in its own way; a part that is not in the map answers in words. */
  public static Answer byPart(Function<GenerationRequest, Part> part, Map<Part, Answer> answers) {
    Answer otherwise = words(5, 40);
    Map<Part, Answer> known = Map.copyOf(answers);
    return (GenerationRequest request, int sample, RandomGenerator random) ->
        known.getOrDefault(part.apply(request), otherwise).text(request, sample, random);
  }

  /** An actor of 5 to 40 words, a judge with scores, an unbiased meta-judge. */
  public static Answer metaRewarding(Function<GenerationRequest, Part> part) {
    return byPart(
        part, Map.of(Part.ACTOR, words(5, 40), Part.JUDGE, score(), Part.META_JUDGE, winner(0.5)));
  }

  /**
   * The part by what the last message asks to end in: {@code Winner:} a meta-judge, {@code Score:}
   * a judge, else an actor. Enough for templates that do so; give another function for others.
   */
  public static Part partByClosing(GenerationRequest request) {
    String last =
        switch (request.prompt()) {
          case Prompt.Raw raw -> raw.text();
          case Prompt.Chat chat -> chat.messages().getLast().text();
        };
    if (last.contains("Winner:")) return Part.META_JUDGE;
    return last.contains("Score:") ? Part.JUDGE : Part.ACTOR;
  }

  /** Every text that the request holds, in order: what its answer is drawn from. */
  static List<String> content(GenerationRequest request) {
    return switch (request.prompt()) {
      case Prompt.Raw raw -> List.of(raw.text());
      case Prompt.Chat chat -> chat.messages().stream().map(ChatMessage::text).toList();
    };
  }
}
