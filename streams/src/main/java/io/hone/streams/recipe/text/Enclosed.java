package io.hone.streams.recipe.text;

import io.hone.schemas.id.ContentId;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Foreign text between markers that it cannot forge: the markers carry a code derived from the text
 * itself, which the text would have to contain before it is known.
 *
 * <pre>
 * &lt;&lt;&lt;RESPONSE 5f3a90c2417be88d
 * the text
 * RESPONSE 5f3a90c2417be88d&gt;&gt;&gt;
 * </pre>
 *
 * <p>Control tokens of chat templates are broken by a backslash, because a server outside may turn
 * them into a change of speaker. Distinct texts stay distinct.
 */
public final class Enclosed {
  private static final int CODE_DIGITS = 16;
  private static final Pattern CONTROL =
      Pattern.compile(
          "(<)(\\\\*)(?=\\||｜|/?s>|/?(?:bos|eos|pad|unk|start_of_turn|end_of_turn|think)>)"
              + "|(\\[)(\\\\*)(?=/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS)\\])"
              + "|(<)(\\\\*)(?=</?SYS>>)");
  private static final Pattern BLOCK =
      Pattern.compile("<<<([A-Z][A-Z ]{0,40} [0-9a-f]{16})\\R(?:(?s:.*?)\\R\\1>>>|(?s:.*))");

  private final String block;

  private Enclosed(String block) {
    this.block = block;
  }

  /**
   * @param name what the text is, in capitals, e.g. {@code RESPONSE}
   */
  public static Enclosed of(String name, String text) {
    String body = breakControlTokens(text);
    String label = name + " " + codeFor(name, body);
    return new Enclosed("<<<" + label + "\n" + body + "\n" + label + ">>>");
  }

  /** Markers and text, as a model is shown them. */
  public String block() {
    return block;
  }

  /** The text without enclosed blocks that a model has copied, closed or not. */
  static String remove(String text) {
    return text.contains("<<<") ? BLOCK.matcher(text).replaceAll("") : text;
  }

  private static String breakControlTokens(String text) {
    if (text.indexOf('<') < 0 && text.indexOf('[') < 0) return text;
    return CONTROL.matcher(text).replaceAll("$1$2$3$4$5$6\\\\");
  }

  private static String codeFor(String name, String body) {
    for (int attempt = 0; ; attempt++) {
      String id = ContentId.of("q", List.of(name, body, Integer.toString(attempt)));
      String code = id.substring(id.length() - CODE_DIGITS);
      if (!body.contains(code)) return code;
    }
  }
}
