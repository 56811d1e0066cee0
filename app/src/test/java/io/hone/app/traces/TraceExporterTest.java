package io.hone.app.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hone.app.Hone;
import io.hone.app.cli.CapturedOutput;
import io.hone.app.config.Config;
import io.hone.app.config.ConfigReader;
import io.hone.app.records.Committed;
import io.hone.app.role.StreamsRole;
import io.hone.app.role.WorkerRole;
import io.hone.app.stack.OpenStack;
import io.hone.event.Completion;
import io.hone.event.Outcome;
import io.hone.event.PreferencePair;
import io.hone.event.Prompt;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Episodes that are played in this process, as a collector of traces hears of them. */
@SuppressWarnings("NullAway.Init") // set before each test
@Tag("slow")
class TraceExporterTest {
  private static final int PROMPTS = 12;
  private static final Duration LONG = Duration.ofMinutes(2);

  @TempDir Path folder;

  @RegisterExtension final CapturedOutput captured = new CapturedOutput();

  private OpenStack stack;

  @BeforeEach
  void start() throws Exception {
    stack = OpenStack.start(folder.resolve("data"));
  }

  @AfterEach
  void stop() throws Exception {
    stack.close();
  }

  private static Config config(Namespace run, URI endpoint) {
    return ConfigReader.read(
        Optional.empty(),
        Map.of(),
        Map.of(
            "run", run.run(),
            "traces.endpoint", endpoint.toString(),
            "model.kind", "scripted",
            "model.script-latency", "1ms",
            "model.script-faults", "0.1",
            "worker.slots", "4",
            "recipe.actor.responses", "3",
            "recipe.actor.judgements", "2"));
  }

  private <T extends SpecificRecord> List<T> all(Namespace run, Topic topic, Class<T> type) {
    return Committed.all(stack.cluster(), run, topic, type);
  }

  private void play(Namespace run, Config config, Runnable check) throws Exception {
    Map<String, Object> kafka = stack.cluster().settings();
    try (StreamsRole episodes = StreamsRole.start(config, kafka, folder);
        WorkerRole worker = WorkerRole.start(config, kafka, folder)) {
      stack.submit(run, PROMPTS);
      await().atMost(LONG).until(() -> all(run, Topic.OUTCOMES, Outcome.class).size() == PROMPTS);
      check.run();
      assertThat(Stream.of(episodes.died(), worker.died())).noneMatch(died -> died.isDone());
    }
  }

  /** What a span says of itself, without its id. */
  private static String said(Span span, String... attributes) {
    Map<String, AnyValue> values =
        span.getAttributesList().stream()
            .collect(Collectors.toMap(a -> a.getKey(), a -> a.getValue()));
    return Stream.of(attributes)
        .map(name -> values.getOrDefault(name, AnyValue.getDefaultInstance()))
        .map(value -> value.hasIntValue() ? "" + value.getIntValue() : value.getStringValue())
        .collect(Collectors.joining(" "));
  }

  private static List<String> said(Collector collector, String name, String... attributes) {
    return collector.spans().stream()
        .filter(span -> span.getName().startsWith(name))
        .map(span -> said(span, attributes))
        .sorted()
        .toList();
  }

  private static <T> List<String> written(List<T> records, Function<T, String> as) {
    return records.stream().map(as).sorted().toList();
  }

  @Test
  void shouldSendASpanForEveryRecordOfTheTopicsAndNothingElse() throws Exception {
    Namespace run = stack.run("traced", 2);
    try (Collector collector = Collector.start()) {
      play(
          run,
          config(run, collector.endpoint()),
          () ->
              await()
                  .atMost(LONG)
                  .untilAsserted(() -> assertThat(said(collector, "")).hasSize(records(run))));

      List<PreferencePair> pairs = all(run, Topic.PREFERENCES, PreferencePair.class);
      assertThat(pairs).isNotEmpty();
      assertThat(said(collector, "pair", "hone.prompt", "hone.pair", "hone.chosen"))
          .isEqualTo(
              written(
                  pairs, p -> p.getPromptId() + " " + p.getPairId() + " " + p.getChosen().getId()));
      assertThat(said(collector, "call", "hone.prompt", "hone.call", "hone.attempt", "hone.worker"))
          .isEqualTo(
              written(
                  all(run, Topic.COMPLETIONS, Completion.class),
                  c ->
                      "%s %s %d %s"
                          .formatted(
                              c.getPromptId(), c.getCallId(), c.getAttempt(), c.getWorker())));
      assertThat(said(collector, "episode", "hone.prompt", "hone.pairs"))
          .isEqualTo(
              written(
                  all(run, Topic.OUTCOMES, Outcome.class),
                  o -> o.getPromptId() + " " + o.getPairIds().size()));
      assertThat(said(collector, "prompt", "hone.prompt"))
          .isEqualTo(written(all(run, Topic.PROMPTS, Prompt.class), Prompt::getPromptId));
      assertThat(collector.spans()).extracting(Span::getSpanId).doesNotHaveDuplicates();
      assertThatEverySpanHangsOnItsEpisode(collector.spans());
    }
  }

  private int records(Namespace run) {
    return all(run, Topic.PROMPTS, Prompt.class).size()
        + all(run, Topic.COMPLETIONS, Completion.class).size()
        + all(run, Topic.PREFERENCES, PreferencePair.class).size()
        + all(run, Topic.OUTCOMES, Outcome.class).size();
  }

  private static void assertThatEverySpanHangsOnItsEpisode(List<Span> spans) {
    Map<String, String> roots =
        spans.stream()
            .filter(span -> span.getName().equals("episode"))
            .collect(
                Collectors.toMap(
                    span -> Collector.id(span.getTraceId()),
                    span -> Collector.id(span.getSpanId())));
    assertThat(roots).hasSize(PROMPTS);
    assertThat(spans)
        .filteredOn(span -> !span.getName().equals("episode"))
        .allSatisfy(
            span ->
                assertThat(Collector.id(span.getParentSpanId()))
                    .isEqualTo(roots.get(Collector.id(span.getTraceId()))));
  }

  @Test
  void shouldNotHoldUpARunOrItsEndWhenTheCollectorNeverAnswers() throws Exception {
    Namespace run = stack.run("unheard", 2);
    long[] played = new long[1];
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      URI endpoint = URI.create("http://127.0.0.1:" + silent.getLocalPort());

      play(run, config(run, endpoint), () -> played[0] = System.nanoTime());

      assertThat(Duration.ofNanos(System.nanoTime() - played[0]))
          .isLessThan(Duration.ofSeconds(30));
    }
  }

  @Test
  void shouldRefuseAWrongEndpointInOneSentenceBeforeAnythingIsPlayed() {
    Namespace run = stack.run("refused", 1);
    List<String> line = new ArrayList<>(List.of("streams", "--run", run.run()));
    line.addAll(List.of("--set", "traces.endpoint=localhost:4318"));
    line.addAll(stack.options());

    int code = Hone.run(line.toArray(String[]::new));

    assertThat(code).isNotZero();
    assertThat(captured.err().toString(StandardCharsets.UTF_8))
        .contains("traces.endpoint is localhost:4318, which is no plain address of a collector")
        .doesNotContain("Exception");
  }
}
