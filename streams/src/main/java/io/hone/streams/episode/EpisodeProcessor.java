package io.hone.streams.episode;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;

import io.hone.event.Completion;
import io.hone.event.DeadLetterReason;
import io.hone.event.ModelVersion;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.schemas.reading.DeadLetters;
import io.hone.schemas.reading.Reading;
import io.hone.streams.episode.EpisodeStores.Opened;
import io.hone.streams.episode.OpenCalls.Waiting;
import io.hone.streams.episode.RecentEpisodes.Playing;
import io.hone.streams.recipe.Call;
import io.hone.streams.recipe.Cast;
import io.hone.streams.recipe.Episode;
import io.hone.streams.recipe.Fact;
import io.hone.streams.recipe.Finding;
import io.hone.streams.recipe.Model;
import io.hone.streams.recipe.Move;
import io.hone.streams.recipe.Outcome;
import io.hone.streams.recipe.Pair;
import io.hone.streams.recipe.Recipe;
import io.hone.streams.recipe.play.Unfailing;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The episodes of one partition. What it holds in memory follows from its stores, so a new owner of
 * the partition goes on where the last one stopped. The same object may become the new owner, after
 * what it wrote was rolled back.
 */
final class EpisodeProcessor implements Processor<byte[], byte[], String, Object> {
  private static final long RECENT_BYTES = 16 << 20;

  private final Namespace namespace;
  private final Recipe recipe;
  private final EpisodeSettings settings;
  private final int mostOpen;
  private final Decoder decoder;
  private final EpisodeCounts counts;
  private final OpenCalls openCalls = new OpenCalls();
  private final RecentEpisodes recent = new RecentEpisodes(RECENT_BYTES);
  private @Nullable ProcessorContext<String, Object> context;
  private @Nullable EpisodeStores stores;
  private boolean resumed;
  private boolean rested; // paused at the last turn of the clock
  private long waiting; // prompts that are not admitted yet

  EpisodeProcessor(
      Namespace namespace,
      Recipe recipe,
      EpisodeSettings settings,
      int partitions,
      Deserializer<Object> deserializer,
      EpisodeCounts counts) {
    this.namespace = namespace;
    this.recipe = new Unfailing(recipe);
    this.settings = settings;
    this.mostOpen = Math.max(1, settings.open() / partitions);
    this.decoder = new Decoder(deserializer);
    this.counts = counts;
  }

  @Override
  public void init(ProcessorContext<String, Object> processorContext) {
    context = processorContext;
    stores = new EpisodeStores(processorContext);
    openCalls.clear();
    recent.clear();
    waiting = 0;
    resumed = false;
    rested = false;
    processorContext.schedule(
        settings.tick(), PunctuationType.WALL_CLOCK_TIME, now -> guarded(() -> tick(now)));
  }

  private ProcessorContext<String, Object> context() {
    return Objects.requireNonNull(context);
  }

  private EpisodeStores stores() {
    return Objects.requireNonNull(stores);
  }

  private long now() {
    return context().currentSystemTimeMs();
  }

  /** Finds out again what was in memory only; deadlines begin anew. */
  private void resume() {
    List<String> unplayed = new ArrayList<>();
    stores()
        .eachOpen(
            (promptId, opened) -> {
              openCalls.open(promptId);
              if (recipe.next(load(promptId, opened).episode()) instanceof Move.Ask ask) {
                ask.calls().forEach(call -> await(call, stores().attempt(promptId, call.id())));
              } else {
                unplayed.add(promptId);
              }
            });
    waiting = stores().countWaiting();
    counts.opened(openCalls.episodes());
    counts.waiting(waiting);
    unplayed.forEach(this::advance);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    guarded(
        () -> {
          RecordMetadata where = context().recordMetadata().orElseThrow();
          if (where.topic().equals(namespace.topic(Topic.PROMPTS))) {
            read(record, where, io.hone.event.Prompt.class, p -> submitted(p, record, where));
          } else {
            read(record, where, Completion.class, c -> completed(c, record, where));
          }
        });
  }

  private void guarded(Runnable action) {
    if (!resumed) {
      resumed = true;
      resume();
    }
    action.run();
    admit();
  }

  private <T> void read(
      Record<byte[], byte[]> record, RecordMetadata where, Class<T> type, Consumer<T> action) {
    T value;
    try {
      value = decoder.read(where.topic(), record.headers(), record.value(), type);
    } catch (Decoder.Undecodable e) {
      deadLetter(record, where, e.why());
      return;
    }
    action.accept(value);
  }

