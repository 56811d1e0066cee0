package io.hone.app.cli;

import io.hone.app.metrics.AlertRules;
import io.hone.app.metrics.Dashboard;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hone metrics}: what Prometheus and Grafana are given. */
@Command(
    name = "metrics",
    description = {
      "Print alert rules for Prometheus or a dashboard for Grafana.",
      "A role serves its metrics where web.port says; docs/reference/metrics.md lists them."
    },
    mixinStandardHelpOptions = true)
final class MetricsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say which: rules or dashboard");
  }

  @Command(
      name = "rules",
      description = "Alert rules in YAML, for rule_files of Prometheus.",
      mixinStandardHelpOptions = true)
  void rules(@Mixin Output output) {
    output.out().print(AlertRules.yaml());
    output.out().flush();
  }

  @Command(
      name = "dashboard",
      description = "A dashboard in JSON, for Grafana to import.",
      mixinStandardHelpOptions = true)
  void dashboard(@Mixin Output output) {
    output.out().println(Dashboard.json().toPrettyString());
    output.out().flush();
  }
}
