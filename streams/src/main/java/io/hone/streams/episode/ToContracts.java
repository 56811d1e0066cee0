package io.hone.streams.episode;

import io.hone.event.CallError;
import io.hone.event.CallErrorKind;
import io.hone.event.ChatMessage;
import io.hone.event.ChatRole;
import io.hone.event.Completion;
import io.hone.event.ContentKind;
import io.hone.event.ContentPart;
import io.hone.event.FinishReason;
import io.hone.event.JudgementStatus;
import io.hone.event.Lineage;
import io.hone.event.ModelRef;
import io.hone.event.OutcomeStatus;
import io.hone.event.PairKind;
import io.hone.event.PreferencePair;
import io.hone.event.TokenCounts;
import io.hone.schemas.catalog.Topic;
import io.hone.streams.recipe.Call;
import io.hone.streams.recipe.Candidate;
import io.hone.streams.recipe.Conversation;
import io.hone.streams.recipe.Drawn;
import io.hone.streams.recipe.Episode;
import io.hone.streams.recipe.Fact;
import io.hone.streams.recipe.Finding;
import io.hone.streams.recipe.Judgement;
import io.hone.streams.recipe.Message;
import io.hone.streams.recipe.Model;
import io.hone.streams.recipe.Note;
import io.hone.streams.recipe.Outcome;
import io.hone.streams.recipe.Pair;
import io.hone.streams.recipe.Part;
import io.hone.streams.recipe.Question;
import io.hone.streams.recipe.Recipe;
import io.hone.streams.recipe.Response;
import io.hone.streams.recipe.Sample;
import io.hone.streams.recipe.Sampling;
import io.hone.streams.recipe.Score;
import io.hone.streams.recipe.Stage;
import io.hone.streams.recipe.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What a recipe says of one episode, as the contracts' records. */
public final class ToContracts {
  private final String run;
  private final Recipe recipe;
  private final Episode episode;

  /**
   * @param run whose topics the records go to
   * @param recipe by whose rules
   */
  public ToContracts(String run, Recipe recipe, Episode episode) {
    this.run = run;
    this.recipe = recipe;
    this.episode = episode;
  }

  private Lineage lineage(String templateHash) {
    return Lineage.newBuilder()
        .setRun(run)
        .setRecipe(recipe.name())
        .setRecipeConfigHash(recipe.configHash())
        .setTemplateHash(templateHash.isEmpty() ? null : templateHash)
        .setIteration(episode.iteration())
        .build();
  }

  /**
   * A call as asked now.
   *
   * @param attempt from 1
   * @param deadline when it will be asked again
   */
  public io.hone.event.Call call(Call call, int attempt, Instant now, Instant deadline) {
    Question question = call.question();
    return io.hone.event.Call.newBuilder()
        .setCallId(call.id())
        .setPromptId(question.promptId())
        .setLineage(lineage(question.templateHash()))
        .setStage(stage(question.stage()))
        .setAttempt(attempt)
        .setModel(model(question.model()))
        .setMessages(messages(question.conversation()))
        .setSampling(sampling(call))
        .setSubjects(question.subjects())
        .setPlace(call.place())
        .setAskedAt(now)
        .setDeadline(deadline)
        .build();
  }

  /** The completion of a call that is given up. */
  public Completion givenUp(Call call, int attempts, Instant now) {
    return Completion.newBuilder()
        .setCallId(call.id())
        .setPromptId(call.question().promptId())
        .setLineage(lineage(call.question().templateHash()))
        .setStage(stage(call.question().stage()))
        .setAttempt(attempts)
        .setModel(model(call.question().model()))
        .setSampling(sampling(call))
        .setSamples(List.of())
        .setError(
            CallError.newBuilder()
                .setKind(CallErrorKind.TIMEOUT)
                .setMessage("No answer after %d attempts.".formatted(attempts))
                .build())
        .setTokens(tokens(Fact.Cost.NONE))
        .setWorker(FromContracts.GIVEN_UP_BY)
        .setQueued(0L)
        .setLatency(0L)
        .setCompletedAt(now)
        .build();
  }

  /** A record and where it goes. */
  public record Event(Topic topic, SpecificRecord value) {}

  /** A reading as the event of its kind; empty for what stays in the completions. */
  public Optional<Event> finding(Finding finding) {
    return switch (finding) {
      case Response response -> Optional.of(new Event(Topic.RESPONSES, response(response)));
      case Judgement judgement -> Optional.of(new Event(Topic.JUDGEMENTS, judgement(judgement)));
      case Verdict verdict -> Optional.of(new Event(Topic.VERDICTS, verdict(verdict)));
      case Note note -> Optional.empty();
    };
  }

