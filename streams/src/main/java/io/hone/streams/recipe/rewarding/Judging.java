package io.hone.streams.recipe.rewarding;

import io.hone.streams.recipe.Call;
import io.hone.streams.recipe.Drawn;
import io.hone.streams.recipe.Episode;
import io.hone.streams.recipe.Judgement;
import io.hone.streams.recipe.Once;
import io.hone.streams.recipe.Question;
import io.hone.streams.recipe.Response;
import io.hone.streams.recipe.Round;
import io.hone.streams.recipe.Score;
import io.hone.streams.recipe.Stage;
import io.hone.streams.recipe.rank.Ballot;
import io.hone.streams.recipe.rank.Disputing;
import io.hone.streams.recipe.rank.Settling;
import io.hone.streams.recipe.text.Rubric;
import io.hone.streams.recipe.text.Templates;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The judge scores each response N times, or in portions until more would change nothing. */
final class Judging {
  static final String PART = "judge";

  private final ActorSettings settings;
  private final Rubric rubric;
  private final Once<List<Sheet>> sheets = Once.step();
  private final Once<Round<Judgement>> judged = Once.round();

  Judging(ActorSettings settings, Templates templates) {
    this.settings = settings;
    this.rubric = new Rubric(templates, settings.maximumScore());
  }

  String templateHash() {
    return rubric.templateHash();
  }

  /**
   * The judgements of these responses.
   *
   * @param responses distinct
   * @param disputes whether the most disputed response is wanted too, not the actor's pair alone
   */
  Round<Judgement> of(Episode episode, List<Response> responses, boolean disputes) {
    return judged.of(episode, () -> judge(episode, responses, disputes));
  }

  private Round<Judgement> judge(Episode episode, List<Response> responses, boolean disputes) {
    List<Scoring> scorings =
        sheets
            .of(episode, () -> responses.stream().map(each -> sheet(episode, each)).toList())
            .stream()
            .map(Scoring::new)
            .toList();
    Adaptive adaptive = settings.adaptive();
    int first = adaptive.on() ? adaptive.first() : settings.judgements();
    List<Round<Judgement>> rounds = new ArrayList<>();
    List<Scoring> unsettled = scorings;
    while (!unsettled.isEmpty()) {
      for (Scoring scoring : unsettled) {
        int portion = scoring.drawn == 0 ? first : adaptive.step();
        rounds.add(scoring.draw(episode, Math.min(scoring.drawn + portion, most())));
      }
      if (rounds.stream().anyMatch(Round::awaits)) break;
      unsettled = adaptive.on() ? unsettled(episode, scorings, disputes) : List.of();
    }
    return Round.of(rounds);
  }

  private int most() {
    return settings.judgements();
  }

  private List<Scoring> unsettled(Episode episode, List<Scoring> scorings, boolean disputes) {
    double confidence = settings.adaptive().confidence();
    double rho = settings.rho().at(episode.iteration());
    int maximum = settings.maximumScore();
    double share = settings.validShare();
    List<Ballot> ballots = scorings.stream().map(Scoring::ballot).toList();
    Set<Ballot> open =
        new HashSet<>(new Settling(most(), maximum, share, rho, confidence).unsettled(ballots));
    if (disputes) {
      open.addAll(new Disputing(most(), maximum, share, confidence).unsettled(ballots));
    }
    return scorings.stream().filter(scoring -> open.contains(scoring.ballot())).toList();
  }

  private Sheet sheet(Episode episode, Response response) {
    Rubric.Sheet asked = rubric.sheet(episode.prompt().conversation(), response.text());
    Question question =
        Question.of(
                episode,
                Stage.JUDGE,
                episode.cast().modelOrPolicy(PART),
                asked.question(),
                settings.judging())
            .shapedBy(rubric.templateHash())
            .seeded(settings.seed())
            .about(response);
    return new Sheet(question, response, asked);
  }

  /** One response, and the calls that judge it. */
  private static final class Sheet {
    private final Question question;
    private final Response response;
    private final Rubric.Sheet asked;
    private final List<Call> calls = new ArrayList<>(); // made when they are first asked for

    private Sheet(Question question, Response response, Rubric.Sheet asked) {
      this.question = question;
      this.response = response;
      this.asked = asked;
    }

    private List<Call> calls(int from, int to) {
      if (calls.size() < to) calls.addAll(question.draws(calls.size(), to));
      return calls.subList(from, to);
    }

    private Judgement read(Drawn drawn) {
      Score score = drawn.failed() ? Score.Missing.CALL_FAILED : asked.read(drawn.text());
      return new Judgement(drawn, response, score);
    }
  }

  /** What was asked of a sheet so far, and what came of it. */
  private static final class Scoring {
    private final Sheet sheet;
    private final List<Judgement> judgements = new ArrayList<>();
    private int drawn;

    private Scoring(Sheet sheet) {
      this.sheet = sheet;
    }

    private Round<Judgement> draw(Episode episode, int to) {
      Round<Judgement> round =
          Round.of(
              episode,
              sheet.calls(drawn, to),
              (call, fact) -> Drawn.all(call, fact).map(sheet::read));
      drawn = to;
      judgements.addAll(round.findings());
      return round;
    }

    private Ballot ballot() {
      return Ballot.of(List.of(sheet.response), judgements).getFirst();
    }
  }
}
