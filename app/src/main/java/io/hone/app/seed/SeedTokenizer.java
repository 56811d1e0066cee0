package io.hone.app.seed;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.app.seed.world.Asking;
import io.hone.app.seed.world.Texts;
import io.hone.app.seed.world.World;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The seed model's tokenizer, in Hugging Face's {@code tokenizer.json}: each known word, number or
 * sign is a token together with the space before it; what is not known is cut into characters.
 *
 * <p>The markers around foreign text (see {@code Enclosed}) carry a code of 16 digits that says
 * nothing to a reader; normalisation leaves it out, so that a marker is one token.
 */
final class SeedTokenizer {
  static final String UNKNOWN = "<unk>";
  static final String BEGIN = "<s>";
  static final String END = "</s>";
  static final String USER = "<|user|>";
  static final String ASSISTANT = "<|assistant|>";
  static final List<String> SPECIAL = List.of(UNKNOWN, BEGIN, END, USER, ASSISTANT);

  static final String CHAT_TEMPLATE =
      "{% for message in messages %}{% if message['role'] == 'assistant' %}"
          + ASSISTANT
          + "{{ message['content'] }}"
          + END
          + "{% else %}"
          + USER
          + "{{ message['content'] }}{% endif %}{% endfor %}"
          + "{% if add_generation_prompt %}"
          + ASSISTANT
          + "{% endif %}";

  private static final char SPACE = '▁';
  private static final List<String> MARKERS =
      List.of("CONVERSATION", "RESPONSE", "JUDGEMENT A", "JUDGEMENT B");

  /** How text is cut, after normalisation. */
  private static final String PIECE =
      "\\n[A-Z][a-z]+:(?:▁Judgement)?|<<<[A-Z]+|>>>|▁?[A-Za-z]+|▁?[0-9]+|▁?[^A-Za-z0-9▁]|▁";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Set<String> vocabulary = new LinkedHashSet<>(SPECIAL);

  /**
   * @param texts whose pieces become tokens, as prompts or answers
   */
  SeedTokenizer(Collection<String> texts) {
    vocabulary.add(Character.toString(SPACE));
    vocabulary.add("\n");
    for (char c = '!'; c <= '~'; c++) {
      vocabulary.add(Character.toString(c));
    }
    Set<String> pieces = new TreeSet<>();
    for (String text : texts) {
      Pattern.compile(PIECE)
          .matcher(normal(text))
          .results()
          .map(MatchResult::group)
          .forEach(pieces::add);
    }
    vocabulary.addAll(pieces);
  }

  /** With a token for each word of the world and of its prompts. */
  static SeedTokenizer of(World world, Asking asking) {
    return new SeedTokenizer(Texts.all(world, asking));
  }

  int size() {
    return vocabulary.size();
  }

  private static String opening(String marker) {
    return SPACE + "?<<<" + marker + " [0-9a-f]{16}\\n";
  }

  private static String closing(String marker) {
    return "\\n" + marker + " [0-9a-f]{16}>>>\\n?";
  }

  private static String token(String marker) {
    return "<<<" + marker.replace(" ", "") + SPACE;
  }

  /** What the normalizer of {@link #json} does. */
  private static String normal(String text) {
    String normal = SPACE + text;
    for (String marker : MARKERS) {
      normal = normal.replaceAll(opening(marker), token(marker)).replaceAll(closing(marker), ">>>");
    }
    return normal.replace(' ', SPACE);
  }

  ObjectNode json() {
    ObjectNode json = JSON.createObjectNode().put("version", "1.0");
    ArrayNode added = json.putArray("added_tokens");
    for (int id = 0; id < SPECIAL.size(); id++) {
      added
          .addObject()
          .put("id", id)
          .put("content", SPECIAL.get(id))
          .put("single_word", false)
          .put("lstrip", false)
          .put("rstrip", false)
          .put("normalized", false)
          .put("special", true);
    }
    ArrayNode rules = json.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
    rules.addObject().put("type", "Prepend").put("prepend", Character.toString(SPACE));
    for (String marker : MARKERS) {
      replace(rules, "Regex", opening(marker), token(marker));
      replace(rules, "Regex", closing(marker), ">>>");
    }
    replace(rules, "String", " ", Character.toString(SPACE));
    ObjectNode split = json.putObject("pre_tokenizer").put("type", "Split");
    split.putObject("pattern").put("Regex", PIECE);
    split.put("behavior", "Isolated").put("invert", false);
    json.putNull("post_processor");
    ArrayNode decoders = json.putObject("decoder").put("type", "Sequence").putArray("decoders");
    replace(decoders, "String", Character.toString(SPACE), " ");
    decoders.addObject().put("type", "Fuse");
    decoders.addObject().put("type", "Strip").put("content", " ").put("start", 1).put("stop", 0);
    ObjectNode model = json.putObject("model").put("type", "BPE").put("unk_token", UNKNOWN);
    model.putNull("dropout").putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
    model.put("fuse_unk", true).put("byte_fallback", false).put("ignore_merges", true);
    ObjectNode ids = model.putObject("vocab");
    vocabulary.forEach(token -> ids.put(token, ids.size()));
    model.putArray("merges");
    return json;
  }

  private static void replace(ArrayNode rules, String kind, String pattern, String content) {
    ObjectNode rule = rules.addObject().put("type", "Replace");
    rule.putObject("pattern").put(kind, pattern);
    rule.put("content", content);
  }

  static ObjectNode config(int context) {
    return JSON.createObjectNode()
        .put("tokenizer_class", "PreTrainedTokenizerFast")
        .put("bos_token", BEGIN)
        .put("eos_token", END)
        .put("unk_token", UNKNOWN)
        .put("model_max_length", context)
        .put("clean_up_tokenization_spaces", false)
        .put("chat_template", CHAT_TEMPLATE);
  }
}
