package io.hone.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.hone.app.doctor.Doctor;
import io.hone.app.doctor.Finding;
import io.hone.app.records.Spelling;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hone doctor}: what is wrong on this machine, and what to do about it. */
@Command(
    name = "doctor",
    description = "Check JDK, disk, ports, broker, registry and model files, and say what to do.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  @Mixin private DataFolder data;
  @Mixin private Output output;

  @Option(names = "--model", paramLabel = "DIR", description = "Check this model folder, too.")
  private @Nullable Path model;

  @Option(
      names = "--running",
      description = "Take a stack that does not run for a fault: a health check.")
  private boolean running;

  @Override
  public Integer call() {
    List<Finding> findings = new Doctor(data.path(), Optional.ofNullable(model)).examine(running);
    if (output.isJson()) output.json(json(findings));
    else findings.forEach(this::print);
    output.out().flush();
    return findings.stream().anyMatch(f -> f.health() == Finding.Health.FAIL) ? 1 : 0;
  }

  private void print(Finding finding) {
    output
        .out()
        .printf("%-5s %-10s %s%n", Spelling.of(finding.health()), finding.check(), finding.found());
    if (!finding.remedy().isEmpty()) output.out().printf("%17s→ %s%n", "", finding.remedy());
  }

  private static ArrayNode json(List<Finding> findings) {
    ArrayNode all = new ObjectMapper().createArrayNode();
    for (Finding f : findings) {
      all.addObject()
          .put("check", f.check())
          .put("health", Spelling.of(f.health()))
          .put("found", f.found())
          .put("remedy", f.remedy());
    }
    return all;
  }
}
