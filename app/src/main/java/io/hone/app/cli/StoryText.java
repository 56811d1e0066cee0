package io.hone.app.cli;

import io.hone.app.records.Spelling;
import io.hone.event.Call;
import io.hone.event.Candidate;
import io.hone.event.ChatMessage;
import io.hone.event.Completion;
import io.hone.event.DeadLetter;
import io.hone.event.Judgement;
import io.hone.event.JudgementStatus;
import io.hone.event.ModelRef;
import io.hone.event.Outcome;
import io.hone.event.PreferencePair;
import io.hone.event.Prompt;
import io.hone.event.Response;
import io.hone.event.Verdict;
import io.hone.streams.account.Position;
import io.hone.streams.account.Search;
import io.hone.streams.account.Story;
import io.hone.streams.account.Story.Placed;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** An episode's story for people, from its prompt to its end. */
final class StoryText {
  private static final String INDENT = "    ";

  private final Output output;
  private final Search.Found found;
  private final Story story;

  StoryText(Output output, Search.Found found, Story story) {
    this.output = output;
    this.found = found;
    this.story = story;
  }

  void print() {
    story.prompts().stream().limit(1).forEach(this::prompt);
    printCalls();
    story.responses().forEach(this::response);
    printVerdicts();
    story.pairs().forEach(this::pair);
    story.deadLetters().forEach(this::deadLetter);
    story.outcomes().forEach(this::outcome);
    if (story.outcomes().isEmpty()) {
      head("Open", "It has not ended.");
    }
    output.out().flush();
  }

  private void prompt(Placed<Prompt> placed) {
    Prompt prompt = placed.value();
    head("Prompt", named(prompt.getPromptId()) + at(placed.position()));
    int again = story.prompts().size() - 1;
    line(
        "from %s, submitted %s%s"
            .formatted(
                prompt.getSource(),
                prompt.getSubmittedAt(),
                again > 0 ? ", and %d times again".formatted(again) : ""));
    new TreeMap<>(prompt.getAttributes()).forEach((name, value) -> line(name + ": " + value));
    for (ChatMessage message : prompt.getMessages()) {
      line(Spelling.of(message.getRole()) + ":");
      text(
          message.getParts().stream()
              .map(part -> part.getText() == null ? "" : part.getText())
              .collect(Collectors.joining("\n")));
    }
  }

  private void printCalls() {
    head("Calls", "");
    Map<String, List<Placed<Call>>> calls =
        story.calls().stream()
            .collect(
                Collectors.groupingBy(
                    placed -> placed.value().getStage().name(), TreeMap::new, Collectors.toList()));
    calls.forEach(
        (stage, asked) ->
            line(
                "%s: %d calls, %d records, asked of %s"
                    .formatted(
                        stage.toLowerCase(Locale.ROOT).replace('_', '-'),
                        asked.stream().map(call -> call.value().getCallId()).distinct().count(),
                        asked.size(),
                        asked.stream()
                            .map(call -> model(call.value().getModel()))
                            .distinct()
                            .collect(Collectors.joining(", ")))));
    for (Placed<Call> placed : story.calls()) {
      Call call = placed.value();
      if (found.id().equals(call.getCallId())) {
        line(
            "%s, attempt %d, %s%s"
                .formatted(
                    named(call.getCallId()),
                    call.getAttempt(),
                    call.getPlace(),
                    at(placed.position())));
      }
    }
    line("%d completions".formatted(story.completions().size()));
    story.completions().forEach(this::completion);
  }

  /** Only what did not go as it should, and what was asked for. */
  private void completion(Placed<Completion> placed) {
    Completion completion = placed.value();
    boolean meant = found.id().equals(completion.getCallId());
    if (completion.getError() == null && !meant) return;
    String how =
        completion.getError() == null
            ? "answered"
            : "failed as %s (%s)"
                .formatted(completion.getError().getKind(), completion.getError().getMessage());
    line(
        "%s, attempt %d by %s: %s%s"
            .formatted(
                named(completion.getCallId()),
                completion.getAttempt(),
                completion.getWorker(),
                how,
                at(placed.position())));
    if (meant) completion.getSamples().forEach(sample -> text(sample.getText()));
  }

  private void response(Placed<Response> placed) {
    Response response = placed.value();
    String id = response.getResponseId();
    head("Response", named(id) + role(id) + at(placed.position()));
    List<Placed<Judgement>> judgements = story.judgements(id);
    long valid =
        judgements.stream()
            .filter(each -> each.value().getStatus() == JudgementStatus.VALID)
            .count();
    String score =
        story.score(id).isEmpty()
            ? "no score"
            : String.format(Locale.ROOT, "score %.2f", story.score(id).getAsDouble());
    line(
        "%s of %d valid judgements (%d asked), %d characters, %d tokens, ended by %s, by %s"
            .formatted(
                score,
                valid,
                judgements.size(),
                response.getLength(),
                response.getTokens(),
                response.getFinishReason(),
                model(response.getActor())));
    if (response.getDuplicateOf() != null) {
      line("the same text as " + named(response.getDuplicateOf()) + ", which stands for it");
    }
    text(response.getText());
    judgements.forEach(this::judgement);
  }

