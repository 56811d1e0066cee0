package io.hone.app.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What alert rules and dashboard ask for, taken apart. */
final class Expressions {
  private static final Pattern METER =
      Pattern.compile("\\b((?:hone|jvm|process|system|kafka)_\\w+)\\b(?:\\{([^}]*)\\})?");
  private static final Pattern LABEL = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)");
  private static final Map<String, HoneMeter> OWN =
      Stream.of(HoneMeter.values()).collect(Collectors.toMap(HoneMeter::title, meter -> meter));

  private Expressions() {}

  /** Each alert's expression, by the alert's name. */
  static Map<String, String> ofAlerts() {
    Matcher rules =
        Pattern.compile(
                "- alert: (\\w+)\\s+expr: (?:\\|\\n)?(.*?)\\n +(?:for|labels):", Pattern.DOTALL)
            .matcher(AlertRules.yaml());
    Map<String, String> found = new java.util.LinkedHashMap<>();
    while (rules.find()) found.put(rules.group(1), rules.group(2).strip());
    return found;
  }

  /** What an expression asks for that nobody measures, of the others' names and of our tags. */
  static List<String> unknown(String expression, Set<String> others) {
    List<String> unknown = new ArrayList<>();
    Matcher meters = METER.matcher(expression.replaceAll("\"[^\"]*\"", "\"\""));
    while (meters.find()) {
      String name = meters.group(1);
      HoneMeter own = OWN.get(name);
      if (own == null && !others.contains(name)) unknown.add(name);
      if (own == null || meters.group(2) == null) continue;
      Matcher labels = LABEL.matcher(meters.group(2));
      while (labels.find()) {
        String label = labels.group(1);
        if (!label.equals("run") && !own.tags().contains(label)) unknown.add(name + "." + label);
      }
    }
    return unknown;
  }

  /** The names on a page in Prometheus' text form. */
  static Set<String> names(String page) {
    return page.lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("[{ ]", 2)[0])
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
