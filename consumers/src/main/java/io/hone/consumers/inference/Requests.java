package io.hone.consumers.inference;

import io.hone.event.Call;
import io.hone.event.ChatRole;
import io.hone.event.ContentKind;
import io.hone.event.ContentPart;
import io.hone.models.ChatMessage;
import io.hone.models.GenerationRequest;
import io.hone.models.ModelException;
import io.hone.models.Prompt;
import io.hone.models.Sampling;
import java.util.List;
import java.util.stream.Collectors;

/** A call in the words of the models' port. Pure. */
final class Requests {
  private Requests() {}

  /**
   * @throws ModelException permanent, if the port cannot say what the call says
   */
  static GenerationRequest of(Call call) {
    List<ChatMessage> messages = call.getMessages().stream().map(Requests::message).toList();
    io.hone.event.Sampling asked = call.getSampling();
    try {
      return new GenerationRequest(
          call.getModel().getVersion(),
          new Prompt.Chat(messages),
          new Sampling(
              asked.getTemperature(),
              asked.getTopP(),
              asked.getTopK(),
              asked.getMaxTokens(),
              asked.getStop(),
              asked.getSeed(),
              asked.getSamples(),
              asked.getLogprobs()));
    } catch (IllegalArgumentException e) {
      throw ModelException.permanent(String.valueOf(e.getMessage()), e);
    }
  }

  private static ChatMessage message(io.hone.event.ChatMessage message) {
    List<ContentPart> parts = message.getParts();
    String text =
        parts.size() == 1
            ? text(parts.getFirst()) // joining would copy it twice
            : parts.stream().map(Requests::text).collect(Collectors.joining());
    return new ChatMessage(role(message.getRole()), text);
  }

  private static String text(ContentPart part) {
    String text = part.getText();
    if (part.getKind() != ContentKind.TEXT || text == null) {
      throw ModelException.permanent(
          "The call has a part of kind "
              + part.getKind()
              + "; this worker's models take text only: send such calls to a model that takes them.");
    }
    return text;
  }

  private static ChatMessage.Role role(ChatRole role) {
    return switch (role) {
      case SYSTEM -> ChatMessage.Role.SYSTEM;
      case USER -> ChatMessage.Role.USER;
      case ASSISTANT -> ChatMessage.Role.ASSISTANT;
      case TOOL, UNKNOWN ->
          throw ModelException.permanent(
              "The call has a message of role "
                  + role
                  + "; this worker's models take system, user and assistant.");
    };
  }
}
