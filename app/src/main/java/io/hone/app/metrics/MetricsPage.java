package io.hone.app.metrics;

/** The reference page of the metrics, generated from {@link HoneMeter} and the alert rules. */
final class MetricsPage {
  private MetricsPage() {}

  /** The whole page in Markdown. */
  static String markdown() {
    StringBuilder page =
        new StringBuilder(
            """
            # Metrics

            Generated from the meters in `app/`; do not edit. `/metrics` serves them in Prometheus' text form, as [operations](../operations.md) says. Every line has the tag `run`. Meters that several processes tell alike, those of the run and of its versions, want `max by (...)`; the others, `sum by (...)`.

            Everything is read when it is asked for, from what the process counts anyway; figures of one page are of one moment.
            """);
    for (HoneMeter.Group group : HoneMeter.Group.values()) {
      page.append("\n## %s\n\nServed by %s.\n\n".formatted(group.title(), group.where()));
      page.append("| meter | tags | what |\n|---|---|---|\n");
      HoneMeter.of(group).forEach(meter -> page.append(row(meter)));
    }
    page.append(
        """

        ## Others' own

        | meters | whose |
        |---|---|
        | `jvm_*`, `process_*`, `system_*` | the JVM's, by Micrometer's binders |
        | `kafka_consumer_*`, `kafka_producer_*`, `kafka_admin_client_*`, `kafka_share_*` | what each of Kafka's clients measures, with its group and name |
        | `kafka_stream_*` | what Kafka Streams measures of its process, threads and tasks |

        What Kafka measures of each broker connection, store and processor node is left out: it is thousands of lines.

        ## Alert rules

        `./hone metrics rules` prints them for Prometheus.

        | alert | severity | fires when |
        |---|---|---|
        """);
    for (AlertRules.Rule rule : AlertRules.all()) {
      page.append("| `%s` | %s | %s |\n".formatted(rule.name(), rule.severity(), rule.summary()));
    }
    return page.toString();
  }

  private static String row(HoneMeter meter) {
    String tags = String.join(", ", meter.tags().stream().map(tag -> "`" + tag + "`").toList());
    return "| `%s` | %s | %s |\n".formatted(meter.title(), tags, meter.purpose());
  }
}
