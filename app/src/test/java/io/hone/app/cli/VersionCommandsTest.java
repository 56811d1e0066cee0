package io.hone.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hone.app.Hone;
import io.hone.app.records.RunTail;
import io.hone.app.stack.OpenStack;
import io.hone.event.ConsumedRange;
import io.hone.event.ControlCommand;
import io.hone.event.ControlKind;
import io.hone.event.Measure;
import io.hone.event.ModelForm;
import io.hone.event.ModelRef;
import io.hone.event.ModelState;
import io.hone.event.ModelVersion;
import io.hone.event.Training;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.streams.account.Position;
import io.hone.streams.account.RunRecords.Receiver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code models list}, {@code promote}, {@code rollback}, {@code pause} and {@code resume}. */
@Tag("slow")
@SuppressWarnings("NullAway.Init") // set before the tests
class VersionCommandsTest {
  @TempDir private static Path data;
  private static OpenStack stack;

  @RegisterExtension private final CapturedOutput output = new CapturedOutput();

  private Namespace run;

  @BeforeAll
  static void start() throws IOException {
    stack = OpenStack.start(data);
  }

  @AfterAll
  static void stop() throws IOException {
    stack.close();
  }

  @BeforeEach
  void create(TestInfo test) {
    run = stack.run(test);
  }

  private void announce(String version, @Nullable String parent, ModelState state, String reason) {
    ModelVersion record =
        ModelVersion.newBuilder()
            .setModel(new ModelRef("policy", version))
            .setParent(parent)
            .setBase("b".repeat(64))
            .setForm(parent == null ? ModelForm.FULL : ModelForm.ADAPTER)
            .setState(state)
            .setReason(reason)
            .setTraining(parent == null ? null : training())
            .setMeasures(Map.of("win_rate", new Measure(0.625, 0.5, 0.75, 80L)))
            .setRun(run.run())
            .setChangedAt(Instant.now())
            .build();
    stack.write(run, Topic.MODELS, version, record);
  }

  private Training training() {
    List<ConsumedRange> ranges =
        List.of(
            new ConsumedRange(run.topic(Topic.PREFERENCES), 0, 10L, 30L),
            new ConsumedRange(run.topic(Topic.OUTCOMES), 0, 5L, 20L));
    return new Training("0", 0, 16L, 4L, 2L, 12L, ranges);
  }

  private int hone(String... arguments) {
    output.out().reset();
    output.err().reset();
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--run", run.run(), "--data", data.toString()));
    return Hone.run(all.toArray(String[]::new));
  }

  private String said() {
    return output.out().toString(StandardCharsets.UTF_8);
  }

  private String complained() {
    return output.err().toString(StandardCharsets.UTF_8);
  }

  private List<ControlCommand> orders() {
    List<ControlCommand> found = new ArrayList<>();
    try (RunTail tail = RunTail.open(stack.cluster(), run, Set.of(Topic.CONTROL), Set.of())) {
      do tail.poll(Duration.ofMillis(200), into(found));
      while (!tail.caughtUp());
    }
    return found;
  }

  private static Receiver into(List<ControlCommand> found) {
    return new Receiver() {
      @Override
      public void record(Position position, SpecificRecord value) {
        found.add((ControlCommand) value);
      }

      @Override
      public void unreadable(Position position, String why) {
        throw new AssertionError(why);
      }
    };
  }

  /** As much of a trainer as obeys: says what it is told to as soon as an order comes. */
  private final class Obeying implements AutoCloseable {
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread thread;

    Obeying(Runnable obeying) {
      thread =
          Thread.ofVirtual()
              .start(
                  () -> {
                    List<ControlCommand> seen = new ArrayList<>();
                    try (RunTail tail =
                        RunTail.open(stack.cluster(), run, Set.of(Topic.CONTROL), Set.of())) {
                      while (!closed.get() && seen.isEmpty()) {
                        tail.poll(Duration.ofMillis(50), into(seen));
                      }
                      if (!seen.isEmpty()) obeying.run();
                    }
                  });
    }

