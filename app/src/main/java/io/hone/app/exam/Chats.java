package io.hone.app.exam;

import io.hone.models.ChatMessage;
import io.hone.models.Prompt;
import io.hone.streams.recipe.Conversation;
import io.hone.streams.recipe.Message;

/** Conversations in the words of the models' port. */
final class Chats {
  private Chats() {}

  /** Whether the models that Hone trains can be asked it: text, and no tools. */
  static boolean canBeAsked(Conversation conversation) {
    return conversation.images().isEmpty()
        && conversation.messages().stream()
            .noneMatch(message -> message.role() == Message.Role.TOOL);
  }

  static Prompt of(Conversation conversation) {
    return new Prompt.Chat(conversation.messages().stream().map(Chats::message).toList());
  }

  private static ChatMessage message(Message message) {
    return new ChatMessage(ChatMessage.Role.valueOf(message.role().name()), message.text());
  }
}
