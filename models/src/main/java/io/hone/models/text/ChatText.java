package io.hone.models.text;

import io.hone.models.ChatMessage;
import io.hone.models.ModelException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Conversations as text in which the template's special tokens, and only those, stand under their
 * secret names. The names are put into the template, never into the messages; so whatever a message
 * spells stays text. Safe for many threads.
 */
final class ChatText {
  private final ChatTemplate template;

  /** Texts of special tokens and their secret names, longer texts first. */
  private final Map<String, String> secrets = new LinkedHashMap<>();

  ChatText(String source, Map<String, String> named, Map<String, String> secrets, Clock clock) {
    secrets.keySet().stream()
        .filter(text -> !text.matches("\\w*")) // a bare word may be code; see the class's test
        .sorted(Comparator.comparingInt(String::length).reversed())
        .forEach(text -> this.secrets.put(text, secrets.getOrDefault(text, text)));
    Map<String, String> hidden = new LinkedHashMap<>();
    named.forEach((name, text) -> hidden.put(name, secrets.getOrDefault(text, text)));
    this.template = new ChatTemplate(hide(source), hidden, clock);
  }

  private String hide(String text) {
    String hidden = text;
    for (Map.Entry<String, String> each : secrets.entrySet()) {
      hidden = hidden.replace(each.getKey(), each.getValue());
    }
    return hidden;
  }

  /** See {@link ChatTemplate#render}; refuses templates that put special tokens together. */
  String render(List<ChatMessage> messages, boolean generationPrompt) {
    String rendered = template.render(messages, generationPrompt);
    List<String> spelled = secrets.keySet().stream().filter(rendered::contains).toList();
    if (!spelled.isEmpty()) {
      refusePutTogether(spelled, messages, generationPrompt);
    }
    return rendered;
  }

  /**
   * A special token can be spelled because a message spells it, which is text; or because the
   * template puts it together from pieces, and then it would be lost as text. Without the messages'
   * spellings only the latter are left.
   */
  private void refusePutTogether(
      List<String> spelled, List<ChatMessage> messages, boolean generationPrompt) {
    List<ChatMessage> harmless = new ArrayList<>();
    for (ChatMessage message : messages) {
      String text = message.text();
      for (String each : spelled) {
        text = text.replace(each, "x");
      }
      harmless.add(new ChatMessage(message.role(), text));
    }
    String rendered = template.render(harmless, generationPrompt);
    for (String each : spelled) {
      if (rendered.contains(each)
          && harmless.stream().noneMatch(message -> message.text().contains(each))) {
        throw ModelException.permanent(
            "The model's chat template puts the special token "
                + each
                + " together from pieces; write it there in one piece.");
      }
    }
  }
}
