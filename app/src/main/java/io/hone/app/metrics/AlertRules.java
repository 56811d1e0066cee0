package io.hone.app.metrics;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The alert rules that come with Hone, for Prometheus. */
public final class AlertRules {
  private static final Pattern RULE =
      Pattern.compile("- alert: (\\w+).*?severity: (\\w+).*?summary: ([^\n]+)", Pattern.DOTALL);

  private AlertRules() {}

  /**
   * A rule, for people.
   *
   * @param summary what is so when it fires
   */
  record Rule(String name, String severity, String summary) {}

  /** The file, in YAML. */
  public static String yaml() {
    try (InputStream in = AlertRules.class.getResourceAsStream("alerts.yml")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In the file's order. */
  static List<Rule> all() {
    List<Rule> rules = new ArrayList<>();
    Matcher matcher = RULE.matcher(yaml());
    while (matcher.find()) {
      rules.add(new Rule(matcher.group(1), matcher.group(2), matcher.group(3)));
    }
    return rules;
  }
}
