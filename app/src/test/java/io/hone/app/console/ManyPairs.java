package io.hone.app.console;

import io.hone.event.Candidate;
import io.hone.event.ChatMessage;
import io.hone.event.ChatRole;
import io.hone.event.ContentKind;
import io.hone.event.ContentPart;
import io.hone.event.Lineage;
import io.hone.event.ModelRef;
import io.hone.event.PairKind;
import io.hone.event.PreferencePair;
import io.hone.event.Prompt;
import io.hone.schemas.catalog.Namespace;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Prompts, with a pair of each, as many as the console promises to bear. */
final class ManyPairs {
  static final int PAIRS = 100_000;
  static final Namespace RUN = new Namespace("large");

  /** Stands in one prompt of a thousand, and nowhere else. */
  static final String RARE = "Nightingale";

  private static final int RARELY = 1_000;
  private static final ModelRef MODEL = new ModelRef("policy", "v1");
  private static final Lineage LINEAGE = new Lineage(RUN.run(), "meta-rewarding", "c", null, 0);

  private final Random random = new Random(1);

  /** The n-th prompt, and the pair that came of it. */
  record Made(Prompt prompt, PreferencePair pair) {}

  static String pairId(int number) {
    return "x-%032x".formatted(number);
  }

  Made make(int number) {
    String id = "p-%032x".formatted(number);
    List<ChatMessage> messages = messages((number % RARELY == 0 ? RARE + " " : "") + words(60));
    Instant at = Instant.ofEpochMilli(number);
    return new Made(
        new Prompt(id, RUN.run(), messages, "test", Map.of(), at),
        PreferencePair.newBuilder()
            .setPairId(pairId(number))
            .setPromptId(id)
            .setLineage(LINEAGE)
            .setKind(PairKind.ACTOR)
            .setMessages(messages)
            .setChosen(side(number, 4))
            .setRejected(side(number + PAIRS, 2))
            .setPolicy(MODEL)
            .setActor(MODEL)
            .setPairedAt(at)
            .build());
  }

  private String words(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) text.append((char) ('a' + random.nextInt(26))).append("ord ");
    return text.toString();
  }

  private static List<ChatMessage> messages(String text) {
    ContentPart part = new ContentPart(ContentKind.TEXT, text, null, null, null);
    return List.of(new ChatMessage(ChatRole.USER, List.of(part)));
  }

  private Candidate side(int number, double score) {
    String text = words(150);
    return new Candidate("r-" + number, text, List.of(), text.length(), score, null, 5);
  }
}
