package io.hone.app.cli;

import io.hone.app.config.Config;
import io.hone.app.records.RunReader;
import io.hone.app.role.Recipes;
import io.hone.app.stack.Cluster;
import io.hone.schemas.catalog.Namespace;
import io.hone.streams.account.Account;
import io.hone.streams.account.Auditor;
import io.hone.streams.account.Rules;
import io.hone.streams.recipe.Recipe;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hone verify}: gives account of a run from its topics, and finds what may not be. */
@Command(
    name = "verify",
    description = {
      "Read a run from its beginning to its present end, and check that nothing is lost, nothing is double, and every pair follows from the recorded facts.",
      "It plays the recipe again, so give it the configuration that the run was played with. The exit code is 0 if everything holds, and 1 if anything is found. A run that goes on may be checked; what is open is counted. docs/verify.md says what is checked."
    },
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
  @Mixin private RunOptions options;
  @Mixin private Output output;

  @Override
  public Integer call() {
    Config config = options.config();
    Namespace namespace = RunOptions.run(config);
    Recipe recipe = Recipes.open(config);
    Account account;
    try (Cluster cluster = Cluster.connect(options.settings(config));
        RunReader reader = RunReader.open(cluster, namespace)) {
      account = new Auditor(new Rules(namespace, List.of(recipe), false)).audit(reader);
    }
    AccountReport report = new AccountReport(namespace.run(), account);
    if (output.isJson()) output.json(report.json());
    else report.print(output);
    return account.holds() ? 0 : 1;
  }
}
