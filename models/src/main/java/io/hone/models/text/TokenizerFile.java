package io.hone.models.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.models.ModelException;
import io.hone.models.file.BoundedFile;
import io.hone.models.file.ModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code tokenizer.json}, checked against the model, and a twin of it for encoding. In the twin
 * every special token has a random name in place of its own, so text that spells one is text, and
 * only who knows the random name can write the token.
 *
 * @param original the file, without truncation and padding
 * @param twin the same with special tokens renamed
 * @param special ids of special tokens by their text
 * @param secrets their names in the twin by their text
 * @param ordinaryAdded texts of added tokens that are not special, such as {@code <think>}
 * @param byteTokens ids of tokens that stand for one byte each, {@code <0x00>} to {@code <0xFF>}
 * @param algorithm {@code BPE} or its like
 */
record TokenizerFile(
    String original,
    String twin,
    Map<String, Integer> special,
    Map<String, String> secrets,
    Set<String> ordinaryAdded,
    Set<Integer> byteTokens,
    String algorithm) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Four times the largest that is known. */
  private static final int MOST = 1 << 27;

  static TokenizerFile read(Path file, Set<String> namedSpecial, ModelConfig config) {
    ObjectNode root = parse(file);
    root.putNull("truncation");
    root.putNull("padding");
    Map<String, Integer> special = new LinkedHashMap<>();
    Set<String> ordinaryAdded = new HashSet<>();
    for (JsonNode token : root.path("added_tokens")) {
      String content = token.path("content").asText();
      int id = token.path("id").asInt(-1);
      check(file, content, id, config);
      if (content.isEmpty()) {
        throw ModelException.permanent("File " + file + " has an added token without text.");
      }
      if (token.path("special").asBoolean()
          || namedSpecial.contains(content)
          || id == config.beginToken()
          || config.endTokens().contains(id)) {
        special.put(content, id);
      } else {
        ordinaryAdded.add(content);
      }
    }
    Set<Integer> byteTokens = checkVocabulary(file, root.path("model").path("vocab"), config);
    addNamed(root, namedSpecial, special);
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    Map<String, String> secrets = new LinkedHashMap<>();
    special.forEach(
        (content, id) ->
            secrets.put(
                content, "\uE000" + HexFormat.of().formatHex(random) + "-" + id + "\uE001"));
    return new TokenizerFile(
        root.toString(),
        twin(root.deepCopy(), secrets).toString(),
        special,
        secrets,
        ordinaryAdded,
        byteTokens,
        root.path("model").path("type").asText("unknown"));
  }

  /** Special tokens that only {@code tokenizer_config.json} names, as transformers adds them. */
  private static void addNamed(ObjectNode root, Set<String> named, Map<String, Integer> special) {
    for (String content : named) {
      JsonNode id = root.path("model").path("vocab").path(content);
      if (!special.containsKey(content) && id.isInt()) {
        special.put(content, id.intValue());
        ObjectNode token = root.withArray("added_tokens").addObject();
        token.put("id", id.intValue()).put("content", content).put("special", true);
        token.put("single_word", false).put("lstrip", false).put("rstrip", false);
        token.put("normalized", false);
      }
    }
  }

  private static ObjectNode parse(Path file) {
    if (!Files.exists(file)) {
      throw ModelException.permanent(
          "There is no file " + file + "; convert the tokenizer to tokenizer.json.");
    }
    try {
      JsonNode root = JSON.readTree(BoundedFile.read(file, MOST));
      if (root instanceof ObjectNode object && object.path("model").isObject()) {
        return object;
      }
      throw ModelException.permanent("File " + file + " holds no tokenizer.");
    } catch (JsonProcessingException e) {
      throw ModelException.permanent(
          "File " + file + " is not JSON: " + e.getOriginalMessage() + ".", e);
    } catch (IOException e) {
      throw ModelException.permanent(
          "File " + file + " cannot be read (" + e.getMessage() + ").", e);
    }
  }

  private static Set<Integer> checkVocabulary(Path file, JsonNode vocabulary, ModelConfig config) {
    Set<Integer> byteTokens = new HashSet<>();
    if (vocabulary.isArray()) { // unigram: [text, score]
      check(file, "(the last)", vocabulary.size() - 1, config);
      for (int i = 0; i < vocabulary.size(); i++) {
        if (isByte(vocabulary.get(i).path(0).asText())) {
          byteTokens.add(i);
        }
      }
    }
    if (vocabulary.isObject()) {
      for (Map.Entry<String, JsonNode> token : vocabulary.properties()) {
        check(file, token.getKey(), token.getValue().asInt(-1), config);
        if (isByte(token.getKey())) {
          byteTokens.add(token.getValue().asInt());
        }
      }
    }
    return byteTokens;
  }

  private static boolean isByte(String token) {
    return token.length() == 6 && token.matches("<0x[0-9A-F]{2}>");
  }

  private static void check(Path file, String token, int id, ModelConfig config) {
    if (id < 0 || id >= config.vocabularySize()) {
      throw ModelException.permanent(
          "File "
              + file
              + " gives token \""
              + token
              + "\" the id "
              + id
              + ", but the model's vocabulary has "
              + config.vocabularySize()
              + " entries; the tokenizer belongs to another model.");
    }
  }

  private static ObjectNode twin(ObjectNode root, Map<String, String> secrets) {
    root.putNull("post_processor");
    for (JsonNode token : root.path("added_tokens")) {
      String secret = secrets.get(token.path("content").asText());
      if (secret != null) {
        ((ObjectNode) token).put("content", secret).put("normalized", false);
        ((ObjectNode) token).put("single_word", false);
      }
    }
    ObjectNode model = (ObjectNode) root.path("model");
    secrets.forEach((content, secret) -> rename(model, content, secret));
    if (model.path("merges") instanceof ArrayNode merges) {
      List<JsonNode> kept = new ArrayList<>();
      for (Iterator<JsonNode> i = merges.elements(); i.hasNext(); ) {
        JsonNode merge = i.next();
        String[] parts =
            merge.isArray()
                ? new String[] {merge.path(0).asText(), merge.path(1).asText()}
                : merge.asText().split(" ", 2);
        boolean touches =
            secrets.containsKey(parts[0])
                || (parts.length == 2
                    && (secrets.containsKey(parts[1]) || secrets.containsKey(parts[0] + parts[1])));
        if (!touches) {
          kept.add(merge);
        }
      }
      merges.removeAll().addAll(kept);
    }
    return root;
  }

  private static void rename(ObjectNode model, String content, String secret) {
    if (model.path("vocab") instanceof ObjectNode vocabulary && vocabulary.has(content)) {
      JsonNode id = vocabulary.remove(content);
      vocabulary.set(secret, id);
    } else if (model.path("vocab") instanceof ArrayNode pieces) {
      for (JsonNode piece : pieces) {
        if (piece.path(0).asText().equals(content)) {
          ((ArrayNode) piece).set(0, JSON.getNodeFactory().textNode(secret));
        }
      }
    }
    if (model.path("unk_token").asText().equals(content)) {
      model.put("unk_token", secret);
    }
  }
}
