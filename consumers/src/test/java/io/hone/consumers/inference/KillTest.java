package io.hone.consumers.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hone.consumers.calls.SourceKind;
import io.hone.consumers.testing.House;
import io.hone.consumers.testing.Shared;
import io.hone.consumers.testing.TestBroker;
import io.hone.consumers.testing.TestRegistry;
import io.hone.event.Call;
import io.hone.event.Completion;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two worker processes; one of them is killed (SIGKILL) and replaced, again and again. */
@Isolated("two processes and their heirs take the machine")
@ExtendWith(Shared.class)
@Tag("slow")
class KillTest {
  private static final int SLOTS = 8;

  @ParameterizedTest
  @EnumSource(SourceKind.class)
  void shouldLoseNothingWhenProcessesAreKilled(
      SourceKind kind, TestBroker broker, TestRegistry registry)
      throws IOException, InterruptedException {
    List<Call> calls = InferenceWorkerContract.calls(900);
    int kills = 3;
    try (House house = new House(broker, registry, 2)) {
      house.ask(calls);
      Process first = worker(house, kind);
      Process second = worker(house, kind);
      try {
        for (int kill = 1; kill <= kills; kill++) {
          int until = kill * 150;
          await().atMost(Duration.ofSeconds(60)).until(() -> house.completions().size() >= until);
          first.destroyForcibly().waitFor();
          first = second;
          second = worker(house, kind);
        }
        await()
            .atMost(Duration.ofSeconds(90))
            .until(() -> ids(house.completions()).size() == calls.size());
      } finally {
        first.destroyForcibly().waitFor();
        second.destroyForcibly().waitFor();
      }

      List<Completion> found = house.completions();
      assertThat(found).allMatch(c -> c.getError() == null);
      int repeated = found.size() - calls.size();
      System.out.println(kind + ": " + repeated + " calls made again after " + kills + " kills");
      // At each kill: what it held, and the moves of partitions between the living.
      int held = kind == SourceKind.SHARE_GROUP ? 3 * SLOTS : 2 * 3 * (SLOTS + SLOTS / 2 + 16);
      assertThat(repeated).isLessThanOrEqualTo(kills * held);
    }
  }

  private static Set<String> ids(List<Completion> completions) {
    return completions.stream().map(Completion::getCallId).collect(Collectors.toSet());
  }

  private static Process worker(House house, SourceKind kind) throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElse("java"),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            WorkerMain.class.getName(),
            String.valueOf(house.kafka().get("bootstrap.servers")),
            String.valueOf(house.kafka().get("schema.registry.url")),
            house.namespace().run(),
            kind.name(),
            Integer.toString(SLOTS))
        .inheritIO()
        .start();
  }
}
