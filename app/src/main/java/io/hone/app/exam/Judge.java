package io.hone.app.exam;

import io.hone.models.Generation;
import io.hone.models.Prompt;
import io.hone.models.Sampling;
import io.hone.streams.recipe.Winner;
import io.hone.streams.recipe.text.Rubric;
import io.hone.streams.recipe.text.SideBySide;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A version as judge: the points of responses, and which of two is better. The same is asked once.
 */
final class Judge {
  private final Examinee who;
  private final Rubric rubric;
  private final SideBySide sideBySide;
  private final Sampling judging;
  private final Map<List<Reply>, List<Scores>> scored = new HashMap<>();
  private final Map<Pairs, List<Orders>> compared = new HashMap<>();

  private record Pairs(List<Reply> first, List<Reply> second) {}

  /**
   * @param judging as many samples as there are judgements of a response
   */
  Judge(Examinee who, Rubric rubric, SideBySide sideBySide, Sampling judging) {
    this.who = who;
    this.rubric = rubric;
    this.sideBySide = sideBySide;
    this.judging = judging;
  }

  /** Judges every response as often as it is set. */
  List<Scores> score(List<Reply> replies) {
    List<Scores> known = scored.get(replies);
    if (known != null) return known;
    List<Rubric.Sheet> sheets =
        replies.stream().map(reply -> rubric.sheet(reply.asked(), reply.text())).toList();
    List<Prompt> prompts = sheets.stream().map(sheet -> Chats.of(sheet.question())).toList();
    List<List<Generation.Sample>> said = who.ask(prompts, judging);
    List<Scores> scores = new ArrayList<>();
    for (int i = 0; i < sheets.size(); i++) {
      Rubric.Sheet sheet = sheets.get(i);
      scores.add(new Scores(said.get(i).stream().map(each -> sheet.read(each.text())).toList()));
    }
    scored.put(replies, scores);
    return scores;
  }

  /**
   * Compares responses to the same prompts, one by one, in both orders. Equal texts are not asked
   * about.
   */
  List<Orders> compare(List<Reply> first, List<Reply> second) {
    return compared.computeIfAbsent(
        new Pairs(first, second), pairs -> compareNow(pairs.first(), pairs.second()));
  }

  private List<Orders> compareNow(List<Reply> first, List<Reply> second) {
    List<SideBySide.Sheet> sheets = new ArrayList<>();
    for (int i = 0; i < first.size(); i++) {
      Reply one = first.get(i);
      Reply other = second.get(i);
      if (!one.text().equals(other.text())) {
        sheets.add(sideBySide.sheet(one.asked(), one.text(), other.text()));
        sheets.add(sideBySide.sheet(one.asked(), other.text(), one.text()));
      }
    }
    List<Prompt> prompts = sheets.stream().map(sheet -> Chats.of(sheet.question())).toList();
    List<List<Generation.Sample>> said = who.ask(prompts, judging.withSamples(1));
    List<Orders> orders = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < first.size(); i++) {
      if (first.get(i).text().equals(second.get(i).text())) {
        orders.add(Orders.SAME);
      } else {
        Winner shown = read(sheets.get(at), said.get(at));
        Winner swapped = read(sheets.get(at + 1), said.get(at + 1));
        orders.add(Orders.of(shown, swapped));
        at += 2;
      }
    }
    return orders;
  }

  private static Winner read(SideBySide.Sheet sheet, List<Generation.Sample> said) {
    return said.isEmpty() ? Winner.CALL_FAILED : sheet.read(said.getFirst().text());
  }
}
