package io.hone.streams.recipe;

import java.util.List;
import java.util.Map;

/** Episodes to test with. */
public final class Episodes {
  public static final Model POLICY = new Model("policy", "v1");

  private Episodes() {}

  public static Episode of(String prompt) {
    return of(prompt, 0);
  }

  public static Episode of(String prompt, int iteration) {
    return Episode.open(Prompt.of(Conversation.of(prompt), Map.of()), iteration, Cast.of(POLICY));
  }

  /** A call that asks nothing in particular. */
  public static Call call(Stage stage, String place) {
    return question(stage, "question").at(place);
  }

  public static Question question(Stage stage, String text) {
    return new Question(
        "p-1", stage, POLICY, Conversation.of(text), "", Sampling.of(0.8, 0.95, 100), 0, List.of());
  }

  /** A response of this text. */
  public static Response response(String place, String text) {
    Call call = call(Stage.ACTOR, place);
    return new Response(new Drawn(call, Scripted.answered(call, text), 0));
  }

  /** A judgement that gives these points. */
  public static Judgement judgement(Response response, String place, double points) {
    Call call = question(Stage.JUDGE, response.id()).at(place);
    Fact fact = Scripted.answered(call, place + "\nScore: " + points);
    return new Judgement(new Drawn(call, fact, 0), response, new Score.Points(points));
  }

  /** A verdict on two judgements. */
  public static Verdict verdict(Judgement first, Judgement second, Winner winner) {
    Call call = question(Stage.META_JUDGE, first.id() + second.id()).at("duel");
    return new Verdict(
        new Drawn(call, Scripted.answered(call, "text"), 0), first, second, winner, false);
  }
}