  private void submitted(
      io.hone.event.Prompt prompt, Record<byte[], byte[]> record, RecordMetadata where) {
    String promptId = prompt.getPromptId();
    if (stores().state(promptId) != null) {
      counts.duplicatePrompt();
      return;
    }
    try {
      FromContracts.prompt(prompt);
    } catch (IllegalArgumentException e) {
      deadLetter(
          record,
          where,
          new Reading.Dead<>(DeadLetterReason.INVALID, String.valueOf(e.getMessage())));
      return;
    }
    counts.accepted();
    // Nobody is overtaken: who waits is admitted before who comes.
    Optional<Course> course =
        waiting == 0 && openCalls.episodes() < mostOpen ? course() : Optional.empty();
    if (course.isPresent()) {
      open(promptId, record.value(), course.get());
    } else {
      stores().wait(where.offset(), promptId, record.value());
      waited(1);
    }
  }

  private void waited(long more) {
    waiting += more;
    counts.waiting(more);
  }

  private boolean paused() {
    ReadOnlyKeyValueStore<String, String> control =
        context().getStateStore(EpisodeTopology.CONTROL);
    return control.get(EpisodeTopology.PAUSED) != null;
  }

  /** Empty: nobody may be admitted now. */
  private Optional<Course> course() {
    if (paused()) return Optional.empty();
    ReadOnlyKeyValueStore<String, ModelVersion> models =
        context().getStateStore(EpisodeTopology.MODELS);
    List<ModelVersion> versions = new ArrayList<>();
    try (KeyValueIterator<String, ModelVersion> all = models.all()) {
      all.forEachRemaining(each -> versions.add(each.value));
    }
    return Course.of(versions, settings.initial());
  }

  private void open(String promptId, byte[] prompt, Course course) {
    Map<String, List<String>> models = new TreeMap<>();
    course
        .cast()
        .models()
        .forEach((part, model) -> models.put(part, List.of(model.name(), model.version())));
    Opened opened = new Opened(prompt, now(), course.iteration(), models);
    stores().open(promptId, opened);
    openCalls.open(promptId);
    remember(promptId, opened, List.of());
    counts.opened(1);
    advance(promptId);
  }

  private void completed(
      Completion completion, Record<byte[], byte[]> record, RecordMetadata where) {
    String promptId = completion.getPromptId();
    Optional<Waiting> awaited = openCalls.find(promptId, completion.getCallId());
    if (awaited.isEmpty()) {
      if (stores().state(promptId) == null) {
        deadLetter(
            record,
            where,
            new Reading.Dead<>(
                DeadLetterReason.ORPHANED,
                "It completes a call of prompt " + promptId + ", which was never submitted here."));
      } else {
        counts.duplicateCompletion();
      }
      return;
    }
    if (!FromContracts.isFinal(completion)) {
      counts.failedAttempt();
      if (completion.getAttempt() >= awaited.get().attempt()) {
        askAgain(promptId, List.of(awaited.get()));
      }
      return;
    }
    stores().fact(promptId, record.value(), now());
    recent.arrived(promptId, FromContracts.fact(completion), record.value().length);
    counts.fact();
    if (openCalls.answered(awaited.get())) {
      advance(promptId);
    }
  }

  /** Nobody works while the run is paused: what waits for its answer then waits anew. */
  private void tick(long now) {
    if (paused()) {
      rested = true;
      return;
    }
    if (rested) {
      rested = false;
      openCalls.renew(now + settings.patience().toMillis());
    }
    openCalls.due(now).stream()
        .collect(groupingBy(Waiting::promptId, LinkedHashMap::new, toList()))
        .forEach(this::askAgain);
  }

  /** Under the next attempt; after the last, what is asked has failed. */
  private void askAgain(String promptId, List<Waiting> unanswered) {
    Episode episode = playing(promptId).episode();
    if (!(recipe.next(episode) instanceof Move.Ask ask)) return;
    ToContracts contracts = contracts(episode);
    Map<String, Call> calls = ask.calls().stream().collect(toMap(Call::id, call -> call));
    for (Waiting waited : unanswered) {
      Call call = calls.get(waited.callId());
      if (call == null) continue;
      if (waited.attempt() < settings.attempts()) {
        int attempt = waited.attempt() + 1;
        stores().attempt(promptId, call.id(), attempt);
        ask(contracts, call, attempt);
        counts.askedAgain();
      } else {
        // It comes back as a completion, so that what has failed stands among the facts.
        Instant now = Instant.ofEpochMilli(now());
        send(Topic.COMPLETIONS, promptId, contracts.givenUp(call, waited.attempt(), now));
        await(call, waited.attempt());
        counts.givenUp();
      }
    }
  }

  private void admit() {
    while (waiting > 0 && openCalls.episodes() < mostOpen) {
      Optional<Course> course = course();
      if (course.isEmpty()) return;
      byte[] next = stores().nextWaiting();
      if (next == null) {
        throw new IllegalStateException(
            "%d prompts should wait, and the store has none.".formatted(waiting));
      }
      waited(-1);
      open(readStored(next, io.hone.event.Prompt.class).getPromptId(), next, course.get());
    }
  }