  private void judgement(Placed<Judgement> placed) {
    Judgement judgement = placed.value();
    String id = judgement.getJudgementId();
    Story.Battle battle = story.battles().get(id);
    line(
        "judgement %s%s: %s, %d characters, by %s%s%s"
            .formatted(
                named(id),
                role(id),
                judgement.getScore() == null
                    ? Spelling.hyphenated(judgement.getStatus())
                    : judgement.getScore()
                        + (judgement.getStatus() == JudgementStatus.VALID
                            ? " points"
                            : " points, out of range"),
                judgement.getLength(),
                model(judgement.getJudge()),
                battle == null
                    ? ""
                    : ", won %d, lost %d, undecided %d"
                        .formatted(battle.won(), battle.lost(), battle.undecided()),
                at(placed.position())));
    if (found.id().equals(id) || !role(id).isEmpty()) text(judgement.getText());
  }

  private void printVerdicts() {
    if (story.verdicts().isEmpty()) return;
    head(
        "Verdicts",
        "on judgements of " + named(story.verdicts().getFirst().value().getResponseId()));
    for (Placed<Verdict> placed : story.verdicts()) {
      Verdict verdict = placed.value();
      line(
          "%s: A %s, B %s: %s, by %s%s"
              .formatted(
                  named(verdict.getVerdictId()),
                  verdict.getFirstJudgementId(),
                  verdict.getSecondJudgementId(),
                  winner(verdict),
                  model(verdict.getMetaJudge()),
                  at(placed.position())));
      if (found.id().equals(verdict.getVerdictId())) text(verdict.getText());
    }
  }

  private static String winner(Verdict verdict) {
    return switch (verdict.getWinner()) {
      case FIRST -> "A wins";
      case SECOND -> "B wins";
      case TIE -> "a tie";
      case UNPARSABLE -> "unparsable";
      case CALL_FAILED -> "call failed";
      case UNKNOWN -> "unknown";
    };
  }

  private void pair(Placed<PreferencePair> placed) {
    PreferencePair pair = placed.value();
    head(
        "Pair",
        "%s for the %s%s"
            .formatted(
                named(pair.getPairId()),
                Spelling.hyphenated(pair.getKind()),
                at(placed.position())));
    line("why: " + pair.getReason());
    line("chosen " + candidate(pair.getChosen()));
    if (pair.getRejected() != null) line("rejected " + candidate(pair.getRejected()));
    line(
        "made under %s, iteration %d, of %d readings"
            .formatted(
                model(pair.getPolicy()),
                pair.getLineage().getIteration(),
                pair.getEvidence().size()));
  }

  private static String candidate(Candidate candidate) {
    StringBuilder text = new StringBuilder(candidate.getId());
    if (candidate.getScore() != null) {
      text.append(String.format(Locale.ROOT, ", score %.2f", candidate.getScore()));
    }
    if (candidate.getElo() != null) {
      text.append(String.format(Locale.ROOT, ", Elo %.3f", candidate.getElo()));
    }
    return text.append(
            ", %d characters, %d ballots".formatted(candidate.getLength(), candidate.getBallots()))
        .toString();
  }

  private void deadLetter(Placed<DeadLetter> placed) {
    DeadLetter letter = placed.value();
    head("Dead letter", "of " + letter.getComponent() + at(placed.position()));
    line(
        "%s: %s (%s-%d@%d)"
            .formatted(
                letter.getReason(),
                letter.getDetail(),
                letter.getTopic(),
                letter.getPartition(),
                letter.getOffset()));
  }

  private void outcome(Placed<Outcome> placed) {
    Outcome outcome = placed.value();
    head("Outcome", Spelling.spaced(outcome.getStatus()) + at(placed.position()));
    if (!outcome.getReason().isEmpty()) line(outcome.getReason() + ": " + outcome.getDetail());
    line(
        "admitted %s under %s, iteration %d, ended %s"
            .formatted(
                outcome.getAdmittedAt(),
                model(outcome.getPolicy()),
                outcome.getLineage().getIteration(),
                outcome.getEndedAt()));
    line(
        "%s with configuration %s"
            .formatted(
                outcome.getLineage().getRecipe(), outcome.getLineage().getRecipeConfigHash()));
    line(
        "%d tokens read, %d written"
            .formatted(outcome.getTokens().getPrompt(), outcome.getTokens().getCompletion()));
    new TreeMap<>(outcome.getCounts()).forEach((name, count) -> line(name + " " + count));
  }

  /** Which side of a pair it is. */
  private String role(String id) {
    return story.pairs().stream()
        .map(Placed::value)
        .map(
            pair -> {
              if (pair.getChosen().getId().equals(id)) return " (chosen)";
              boolean rejected =
                  pair.getRejected() != null && pair.getRejected().getId().equals(id);
              return rejected ? " (rejected)" : "";
            })
        .filter(role -> !role.isEmpty())
        .findFirst()
        .orElse("");
  }

  /** An id, marked if it is the one that was asked for. */
  private String named(String id) {
    return found.id().equals(id) ? id + " <-- asked for" : id;
  }

  private static String model(ModelRef model) {
    return model.getName() + " " + model.getVersion();
  }

  private static String at(Position position) {
    return "  [" + position + "]";
  }

  /** The kind stands out; what follows may hold anything. */
  private void head(String kind, String rest) {
    output.out().println();
    output.out().println(output.strong(kind) + (rest.isEmpty() ? "" : " " + Harmless.line(rest)));
  }

  private void line(String text) {
    output.out().println("  " + Harmless.line(text));
  }

  private void text(String text) {
    Harmless.lines(text).lines().forEach(each -> output.out().println(INDENT + "| " + each));
  }
}
