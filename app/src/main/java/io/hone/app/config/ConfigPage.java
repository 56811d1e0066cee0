package io.hone.app.config;

/** The reference page of the configuration, generated from {@link Keys}. */
public final class ConfigPage {
  private ConfigPage() {}

  /** The whole page in Markdown. */
  public static String markdown() {
    StringBuilder page =
        new StringBuilder(
            """
            # Configuration

            Generated from the keys in `app/`; do not edit. A value comes from `--set KEY=VALUE`, else from the environment variable, else from the file of `--config` (Java's properties, UTF-8), else it is the default. `./hone config` prints what is in force. A name that nobody knows is refused.

            Settings of Kafka's clients and of the schema registry stand under their own names behind `kafka.`, e.g. `kafka.security.protocol=SASL_SSL`; as a variable `HONE_KAFKA_SECURITY_PROTOCOL`. The recipe's own settings stand behind `recipe.`, e.g. `recipe.actor.responses=4`; [recipes](../recipes.md) lists them.

            | key | variable | may be | default | what for |
            |---|---|---|---|---|
            """);
    for (Key<?> key : Keys.ALL) page.append(row(key));
    return page.toString();
  }

  private static String row(Key<?> key) {
    return "| `%s` | `%s` | %s | %s | %s |\n"
        .formatted(
            key.name(),
            key.variable(),
            key.kind().name(),
            key.otherwise().isEmpty() ? "" : "`" + key.otherwise() + "`",
            key.purpose());
  }
}
