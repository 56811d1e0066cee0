package io.hone.models.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hone.models.ModelException;
import io.hone.models.file.BoundedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code tokenizer_config.json}, {@code special_tokens_map.json} where the former names no special
 * tokens, and {@code chat_template.jinja}; none of them needs to be there.
 *
 * @param named special tokens that templates know by name: {@code bos_token} and its like
 * @param special the texts of all special tokens that are named here
 * @param template the chat template; {@code chat_template.jinja} goes first, as in transformers
 */
record TokenizerConfig(Map<String, String> named, Set<String> special, Optional<String> template) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST = 1 << 26;
  private static final List<String> NAMES =
      List.of(
          "bos_token",
          "eos_token",
          "unk_token",
          "sep_token",
          "pad_token",
          "cls_token",
          "mask_token");

  static TokenizerConfig read(Path folder) {
    JsonNode config = json(folder.resolve("tokenizer_config.json"));
    JsonNode map = json(folder.resolve("special_tokens_map.json"));
    Map<String, String> named = new LinkedHashMap<>();
    for (String name : NAMES) {
      String text = content(config.path(name)).or(() -> content(map.path(name))).orElse("");
      if (!text.isEmpty()) {
        named.put(name, text);
      }
    }
    Set<String> special = new HashSet<>(named.values());
    for (JsonNode token : config.path("additional_special_tokens")) {
      content(token).ifPresent(special::add);
    }
    for (JsonNode token : config.path("added_tokens_decoder")) {
      if (token.path("special").asBoolean()) {
        content(token).ifPresent(special::add);
      }
    }
    Path file = folder.resolve("chat_template.jinja");
    return new TokenizerConfig(
        named,
        special,
        Files.exists(file)
            ? Optional.of(text(file))
            : template(folder, config.path("chat_template")));
  }

  private static Optional<String> content(JsonNode token) {
    JsonNode content = token.isObject() ? token.path("content") : token;
    return content.isTextual() ? Optional.of(content.textValue()) : Optional.empty();
  }

  /** One template, or several with names, of which {@code default} is the one to chat with. */
  private static Optional<String> template(Path folder, JsonNode node) {
    if (node.isTextual()) {
      return Optional.of(node.textValue());
    }
    for (JsonNode each : node) {
      if (each.path("name").asText().equals("default") && each.path("template").isTextual()) {
        return Optional.of(each.path("template").textValue());
      }
    }
    if (node.isMissingNode() || node.isNull()) {
      return Optional.empty();
    }
    throw ModelException.permanent(
        "File "
            + folder.resolve("tokenizer_config.json")
            + " has a chat_template that is neither a text nor a list with one of name default.");
  }

  private static String text(Path file) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(BoundedFile.read(file, MOST)))
          .toString();
    } catch (CharacterCodingException e) {
      throw ModelException.permanent("File " + file + " is not UTF-8.", e);
    } catch (IOException e) {
      throw ModelException.permanent("File " + file + " cannot be read (" + e + ").", e);
    }
  }

  private static JsonNode json(Path file) {
    if (!Files.exists(file)) {
      return JSON.createObjectNode();
    }
    try {
      JsonNode root = JSON.readTree(text(file));
      if (root.isObject()) {
        return root;
      }
      throw ModelException.permanent("File " + file + " holds no JSON object.");
    } catch (JsonProcessingException e) {
      throw ModelException.permanent(
          "File " + file + " cannot be read as JSON (" + e.getOriginalMessage() + ").", e);
    }
  }
}