    @Override
    public void close() {
      closed.set(true);
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Test
  void shouldListVersionsForPeople() {
    announce("base", null, ModelState.RETIRED, "v1 took over");
    announce("v1", "base", ModelState.PROMOTED, "wins 62 %\u001b[31m of 80");

    int code = hone("models", "list");

    assertThat(code).isZero();
    assertThat(said())
        .containsSubsequence(
            "base  retired, ",
            "reason      v1 took over",
            "v1  promoted, from base, ",
            "reason      wins 62 %\\u001b[31m of 80",
            "trained on  20 pairs (16 actor, 4 judge; 2 stale left out) of 35 records, 12 steps",
            "scores      win_rate 0.625 [0.500, 0.750]");
  }

  @Test
  void shouldListVersionsForPrograms() throws IOException {
    announce("base", null, ModelState.PROMOTED, "the first");

    int code = hone("models", "list", "--json");

    JsonNode json = new ObjectMapper().readTree(said());
    assertThat(code).isZero();
    assertThat(json.path("promoted").asText()).isEqualTo("base");
    JsonNode version = json.path("versions").path(0);
    assertThat(version.path("state").asText()).isEqualTo("promoted");
    assertThat(version.path("training").isNull()).isTrue();
    assertThat(version.path("measures").path("win_rate").path("count").asInt()).isEqualTo(80);
  }

  @Test
  void shouldSayThatThereAreNoVersionsYet() {
    int code = hone("models", "list");

    assertThat(code).isZero();
    assertThat(said()).contains("has no versions yet");
  }

  @Test
  void shouldWaitUntilAVersionIsPromoted() {
    announce("base", null, ModelState.PROMOTED, "");
    announce("v1", "base", ModelState.RETIRED, "");
    int code;
    try (Obeying trainer = new Obeying(() -> announce("v1", "base", ModelState.PROMOTED, ""))) {
      code = hone("promote", "v1", "--why", "a second look");
    }

    assertThat(complained()).isEmpty();
    assertThat(code).isZero();
    assertThat(said()).isEqualTo("Version v1 is promoted.\n");
    ControlCommand order = orders().getFirst();
    assertThat(order.getKind()).isEqualTo(ControlKind.PROMOTE);
    assertThat(order.getTarget()).isEqualTo("v1");
    assertThat(order.getWhy()).isEqualTo("a second look");
    assertThat(order.getRun()).isEqualTo(run.run());
  }

  @Test
  void shouldWaitUntilTheLastVersionIsTakenBack() {
    announce("base", null, ModelState.RETIRED, "");
    announce("v1", "base", ModelState.PROMOTED, "");
    int code;
    try (Obeying trainer =
        new Obeying(
            () -> {
              announce("v1", "base", ModelState.ROLLED_BACK, "");
              announce("base", null, ModelState.PROMOTED, "");
            })) {
      code = hone("rollback", "--json");
    }

    assertThat(complained()).isEmpty();
    assertThat(code).isZero();
    assertThat(said()).contains("\"target\" : \"v1\"", "\"promoted\" : \"base\"");
    assertThat(orders().getFirst().getKind()).isEqualTo(ControlKind.ROLLBACK);
  }

  @Test
  void shouldSayThatNoTrainerObeys() {
    announce("base", null, ModelState.PROMOTED, "");
    announce("v1", "base", ModelState.RETIRED, "");

    int code = hone("promote", "v1", "--wait", "0");

    assertThat(code).isEqualTo(1);
    assertThat(complained()).contains("no trainer has obeyed within 0 s", "./hone trainer");
    assertThat(orders()).hasSize(1);
  }

  @Test
  void shouldSayWhyTheTrainerRefuses() {
    announce("base", null, ModelState.PROMOTED, "");
    announce("v1", "base", ModelState.RETIRED, "");
    int code;
    try (Obeying trainer = new Obeying(() -> refuse("v1 has no weights"))) {
      code = hone("promote", "v1");
    }

    assertThat(code).isEqualTo(1);
    assertThat(complained())
        .isEqualTo(
            "hone: the trainer does not obey the order about version v1: v1 has no weights\n");
  }

  private void refuse(String why) {
    String order = orders().getFirst().getCommandId();
    ControlCommand answer =
        ControlCommand.newBuilder()
            .setCommandId("refused-" + order)
            .setRun(run.run())
            .setKind(ControlKind.REFUSED)
            .setTarget(order)
            .setIssuedBy("trainer")
            .setWhy(why)
            .setIssuedAt(Instant.now())
            .build();
    stack.write(run, Topic.CONTROL, answer.getCommandId(), answer);
  }

  @Test
  void shouldRefuseWhatCannotBePromoted() {
    announce("base", null, ModelState.PROMOTED, "");
    announce("v1", "base", ModelState.REJECTED, "it lost");
    announce("v2", "base", ModelState.CANDIDATE, "");
    List<String> answers = new ArrayList<>();

    for (String version : List.of("v9", "base", "v1", "v2")) {
      assertThat(hone("promote", version)).isEqualTo(1);
      answers.add(complained());
    }

    assertThat(answers.get(0)).contains("version 'v9' was never announced: there are base, v1, v2");
    assertThat(answers.get(1)).contains("version base is promoted already");
    assertThat(answers.get(2)).contains("version v1 was rejected (it lost)", "--force");
    assertThat(answers.get(3)).contains("version v2 is not examined yet", "--force");
    assertThat(orders()).isEmpty();
  }

  @Test
  void shouldPromoteARejectedVersionByForce() {
    announce("base", null, ModelState.PROMOTED, "");
    announce("v1", "base", ModelState.REJECTED, "it lost");

    hone("promote", "v1", "--force", "--wait", "0");

    assertThat(orders().getFirst().getArguments()).containsEntry("force", "true");
  }

  @Test
  void shouldRefuseToGoBackBehindTheFirst() {
    assertThat(hone("rollback")).isEqualTo(1);
    assertThat(complained()).contains("no version is promoted");
    announce("base", null, ModelState.PROMOTED, "");

    int code = hone("rollback");

    assertThat(code).isEqualTo(1);
    assertThat(complained()).contains("version base is the first of its run");
    assertThat(orders()).isEmpty();
  }

  @Test
  void shouldPauseAndResume() {
    int paused = hone("pause", "--why", "the disk is changed");
    String halted = said();
    int resumed = hone("resume");

    assertThat(paused).isZero();
    assertThat(resumed).isZero();
    assertThat(halted).contains("is paused", "./hone resume");
    assertThat(orders().stream().map(ControlCommand::getKind))
        .containsExactly(ControlKind.PAUSE, ControlKind.RESUME);
    assertThat(orders().getFirst().getWhy()).isEqualTo("the disk is changed");
  }
}
