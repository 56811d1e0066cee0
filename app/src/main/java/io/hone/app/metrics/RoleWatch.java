package io.hone.app.metrics;

import io.hone.app.role.EpisodesRole;
import io.hone.app.role.Role;
import io.hone.app.role.StreamsRole;
import io.hone.app.role.TrainerRole;
import io.hone.app.role.WorkerRole;
import io.hone.consumers.trainer.TrainerStatus;
import java.util.List;
import java.util.Optional;

/**
 * What is seen of a role.
 *
 * @param name for people and tags
 * @param sources of its meters
 * @param ready whether it does its work
 */
record RoleWatch(String name, List<Source> sources, Health.Check ready) {

  static RoleWatch of(Role role) {
    return switch (role) {
      case StreamsRole streams -> episodes(streams.episodes());
      case WorkerRole worker -> worker(worker);
      case TrainerRole trainer -> trainer(trainer);
    };
  }

  private static RoleWatch episodes(EpisodesRole role) {
    return of(
        "episodes",
        new EpisodesSource(role),
        () -> role.running() ? Optional.empty() : Optional.of("partitions are being taken over"));
  }

  private static RoleWatch worker(WorkerRole role) {
    return of(
        "worker",
        new WorkerSource(role::report, role::versions),
        () -> role.settled() ? Optional.empty() : Optional.of("versions are being fetched"));
  }

  private static RoleWatch trainer(TrainerRole role) {
    return of(
        "trainer", new TrainerSource(role::status, role::lastStep), () -> stuck(role.status()));
  }

  /** Whoever waits for its turn is ready. */
  static Optional<String> stuck(TrainerStatus status) {
    return status.phase() == TrainerStatus.Phase.STUCK
        ? Optional.of(status.sentence())
        : Optional.empty();
  }

  private static RoleWatch of(
      String name, Source source, java.util.function.Supplier<Optional<String>> flaw) {
    return new RoleWatch(name, List.of(source), new Health.Check(name, flaw));
  }
}