  /** Waits for a call from now on; gives the time at which it will be asked again, in ms. */
  private long await(Call call, int attempt) {
    long deadline = now() + settings.patience().toMillis();
    openCalls.put(new Waiting(call.question().promptId(), call.id(), attempt, deadline));
    return deadline;
  }

  private void ask(ToContracts contracts, Call call, int attempt) {
    Instant deadline = Instant.ofEpochMilli(await(call, attempt));
    io.hone.event.Call record =
        contracts.call(call, attempt, Instant.ofEpochMilli(now()), deadline);
    send(EpisodeTopology.workTopic(call.question().stage()), call.id(), record);
  }

  /** Asks the recipe what it says now that all it waited for is known. */
  private void advance(String promptId) {
    Playing playing = playing(promptId);
    ToContracts contracts = contracts(playing.episode());
    Move move = recipe.next(playing.episode());
    publish(promptId, contracts, move.findings());
    switch (move) {
      case Move.Ask ask -> ask.calls().forEach(call -> ask(contracts, call, 1));
      case Move.End end -> end(promptId, playing.opened(), contracts, end.outcome());
    }
  }

  private void publish(String promptId, ToContracts contracts, List<Finding> findings) {
    int before = stores().published(promptId);
    if (findings.size() <= before) return;
    for (Finding finding : findings.subList(before, findings.size())) {
      contracts.finding(finding).ifPresent(event -> send(event.topic(), promptId, event.value()));
    }
    stores().published(promptId, findings.size());
  }

  private void end(String promptId, Opened opened, ToContracts contracts, Outcome outcome) {
    for (Pair pair : outcome.pairs()) {
      send(Topic.PREFERENCES, promptId, contracts.pair(pair));
    }
    Instant admitted = Instant.ofEpochMilli(opened.admittedAt());
    send(Topic.OUTCOMES, promptId, contracts.outcome(outcome, admitted));
    openCalls.close(promptId);
    recent.remove(promptId);
    stores().end(promptId);
    counts.ended(outcome.status());
  }

  private ToContracts contracts(Episode episode) {
    return new ToContracts(namespace.run(), recipe, episode);
  }

  private Playing playing(String promptId) {
    return recent
        .find(promptId)
        .orElseGet(() -> load(promptId, Objects.requireNonNull(stores().opened(promptId))));
  }

  private Playing load(String promptId, Opened opened) {
    return remember(promptId, opened, stores().facts(promptId));
  }

  /**
   * Takes an episode into memory.
   *
   * @param completions that are its facts, as they came
   */
  private Playing remember(String promptId, Opened opened, List<byte[]> completions) {
    Map<String, Model> models = new HashMap<>();
    opened.models().forEach((part, m) -> models.put(part, new Model(m.get(0), m.get(1))));
    io.hone.event.Prompt prompt = readStored(opened.prompt(), io.hone.event.Prompt.class);
    List<Fact> facts =
        completions.stream()
            .map(bytes -> FromContracts.fact(readStored(bytes, Completion.class)))
            .toList();
    Episode episode =
        Episode.open(FromContracts.prompt(prompt), opened.iteration(), new Cast(models))
            .with(facts);
    Playing playing = new Playing(opened, episode);
    long size = completions.stream().mapToLong(bytes -> bytes.length).sum();
    recent.put(promptId, playing, opened.prompt().length + size);
    return playing;
  }

  private <T> T readStored(byte[] bytes, Class<T> type) {
    try {
      return decoder.read(namespace.topic(Topic.COMPLETIONS), new RecordHeaders(), bytes, type);
    } catch (Decoder.Undecodable e) {
      throw new IllegalStateException("A stored record cannot be read any more.", e);
    }
  }

  private void send(Topic topic, String key, Object value) {
    context().forward(new Record<>(key, value, now()), topic.shortName());
  }

  private void deadLetter(
      Record<byte[], byte[]> record, RecordMetadata where, Reading.Dead<?> why) {
    counts.deadLetter();
    ConsumerRecord<byte[], byte[]> stored =
        new ConsumerRecord<>(
            where.topic(),
            where.partition(),
            where.offset(),
            record.timestamp(),
            TimestampType.CREATE_TIME,
            ConsumerRecord.NULL_SIZE,
            ConsumerRecord.NULL_SIZE,
            record.key(),
            record.value(),
            record.headers(),
            Optional.empty());
    String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    send(
        Topic.DEAD_LETTERS,
        key,
        DeadLetters.of(stored, why, "episodes", Instant.ofEpochMilli(now())));
  }

  @Override
  public void close() {
    if (resumed) {
      counts.opened(-openCalls.episodes());
      counts.waiting(-waiting);
    }
  }
}