  private io.hone.event.Response response(Response response) {
    Drawn drawn = response.drawn();
    return io.hone.event.Response.newBuilder()
        .setResponseId(response.id())
        .setPromptId(episode.prompt().id())
        .setLineage(lineage(drawn.call().question().templateHash()))
        .setCallId(drawn.call().id())
        .setSampleIndex(drawn.index())
        .setActor(model(drawn.model()))
        .setSampling(sampling(drawn.call()))
        .setText(response.text())
        .setLength(response.length())
        .setTokens(drawn.failed() ? 0 : drawn.sample().tokens())
        .setFinishReason(finish(drawn))
        .setMeanLogprob(drawn.failed() ? null : boxed(drawn.sample()))
        .setDuplicateOf(response.duplicate() ? response.standsFor() : null)
        .setAnsweredAt(drawn.at())
        .build();
  }

  private io.hone.event.Judgement judgement(Judgement judgement) {
    Drawn drawn = judgement.drawn();
    return io.hone.event.Judgement.newBuilder()
        .setJudgementId(judgement.id())
        .setPromptId(episode.prompt().id())
        .setResponseId(judgement.response().id())
        .setLineage(lineage(drawn.call().question().templateHash()))
        .setCallId(drawn.call().id())
        .setSampleIndex(drawn.index())
        .setActor(model(judgement.response().drawn().model()))
        .setJudge(model(drawn.model()))
        .setSampling(sampling(drawn.call()))
        .setText(judgement.text())
        .setScore(points(judgement.score()))
        .setStatus(status(judgement.score()))
        .setLength(judgement.length())
        .setTokens(drawn.failed() ? 0 : drawn.sample().tokens())
        .setFinishReason(finish(drawn))
        .setJudgedAt(drawn.at())
        .build();
  }

  private io.hone.event.Verdict verdict(Verdict verdict) {
    Drawn drawn = verdict.drawn();
    return io.hone.event.Verdict.newBuilder()
        .setVerdictId(verdict.id())
        .setPromptId(episode.prompt().id())
        .setResponseId(verdict.first().response().id())
        .setFirstJudgementId(verdict.first().id())
        .setSecondJudgementId(verdict.second().id())
        .setLineage(lineage(drawn.call().question().templateHash()))
        .setCallId(drawn.call().id())
        .setSampleIndex(drawn.index())
        .setActor(model(verdict.first().response().drawn().model()))
        .setJudge(model(verdict.first().drawn().model()))
        .setMetaJudge(model(drawn.model()))
        .setSampling(sampling(drawn.call()))
        .setText(drawn.text())
        .setWinner(io.hone.event.Winner.valueOf(verdict.winner().name()))
        .setScoresShown(verdict.scoresShown())
        .setTokens(drawn.failed() ? 0 : drawn.sample().tokens())
        .setFinishReason(finish(drawn))
        .setDecidedAt(drawn.at())
        .build();
  }

  /**
   * A pair; its time is that of the last fact it rests on, so that a replay gives the same bytes.
   */
  public PreferencePair pair(Pair pair) {
    return PreferencePair.newBuilder()
        .setPairId(pair.id())
        .setPromptId(episode.prompt().id())
        .setLineage(lineage(""))
        .setKind(PairKind.valueOf(pair.skill().name()))
        .setMessages(messages(pair.conversation()))
        .setChosen(candidate(pair.chosen()))
        .setRejected(pair.rejected().isEmpty() ? null : candidate(pair.rejected().getFirst()))
        .setWeight(pair.weight())
        .setPolicy(model(episode.cast().policy()))
        .setActor(actor(pair))
        .setJudge(by(pair, Judgement.class).orElse(null))
        .setMetaJudge(by(pair, Verdict.class).orElse(null))
        .setEvidence(pair.evidence().stream().map(Finding::id).toList())
        .setReason(pair.reason())
        .setPairedAt(pair.at())
        .build();
  }

  private ModelRef actor(Pair pair) {
    return by(pair, Response.class)
        .or(
            () ->
                pair.evidence().stream()
                    .filter(Judgement.class::isInstance)
                    .map(finding -> model(((Judgement) finding).response().drawn().model()))
                    .findFirst())
        .orElseGet(() -> model(episode.cast().policy()));
  }

  private static Optional<ModelRef> by(Pair pair, Class<? extends Finding> kind) {
    return pair.evidence().stream()
        .filter(kind::isInstance)
        .map(finding -> model(finding.drawn().model()))
        .findFirst();
  }

