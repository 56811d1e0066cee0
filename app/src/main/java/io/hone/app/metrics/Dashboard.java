package io.hone.app.metrics;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** A dashboard for Grafana over the meters of one run, and of the processes that serve it. */
public final class Dashboard {
  private static final int HEIGHT = 8;
  private static final int WIDTH = 8;
  private static final int COLUMNS = 24;
  private static final String ONE = "{run=\"$run\"}";

  private Dashboard() {}

  /**
   * One panel.
   *
   * @param unit as Grafana names it
   * @param lines each an expression and how its lines are named
   */
  record Panel(String title, String unit, List<Line> lines) {}

  /** What is drawn. */
  record Line(String expression, String legend) {}

  /** Panels under a heading. */
  record Row(String title, List<Panel> panels) {}

  private static Panel panel(String title, String unit, String... lines) {
    List<Line> all = new ArrayList<>();
    for (int i = 0; i < lines.length; i += 2) {
      all.add(new Line(lines[i].replace("@", ONE), lines[i + 1]));
    }
    return new Panel(title, unit, all);
  }

  /** Everything that is drawn; {@code @} stands for the selector of the run. */
  static List<Row> rows() {
    return List.of(account(), work(), versions(), training(), processes());
  }

  private static Row account() {
    return new Row(
        "Account",
        List.of(
            panel(
                "Prompts",
                "short",
                "max(hone_prompts_accepted@)",
                "accepted",
                "max by (outcome) (hone_prompts_ended@)",
                "{{outcome}}",
                "sum(hone_episodes_open@)",
                "open",
                "sum(hone_episodes_waiting@)",
                "waiting"),
            panel(
                "Not accounted for",
                "short",
                "max(hone_prompts_accepted@) - sum(max by (outcome) (hone_prompts_ended@)) -"
                    + " sum(hone_episodes_open@ + hone_episodes_waiting@)",
                "accepted - ended - open - waiting"),
            panel("Pairs", "short", "max(hone_pairs@)", "pairs"),
            panel(
                "Without pair, by reason",
                "short",
                "max by (reason) (hone_prompts_reason@)",
                "{{reason}}"),
            panel(
                "Dead letters and unreadable records",
                "short",
                "max(hone_dead_letters@)",
                "dead letters",
                "max(hone_unreadable_records@)",
                "unreadable"),
            panel(
                "Lag",
                "short",
                "max by (topic, group) (hone_topic_lag@) > 0",
                "{{topic}} {{group}}")));
  }

  private static Row work() {
    return new Row(
        "Calls",
        List.of(
            panel(
                "Answered per second",
                "ops",
                "sum by (stage) (rate(hone_calls_answered_total@[5m]))",
                "{{stage}}"),
            panel(
                "Failed per second",
                "ops",
                "sum by (stage, kind) (rate(hone_calls_failed_total@[5m]))",
                "{{stage}} {{kind}}"),
            panel(
                "Mean latency at the model",
                "s",
                "sum by (stage) (rate(hone_calls_latency_seconds_total@[5m])) / sum by (stage)"
                    + " (rate(hone_calls_answered_total@[5m]))",
                "{{stage}}"),
            panel(
                "Waiting and in flight",
                "short",
                "max by (stage) (hone_calls_waiting@)",
                "{{stage}} waits",
                "sum(hone_calls_at_model@)",
                "at the model",
                "sum(hone_calls_for_slot@)",
                "for a slot"),
            panel(
                "Tokens per second",
                "short",
                "sum by (stage, kind) (rate(hone_calls_tokens_total@[5m]))",
                "{{stage}} {{kind}}"),
            panel(
                "Deliveries per second, repeated and refused",
                "ops",
                "sum by (what) (rate(hone_deliveries_total{run=\"$run\","
                    + "what=~\"redelivered|given_back|refused\"}[5m]))",
                "{{what}}")));
  }

  private static Row versions() {
    return new Row(
        "Versions and judge",
        List.of(
            panel(
                "Examination",
                "percentunit",
                "max by (version, measure) (hone_version_measure{run=\"$run\","
                    + "measure=~\"win_rate|.+_accuracy\"})",
                "{{version}} {{measure}}"),
            panel(
                "Judge",
                "percentunit",
                "max by (measure) (hone_promoted_measure{run=\"$run\","
                    + "measure=~\"judge.parse_failures|judge.order_consistency|judge.agreement\"})",
                "{{measure}}"),
            panel(
                "Scores given",
                "percentunit",
                "max by (measure) (hone_promoted_measure{run=\"$run\",measure=~\"judge.score_.+\"})",
                "{{measure}}"),
            panel(
                "Length and score",
                "short",
                "max by (measure) (hone_promoted_measure{run=\"$run\","
                    + "measure=~\"mean_length|mean_score\"})",
                "{{measure}}"),
            panel(
                "Versions of the workers",
                "short",
                "sum by (version, state) (hone_worker_version@)",
                "{{version}} {{state}}"),
            panel(
                "Pairs of each version",
                "short",
                "max by (version, kind) (hone_version_pairs@)",
                "{{version}} {{kind}}")));
  }

