package io.hone.app.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.app.config.Config;
import io.hone.app.metrics.Observation;
import io.hone.app.role.Role;
import io.hone.app.role.StreamsRole;
import io.hone.app.web.WebSettings;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Runs a role until this process is told to stop, or the role ends by itself. */
final class RoleRun {
  private final Output output;

  RoleRun(Output output) {
    this.output = output;
  }

  /**
   * Starts the role, announces it and waits. A stop closes it in order before the process ends.
   * Metrics and health are served beside it if that is configured.
   *
   * @param kafka settings of clients and registry
   * @param start with such settings
   * @throws UserError if the role ends unasked
   */
  void untilStopped(
      Config config, Map<String, Object> kafka, Function<Map<String, Object>, Role> start) {
    Optional<WebSettings> web = WebSettings.of(config);
    if (web.isEmpty()) {
      untilStopped(start.apply(kafka), Optional.empty());
      return;
    }
    try (Observation seen = Observation.begin(RunOptions.run(config))) {
      Map<String, Object> clients = seen.clients(kafka);
      Role role = start.apply(clients);
      untilStopped(role, Optional.of(serve(seen, web.get(), clients, role)));
    }
  }

  /** The account is followed where the episodes are played. */
  private static URI serve(
      Observation seen, WebSettings web, Map<String, Object> clients, Role role) {
    try {
      seen.add(role);
      if (role instanceof StreamsRole) seen.watch(clients);
      return seen.serve(web, List.of());
    } catch (RuntimeException e) {
      role.close();
      throw e;
    }
  }

  private void untilStopped(Role role, Optional<URI> page) {
    CompletableFuture<String> died = role.died();
    EndHook hook = EndHook.set(role::close);
    ObjectNode description = role.description();
    page.ifPresent(at -> description.put("metrics", at + "/metrics"));
    announce(description);
    String reason = died.join();
    if (hook.unset()) role.close();
    throw new UserError(reason);
  }

  private void announce(ObjectNode description) {
    if (output.isJson()) {
      output.out().println(description);
    } else {
      description
          .properties()
          .forEach(
              e -> output.out().printf("%-12s %s%n", label(e.getKey()), e.getValue().asText()));
      output.out().println("Started. Ctrl-C stops it in order.");
    }
    output.out().flush();
  }

  private static String label(String key) {
    return key.substring(0, 1).toUpperCase(Locale.ROOT) + key.substring(1).replace('_', ' ');
  }
}
