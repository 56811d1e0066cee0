package io.hone.bench.episodes;

import io.hone.models.scripted.Latency;
import io.hone.models.scripted.Script;
import io.hone.models.scripted.ScriptedModel;
import io.hone.schemas.catalog.Namespace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Episodes of the paper's size with a model that takes 50 ms for every call: how many of the 256
 * places at the model are taken, looked at every millisecond from a tenth to nine tenths of the
 * calls. Before and after there is not work enough for all places.
 */
final class InFlightBench {
  private static final Duration CALL = Duration.ofMillis(50);

  private final Workplace place;
  private final int episodes;
  private final long seed;

  /**
   * @param share mean of the calls in flight / 256
   * @param seconds how long was looked
   */
  record Figures(double share, double callsPerSecond, int most, double seconds) {}

  private record Look(long at, long asked, int inFlight) {}

  InFlightBench(Workplace place, int episodes, long seed) {
    this.place = place;
    this.episodes = episodes;
    this.seed = seed;
  }

  Figures measure() {
    Namespace run = place.run("in-flight");
    Script script = Script.metaRewarding(seed).withLatency(Latency.fixed(CALL));
    try (ScriptedModel model = new ScriptedModel(script);
        WholeLoop loop = new WholeLoop(place, run, EngineBench.recipe(), model)) {
      loop.submit(episodes);
      List<Look> looks = new ArrayList<>();
      Thread looker = Thread.ofPlatform().start(() -> look(model, looks));
      try {
        loop.awaitEnd();
      } finally {
        looker.interrupt();
        looker.join();
      }
      return figures(looks, model.mostInFlight());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The benchmark was interrupted.", e);
    } finally {
      place.drop(run);
    }
  }

  private static void look(ScriptedModel model, List<Look> looks) {
    while (!Thread.currentThread().isInterrupted()) {
      looks.add(new Look(System.nanoTime(), model.asked(), model.inFlight()));
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static Figures figures(List<Look> looks, int most) {
    long all = looks.getLast().asked();
    List<Look> steady =
        looks.stream().filter(l -> l.asked() > all / 10 && l.asked() < all - all / 10).toList();
    if (steady.size() < 10) {
      throw new IllegalStateException(
          "The calls were over after %d looks: give more --episodes.".formatted(steady.size()));
    }
    Look first = steady.getFirst();
    Look last = steady.getLast();
    double seconds = (last.at() - first.at()) / 1e9;
    return new Figures(
        steady.stream().mapToInt(Look::inFlight).average().orElseThrow() / WholeLoop.SLOTS,
        (last.asked() - first.asked()) / seconds,
        most,
        seconds);
  }
}
