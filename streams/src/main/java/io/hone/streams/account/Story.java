package io.hone.streams.account;

import io.hone.event.Call;
import io.hone.event.Completion;
import io.hone.event.DeadLetter;
import io.hone.event.Judgement;
import io.hone.event.JudgementStatus;
import io.hone.event.Outcome;
import io.hone.event.PreferencePair;
import io.hone.event.Prompt;
import io.hone.event.Response;
import io.hone.event.Verdict;
import io.hone.event.Winner;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Partitioning;
import io.hone.schemas.catalog.Topic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;

/**
 * Everything that a run's topics hold of one episode, in the order of an episode's course and
 * within a topic as written.
 *
 * @param promptId the episode
 * @param told the records
 */
public record Story(String promptId, List<Told> told) {
  public Story {
    told = List.copyOf(told);
  }

  /** A record and where it stands. */
  public record Told(Position position, SpecificRecord value) {}

  /** A record of a known contract and where it stands. */
  public record Placed<T>(Position position, T value) {}

  /**
   * How a judgement fared against its siblings.
   *
   * @param undecided ties, and verdicts that nobody could read or that failed
   */
  public record Battle(int won, int lost, int undecided) {
    private static final Battle WON = new Battle(1, 0, 0);
    private static final Battle LOST = new Battle(0, 1, 0);
    private static final Battle UNDECIDED = new Battle(0, 0, 1);

    private Battle plus(Battle more) {
      return new Battle(won + more.won, lost + more.lost, undecided + more.undecided);
    }
  }

  /**
   * Reads what there is of an episode; of topics that share the prompts' partitioning only the
   * prompt's own partition. Dead letters are those about its records.
   */
  public static Story of(String promptId, Namespace run, RunRecords records) {
    List<Told> told = new ArrayList<>();
    RunRecords.Receiver own =
        filtered(told, value -> Fields.text(value, "prompt_id").equals(promptId));
    for (Topic topic : Topic.COURSE) {
      boolean sharing = topic.partitioning() == Partitioning.BY_PROMPT && !told.isEmpty();
      if (sharing) records.read(topic, told.getFirst().position().partition(), own);
      else records.read(topic, own);
    }
    Set<String> keys = new HashSet<>(Set.of(promptId));
    told.stream()
        .map(Told::value)
        .filter(Call.class::isInstance)
        .forEach(call -> keys.add(((Call) call).getCallId()));
    records.read(
        Topic.DEAD_LETTERS, filtered(told, value -> isAbout((DeadLetter) value, run, keys)));
    return new Story(promptId, told);
  }

  private static boolean isAbout(DeadLetter letter, Namespace run, Set<String> keys) {
    return letter.getKey() != null
        && letter.getTopic().startsWith(run.prefix())
        && keys.contains(StandardCharsets.UTF_8.decode(letter.getKey().duplicate()).toString());
  }

  private static RunRecords.Receiver filtered(List<Told> told, Predicate<SpecificRecord> wanted) {
    return new RunRecords.Receiver() {
      @Override
      public void record(Position position, SpecificRecord value) {
        if (wanted.test(value)) told.add(new Told(position, value));
      }

      @Override
      public void unreadable(Position position, String why) {
        // Nobody knows whose it is; verify tells of it.
      }
    };
  }

  private <T> List<Placed<T>> all(Class<T> type) {
    List<Placed<T>> all = new ArrayList<>();
    for (Told each : told) {
      if (type.isInstance(each.value())) {
        all.add(new Placed<>(each.position(), type.cast(each.value())));
      }
    }
    return all;
  }

  public List<Placed<Prompt>> prompts() {
    return all(Prompt.class);
  }

  public List<Placed<Call>> calls() {
    return all(Call.class);
  }

  public List<Placed<Completion>> completions() {
    return all(Completion.class);
  }

  public List<Placed<Response>> responses() {
    return all(Response.class);
  }

  /** The judgements of a response. */
  public List<Placed<Judgement>> judgements(String responseId) {
    return all(Judgement.class).stream()
        .filter(judgement -> judgement.value().getResponseId().equals(responseId))
        .toList();
  }

  public List<Placed<Verdict>> verdicts() {
    return all(Verdict.class);
  }

  public List<Placed<PreferencePair>> pairs() {
    return all(PreferencePair.class);
  }

  public List<Placed<Outcome>> outcomes() {
    return all(Outcome.class);
  }

  public List<Placed<DeadLetter>> deadLetters() {
    return all(DeadLetter.class);
  }

  /** The mean of a response's valid judgements; empty without any. */
  public OptionalDouble score(String responseId) {
    return judgements(responseId).stream()
        .map(Placed::value)
        .filter(judgement -> judgement.getStatus() == JudgementStatus.VALID)
        .mapToDouble(Judgement::getScore)
        .average();
  }

  /** How each judgement that was compared fared, by its id, in the order of the verdicts. */
  public Map<String, Battle> battles() {
    Map<String, Battle> battles = new LinkedHashMap<>();
    for (Placed<Verdict> placed : verdicts()) {
      Verdict verdict = placed.value();
      Winner winner = verdict.getWinner();
      battles.merge(
          verdict.getFirstJudgementId(), fared(winner, Winner.FIRST, Winner.SECOND), Battle::plus);
      battles.merge(
          verdict.getSecondJudgementId(), fared(winner, Winner.SECOND, Winner.FIRST), Battle::plus);
    }
    return battles;
  }

  private static Battle fared(Winner winner, Winner self, Winner other) {
    if (winner == self) return Battle.WON;
    return winner == other ? Battle.LOST : Battle.UNDECIDED;
  }
}
