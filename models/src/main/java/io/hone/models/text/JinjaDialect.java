package io.hone.models.text;

import java.util.Locale;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where Jinjava 2.8 and Jinja part, in what chat templates use: Jinjava reads {@code
 * namespace(last=messages|length - 1)} as {@code (last=messages|length) - 1} and {@code not x is
 * defined} as {@code (not x) is defined}, takes an empty text for equal to {@code false}, and knows
 * no slice with a step.
 */
final class JinjaDialect {
  /** The test that stands for Jinja's comparison with a truth value. */
  static final String EQUALS_FLAG = "hone_equals_flag";

  private static final String CALL = "namespace(";
  private static final String STRING =
      "'[^'\\\\]*+(?:\\\\.[^'\\\\]*+)*+'|\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"";
  private static final String OPERAND = "([a-zA-Z_][\\w.]*(?:\\[(?:" + STRING + "|[\\w.]+)\\])*)";
  private static final Pattern CODE = Pattern.compile("\\{[%{].*?[%}]\\}", Pattern.DOTALL);

  // Texts are the first alternative, so that nothing inside them is taken for code.
  private static final Pattern FLAG_COMPARED =
      Pattern.compile(
          STRING + "|(?<![\\w.])" + OPERAND + "\\s*([=!]=)\\s*([tT]rue|[fF]alse)(?!\\w)",
          Pattern.DOTALL);
  private static final Pattern TEST_NEGATED =
      Pattern.compile(
          STRING + "|(?<![\\w.])not\\s+" + OPERAND + "\\s+is\\s+((?:not\\s+)?\\w+(?:\\(\\w+\\))?)",
          Pattern.DOTALL);

  private JinjaDialect() {}

  /** The template in words that both read alike. */
  static String rewrite(String template) {
    return CODE.matcher(parenthesize(template.replace("[::-1]", "|reverse|list")))
        .replaceAll(code -> Matcher.quoteReplacement(rewriteCode(code.group())));
  }

  private static String rewriteCode(String code) {
    String compared =
        replace(
            FLAG_COMPARED,
            code,
            found ->
                found.group(1)
                    + (found.group(2).equals("!=") ? " is not " : " is ")
                    + EQUALS_FLAG
                    + "("
                    + found.group(3).toLowerCase(Locale.ROOT)
                    + ")");
    return replace(
        TEST_NEGATED, compared, found -> "not (" + found.group(1) + " is " + found.group(2) + ")");
  }

  private static String replace(Pattern pattern, String code, Function<MatchResult, String> with) {
    return pattern
        .matcher(code)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    found.group(1) == null ? found.group() : with.apply(found)));
  }

  /** The template with the values of {@code namespace}'s arguments in parentheses. */
  private static String parenthesize(String template) {
    StringBuilder out = new StringBuilder();
    int from = 0;
    for (int at = template.indexOf(CALL); at >= 0; at = template.indexOf(CALL, from)) {
      int begin = at + CALL.length();
      int end = end(template, begin, false);
      out.append(template, from, begin);
      for (int argument = begin; argument < end; ) {
        int next = end(template, argument, true);
        int equals = template.indexOf('=', argument);
        if (equals < 0 || equals >= next) {
          out.append(template, argument, next);
        } else {
          out.append(template, argument, equals + 1).append('(');
          out.append(template, equals + 1, next).append(')');
        }
        if (next < end) {
          out.append(',');
        }
        argument = next + 1;
      }
      from = end;
    }
    return out.append(template, from, template.length()).toString();
  }

  /** Where the arguments end, or this argument of them. */
  private static int end(String template, int from, boolean atComma) {
    int depth = 0;
    char quote = 0;
    for (int i = from; i < template.length(); i++) {
      char c = template.charAt(i);
      if (quote != 0) {
        if (c == '\\') {
          i++;
        } else if (c == quote) {
          quote = 0;
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if ("([{".indexOf(c) >= 0) {
        depth++;
      } else if (")]}".indexOf(c) >= 0) {
        if (depth == 0) {
          return i;
        }
        depth--;
      } else if (c == ',' && depth == 0 && atComma) {
        return i;
      }
    }
    return template.length();
  }
}
