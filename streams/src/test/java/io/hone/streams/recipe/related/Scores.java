package io.hone.streams.recipe.related;

import io.hone.streams.recipe.Call;
import io.hone.streams.recipe.Drawn;
import io.hone.streams.recipe.Episode;
import io.hone.streams.recipe.Judgement;
import io.hone.streams.recipe.Response;
import io.hone.streams.recipe.Round;
import io.hone.streams.recipe.Stage;
import io.hone.streams.recipe.rank.Ballot;
import io.hone.streams.recipe.text.ScoreLine;
import io.hone.streams.recipe.text.Shown;
import java.util.List;

/** The judge's scores of some responses, for the sketches that need no more of it. */
final class Scores {
  private Scores() {}

  static Round<Judgement> of(Episode episode, List<Response> responses, int count) {
    Round<Judgement> all = Round.none();
    for (Response response : responses) {
      List<Call> calls =
          Step.question(episode, Stage.JUDGE, episode.cast().policy(), "Score it.", response)
              .draws(0, count);
      all =
          all.then(
              Round.of(episode, calls, (c, f) -> Drawn.samples(c, f).map(d -> read(d, response))));
    }
    return all;
  }

  private static Judgement read(Drawn drawn, Response response) {
    return new Judgement(
        drawn, response, new ScoreLine(5).read(drawn.text(), Shown.of(response.text())));
  }

  static List<Ballot> ballots(Round<Response> responses, Round<Judgement> judgements) {
    return Ballot.of(responses.findings(), judgements.findings()).stream()
        .filter(ballot -> ballot.enough(0))
        .toList();
  }
}