  private static Row training() {
    return new Row(
        "Training",
        List.of(
            panel("Phase", "short", "max by (phase) (hone_trainer_phase@)", "{{phase}}"),
            panel(
                "Progress of the phase",
                "short",
                "max(hone_trainer_done@)",
                "done",
                "max(hone_trainer_wanted@)",
                "wanted",
                "max(hone_trainer_pairs@)",
                "pairs"),
            panel(
                "Loss and margin",
                "short",
                "max(hone_trainer_loss@)",
                "loss",
                "max(hone_trainer_margin@)",
                "margin",
                "max by (answer) (hone_trainer_reward@)",
                "reward of {{answer}}"),
            panel("Accuracy", "percentunit", "max(hone_trainer_accuracy@)", "accuracy"),
            panel(
                "KL and gradient",
                "short",
                "max(hone_trainer_kl@)",
                "KL",
                "max(hone_trainer_gradient_norm@)",
                "norm of the gradient"),
            panel("Speed", "short", "max(hone_trainer_tokens_per_second@)", "tokens per second")));
  }

  private static Row processes() {
    return new Row(
        "Processes",
        List.of(
            panel(
                "Ready",
                "short",
                "min by (instance, check) (hone_ready@)",
                "{{instance}} {{check}}"),
            panel(
                "Memory",
                "bytes",
                "hone_process_resident_bytes@",
                "{{instance}} resident",
                "sum by (instance) (jvm_memory_used_bytes{run=\"$run\",area=\"heap\"})",
                "{{instance}} heap"),
            panel("Processor", "percentunit", "process_cpu_usage@", "{{instance}}"),
            panel(
                "Reactor's queues",
                "short",
                "sum by (instance, scheduler) (hone_reactor_queued@)",
                "{{instance}} {{scheduler}}"),
            panel(
                "Records from Kafka per second",
                "ops",
                "sum by (instance) (rate(kafka_consumer_fetch_manager_records_consumed_total@[5m]))",
                "{{instance}} taken",
                "sum by (instance) (rate(kafka_producer_record_send_total@[5m]))",
                "{{instance}} sent"),
            panel(
                "Threads of Kafka Streams that failed",
                "short",
                "sum by (instance) (kafka_stream_failed_stream_threads@)",
                "{{instance}}")));
  }

  /** Every expression. */
  static List<String> expressions() {
    return rows().stream()
        .flatMap(row -> row.panels().stream())
        .flatMap(panel -> panel.lines().stream())
        .map(Line::expression)
        .toList();
  }

  /** As Grafana imports it; it asks for the data source. */
  public static ObjectNode json() {
    ObjectNode board =
        JsonNodeFactory.instance
            .objectNode()
            .put("title", "Hone")
            .put("uid", "hone")
            .put("schemaVersion", 39)
            .put("refresh", "30s");
    board.putObject("time").put("from", "now-3h").put("to", "now");
    ArrayNode variables = board.putObject("templating").putArray("list");
    variables
        .addObject()
        .put("name", "source")
        .put("type", "datasource")
        .put("query", "prometheus");
    ObjectNode run =
        variables
            .addObject()
            .put("name", "run")
            .put("type", "query")
            .put("query", "label_values(hone_ready, run)")
            .put("refresh", 2);
    run.set("datasource", source());
    panels(board.putArray("panels"));
    return board;
  }

  private static void panels(ArrayNode into) {
    int y = 0;
    int id = 1;
    for (Row row : rows()) {
      ObjectNode heading =
          into.addObject().put("type", "row").put("title", row.title()).put("id", id++);
      place(heading, 0, y++, COLUMNS, 1);
      int x = 0;
      for (Panel panel : row.panels()) {
        if (x == COLUMNS) {
          x = 0;
          y += HEIGHT;
        }
        place(into.addObject().setAll(drawn(panel, id++)), x, y, WIDTH, HEIGHT);
        x += WIDTH;
      }
      y += HEIGHT;
    }
  }

  private static ObjectNode drawn(Panel panel, int id) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("type", "timeseries")
            .put("title", panel.title())
            .put("id", id);
    node.set("datasource", source());
    node.putObject("fieldConfig").putObject("defaults").put("unit", panel.unit());
    ArrayNode targets = node.putArray("targets");
    char name = 'A';
    for (Line line : panel.lines()) {
      targets
          .addObject()
          .put("refId", String.valueOf(name++))
          .put("expr", line.expression())
          .put("legendFormat", line.legend());
    }
    return node;
  }

  private static void place(
      com.fasterxml.jackson.databind.JsonNode node, int x, int y, int w, int h) {
    ((ObjectNode) node).putObject("gridPos").put("x", x).put("y", y).put("w", w).put("h", h);
  }

  private static ObjectNode source() {
    return JsonNodeFactory.instance.objectNode().put("type", "prometheus").put("uid", "${source}");
  }
}
