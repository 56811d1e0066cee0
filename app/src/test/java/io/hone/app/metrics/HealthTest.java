package io.hone.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.app.web.Access;
import io.hone.app.web.Answer;
import io.hone.app.web.Request;
import io.hone.app.web.Route;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthTest {
  private final AtomicReference<Optional<String>> flaw = new AtomicReference<>(Optional.empty());
  private final Health health = new Health();

  @BeforeEach
  void check() {
    health.ready(new Health.Check("worker", flaw::get));
    health.ready(new Health.Check("account", Optional::empty));
  }

  private Answer.Whole ask(String path) {
    Route route =
        health.routes().stream().filter(each -> each.path().equals(path)).findFirst().orElseThrow();
    assertThat(route.access()).isEqualTo(Access.OPEN);
    return (Answer.Whole) route.answer().apply(new Request(Map.of(), Map.of(), ""));
  }

  @Test
  void shouldBeReadyWhileAllIsWell() {
    Answer.Whole answer = ask("/health/ready");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text())
        .isEqualTo("{\"status\":\"up\",\"checks\":{\"account\":\"up\",\"worker\":\"up\"}}");
  }

  @Test
  void shouldSayWhatKeepsItFromBeingReadyAndLiveOn() {
    flaw.set(Optional.of("versions are being fetched"));

    Answer.Whole answer = ask("/health/ready");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.text()).contains("\"down\"", "versions are being fetched");
    assertThat(ask("/health/live").status()).isEqualTo(200);
    Readings readings = new Readings();
    health.read(readings);
    assertThat(readings.all())
        .containsEntry(new Readings.Key(HoneMeter.READY, List.of("worker")), 0.0)
        .containsEntry(new Readings.Key(HoneMeter.READY, List.of("account")), 1.0);
  }

  @Test
  void shouldNotLiveOnceARoleHasEnded() {
    health.live(new Health.Check("worker", () -> Optional.of("the worker stopped")));

    assertThat(ask("/health/live").status()).isEqualTo(503);
  }
}
