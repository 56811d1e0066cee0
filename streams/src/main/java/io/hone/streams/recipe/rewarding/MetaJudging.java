package io.hone.streams.recipe.rewarding;

import io.hone.streams.recipe.Call;
import io.hone.streams.recipe.Conversation;
import io.hone.streams.recipe.Drawn;
import io.hone.streams.recipe.Episode;
import io.hone.streams.recipe.Judgement;
import io.hone.streams.recipe.Model;
import io.hone.streams.recipe.Once;
import io.hone.streams.recipe.Prompt;
import io.hone.streams.recipe.Question;
import io.hone.streams.recipe.Round;
import io.hone.streams.recipe.Stage;
import io.hone.streams.recipe.Verdict;
import io.hone.streams.recipe.Winner;
import io.hone.streams.recipe.rank.Ballot;
import io.hone.streams.recipe.rank.Battles;
import io.hone.streams.recipe.rank.Elo;
import io.hone.streams.recipe.text.Enclosed;
import io.hone.streams.recipe.text.ScoreLine;
import io.hone.streams.recipe.text.Shown;
import io.hone.streams.recipe.text.Template;
import io.hone.streams.recipe.text.Templates;
import io.hone.streams.recipe.text.WinnerLine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The meta-judge compares the judgements of one response, every two of them in both orders. */
final class MetaJudging {
  static final String PART = "meta-judge";

  private final JudgeSettings settings;
  private final Adaptive adaptive;
  private final long seed;
  private final Template template;
  private final Once<Booth> booths = Once.step();
  private final Once<Round<Verdict>> compared = Once.round();

  MetaJudging(JudgeSettings settings, Adaptive adaptive, long seed, Templates templates) {
    this.settings = settings;
    this.adaptive = adaptive;
    this.seed = seed;
    this.template =
        templates.read(
            "meta-judge", Set.of("conversation", "response", "judgement_a", "judgement_b"));
  }

  String templateHash() {
    return template.hash();
  }

  /** The verdicts on the valid judgements of a ballot. */
  Round<Verdict> of(Episode episode, Ballot ballot) {
    return compared.of(episode, () -> compare(episode, ballot));
  }

  private Round<Verdict> compare(Episode episode, Ballot ballot) {
    Booth booth = booths.of(episode, () -> new Booth(episode, ballot));
    Duels duels = new Duels(ballot.valid().size(), adaptive);
    List<Round<Verdict>> rounds = new ArrayList<>();
    Set<Duels.Duel> asked = new LinkedHashSet<>();
    List<Duels.Duel> next = duels.opening();
    while (!next.isEmpty()) {
      for (Duels.Duel duel : next) {
        rounds.add(booth.compare(episode, duel.one(), duel.other()));
        rounds.add(booth.compare(episode, duel.other(), duel.one()));
      }
      if (rounds.stream().anyMatch(Round::awaits)) break;
      asked.addAll(next);
      next =
          adaptive.on() ? duels.next(fit(ballot, Round.of(rounds).findings()), asked) : List.of();
    }
    return Round.of(rounds);
  }

  /** The Elo of a ballot's valid judgements by these verdicts. */
  Elo fit(Ballot ballot, List<Verdict> verdicts) {
    return Elo.fit(
        Battles.of(ballot.valid(), verdicts, settings.positionWeighting().weights(verdicts)),
        settings.ridge());
  }

  /** Where the judgements of one response are compared, whatever is known of the verdicts. */
  private final class Booth {
    private final Prompt prompt;
    private final Model model;
    private final List<Judgement> judgements;
    private final List<String> ids;
    private final Enclosed conversation;
    private final Enclosed response;
    private final Shown material;
    private final List<Enclosed> asFirst = new ArrayList<>();
    private final List<Enclosed> asSecond = new ArrayList<>();
    private final List<Shown> shown = new ArrayList<>();
    private final Map<Order, Call> calls = new HashMap<>(); // made when they are first asked for

    private Booth(Episode episode, Ballot ballot) {
      this.prompt = episode.prompt();
      this.model = episode.cast().modelOrPolicy(PART);
      this.judgements = ballot.valid();
      this.ids = judgements.stream().map(Judgement::id).toList();
      String asked = prompt.conversation().text();
      this.conversation = Enclosed.of("CONVERSATION", asked);
      this.response = Enclosed.of("RESPONSE", ballot.response().text());
      this.material = Shown.of(asked, ballot.response().text());
      for (Judgement judgement : judgements) {
        String text = judgement.text();
        String bare = settings.stripScores() ? ScoreLine.strip(text) : text;
        asFirst.add(Enclosed.of("JUDGEMENT A", bare));
        asSecond.add(Enclosed.of("JUDGEMENT B", bare));
        shown.add(Shown.of(text));
      }
    }

    private Round<Verdict> compare(Episode episode, int first, int second) {
      Order order = new Order(first, second);
      return Round.of(
          episode,
          List.of(calls.computeIfAbsent(order, this::call)),
          (call, fact) -> Drawn.all(call, fact).map(drawn -> read(drawn, order)));
    }

    private Call call(Order order) {
      Question question =
          new Question(
              prompt.id(),
              Stage.META_JUDGE,
              model,
              conversation(order),
              template.hash(),
              settings.metaJudging(),
              seed,
              List.of(ids.get(order.first), ids.get(order.second)));
      return question.at(place(order.first) + " before " + place(order.second));
    }

    private String place(int judgement) {
      return judgements.get(judgement).drawn().call().place();
    }

    private Conversation conversation(Order order) {
      return template.fill(
          Map.of(
              "conversation",
              conversation,
              "response",
              response,
              "judgement_a",
              asFirst.get(order.first),
              "judgement_b",
              asSecond.get(order.second)),
          prompt.conversation().images());
    }

    private Verdict read(Drawn drawn, Order order) {
      Winner winner =
          drawn.failed()
              ? Winner.CALL_FAILED
              : WinnerLine.read(
                  drawn.text(), material.and(shown.get(order.first)).and(shown.get(order.second)));
      return new Verdict(
          drawn,
          judgements.get(order.first),
          judgements.get(order.second),
          winner,
          !settings.stripScores());
    }
  }

  /** Two judgements, by number, in the order shown. */
  private record Order(int first, int second) {}
}
