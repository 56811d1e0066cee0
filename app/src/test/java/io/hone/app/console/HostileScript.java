package io.hone.app.console;

import io.hone.app.episodes.ScriptedWorker;
import io.hone.event.Call;
import java.util.List;

/** Answers that would do harm if a page took them for more than text. */
final class HostileScript {
  /** Each would set {@code window.harmed}, ask another host, or undo the page. */
  static final List<String> TEXTS =
      List.of(
          "<img src=x onerror=\"window.harmed=1\">",
          "</script><script>window.harmed=2</script>",
          "<svg onload=\"window.harmed=3\"><a href=\"javascript:window.harmed=4\">click</a></svg>",
          "<iframe src=\"http://127.0.0.1:1/harm\"></iframe><style>body{display:none}</style>",
          "\u202eturned round\u202c and \u2066set apart",
          "w".repeat(20_000),
          "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67 and \ud83c\udff3\ufe0f\u200d\ud83c\udf08");

  private HostileScript() {}

  /** A hostile text and some words around it; a call is always answered alike. */
  static String answer(Call call) {
    String harm = TEXTS.get(Math.floorMod(call.getCallId().hashCode(), TEXTS.size()));
    return harm + "\n" + ScriptedWorker.words(call);
  }
}
