package io.hone.app.doctor;

import io.hone.app.stack.Endpoints;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at everything Hone needs on this machine. */
public final class Doctor {
  private final Path data;
  private final Optional<Path> model;

  /**
   * @param data the data folder
   * @param model a model folder to look at, if one is named
   */
  public Doctor(Path data, Optional<Path> model) {
    this.data = data;
    this.model = model;
  }

  /**
   * Looks once, without changing anything.
   *
   * @param mustRun whether a stack that does not run is a fault
   */
  public List<Finding> examine(boolean mustRun) {
    List<Finding> findings = new ArrayList<>();
    findings.add(Machine.jdk());
    findings.add(Machine.disk(data));
    Optional<Endpoints> stack = Endpoints.of(data);
    if (stack.isPresent()) {
      findings.add(Services.broker(stack.get()));
      findings.add(Services.registry(stack.get()));
    } else {
      findings.add(Machine.port("broker", 9092, "--port"));
      findings.add(Machine.port("controller", 9093, "--controller-port"));
      findings.add(Machine.port("registry", 8081, "--registry-port"));
      String remedy = "start it with ./hone up";
      String found = "no stack runs on " + data;
      findings.add(
          mustRun ? Finding.fail("stack", found, remedy) : Finding.warn("stack", found, remedy));
    }
    findings.add(
        model
            .map(ModelFolder::check)
            .orElseGet(() -> Finding.ok("model", "none named; look at one with --model DIR")));
    return findings;
  }
}