  private static io.hone.event.Candidate candidate(Candidate candidate) {
    return io.hone.event.Candidate.newBuilder()
        .setId(candidate.id())
        .setText(candidate.text())
        .setTokenIds(candidate.sample().tokenIds())
        .setLength(candidate.length())
        .setScore(Double.isNaN(candidate.score()) ? null : candidate.score())
        .setElo(Double.isNaN(candidate.rating()) ? null : candidate.rating())
        .setBallots(candidate.ballots())
        .build();
  }

  /**
   * How the episode ended; its time is that of its last fact.
   *
   * @param admitted when it was opened
   */
  public io.hone.event.Outcome outcome(Outcome outcome, Instant admitted) {
    Instant ended = episode.facts().stream().map(Fact::at).max(Instant::compareTo).orElse(admitted);
    Fact.Cost cost =
        episode.facts().stream().map(Fact::cost).reduce(Fact.Cost.NONE, Fact.Cost::plus);
    return io.hone.event.Outcome.newBuilder()
        .setPromptId(episode.prompt().id())
        .setLineage(lineage(""))
        .setPolicy(model(episode.cast().policy()))
        .setStatus(OutcomeStatus.valueOf(outcome.status().name()))
        .setReason(outcome.reason().word())
        .setDetail(outcome.reason().detail())
        .setPairIds(outcome.pairs().stream().map(Pair::id).toList())
        .setCounts(outcome.tally().counts())
        .setTokens(tokens(cost))
        .setAdmittedAt(admitted)
        .setEndedAt(ended)
        .build();
  }

  private static TokenCounts tokens(Fact.Cost cost) {
    return TokenCounts.newBuilder()
        .setPrompt(cost.prompt())
        .setCompletion(cost.completion())
        .setCached(cost.cached())
        .build();
  }

  private static ModelRef model(Model model) {
    return ModelRef.newBuilder().setName(model.name()).setVersion(model.version()).build();
  }

  private static io.hone.event.Stage stage(Stage stage) {
    return io.hone.event.Stage.valueOf(stage.name());
  }

  private static io.hone.event.Sampling sampling(Call call) {
    Sampling sampling = call.question().sampling();
    return io.hone.event.Sampling.newBuilder()
        .setTemperature(sampling.temperature())
        .setTopP(sampling.topP())
        .setTopK(sampling.topK())
        .setMaxTokens(sampling.maxTokens())
        .setStop(sampling.stop())
        .setSeed(call.seed())
        .setSamples(sampling.samples())
        .setLogprobs(sampling.logprobs())
        .build();
  }

  /** The messages of a conversation. */
  public static List<ChatMessage> messages(Conversation conversation) {
    return conversation.messages().stream().map(ToContracts::message).toList();
  }

  private static ChatMessage message(Message message) {
    return ChatMessage.newBuilder()
        .setRole(ChatRole.valueOf(message.role().name()))
        .setParts(message.parts().stream().map(ToContracts::part).toList())
        .build();
  }

  private static ContentPart part(Part part) {
    ContentPart.Builder builder = ContentPart.newBuilder();
    return switch (part) {
      case Part.Text text -> builder.setKind(ContentKind.TEXT).setText(text.text()).build();
      case Part.Image image ->
          builder
              .setKind(ContentKind.IMAGE)
              .setText(image.alternative())
              .setMediaType(image.mediaType())
              .setUri(image.uri())
              .setSha256(image.sha256())
              .build();
    };
  }

  private static FinishReason finish(Drawn drawn) {
    return drawn.failed()
        ? FinishReason.ERROR
        : FinishReason.valueOf(drawn.sample().finish().name());
  }

  private static @Nullable Double boxed(Sample sample) {
    return sample.meanLogprob().isPresent() ? sample.meanLogprob().getAsDouble() : null;
  }

  private static @Nullable Double points(Score score) {
    return switch (score) {
      case Score.Points points -> points.value();
      case Score.OutOfRange outside -> outside.value();
      case Score.Missing missing -> null;
    };
  }

  private static JudgementStatus status(Score score) {
    return switch (score) {
      case Score.Points points -> JudgementStatus.VALID;
      case Score.OutOfRange outside -> JudgementStatus.OUT_OF_RANGE;
      case Score.Missing missing ->
          missing == Score.Missing.CALL_FAILED
              ? JudgementStatus.CALL_FAILED
              : JudgementStatus.UNPARSABLE;
    };
  }
}
