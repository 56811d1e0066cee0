package io.hone.app.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.app.config.Config;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hone config}: what is in force and where each value comes from. */
@Command(
    name = "config",
    description = "Print the configuration in force: every key, its value and where it comes from.",
    mixinStandardHelpOptions = true)
final class ConfigCommand implements Callable<Integer> {
  @Mixin private ClusterOptions clusterOptions;
  @Mixin private Output output;

  @Override
  public Integer call() {
    Config config = clusterOptions.config();
    if (output.isJson()) {
      ObjectNode all = JsonNodeFactory.instance.objectNode();
      config
          .entries()
          .forEach(
              (name, entry) ->
                  all.putObject(name)
                      .put("value", entry.shown(name))
                      .put("origin", entry.origin()));
      output.json(all);
      return 0;
    }
    List<List<String>> rows = new ArrayList<>(List.of(List.of("KEY", "VALUE", "FROM")));
    config
        .entries()
        .forEach((name, entry) -> rows.add(List.of(name, entry.shown(name), entry.origin())));
    output.table(rows);
    return 0;
  }
}
