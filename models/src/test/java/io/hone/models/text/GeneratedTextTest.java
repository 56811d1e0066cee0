package io.hone.models.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.models.file.ModelConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against the obvious way: decode everything at each step and look for the stop texts. */
class GeneratedTextTest {
  private static final Path FOLDER = Path.of("src/test/resources/stories260K");
  private static Tokenizer tokenizer;

  @BeforeAll
  static void open() {
    tokenizer = Tokenizer.open(FOLDER, ModelConfig.read(FOLDER));
  }

  @AfterAll
  static void close() {
    tokenizer.close();
  }

  private static int firstStop(String text, List<String> stop) {
    return stop.stream().mapToInt(text::indexOf).filter(at -> at >= 0).min().orElse(-1);
  }

  private static void shouldGrowAsDecodingAllDoes(List<Integer> ids, List<String> stop) {
    GeneratedText text = tokenizer.generatedText(stop);
    List<Integer> soFar = new ArrayList<>();
    for (int id : ids) {
      soFar.add(id);
      String all = tokenizer.decode(soFar);
      int at = firstStop(all, stop);

      boolean ended = text.append(id);

      assertThat(ended).as("%s, stopped by %s", soFar, stop).isEqualTo(at >= 0);
      assertThat(text.text())
          .as("%s, stopped by %s", soFar, stop)
          .isEqualTo(at >= 0 ? all.substring(0, at) : all);
      if (ended) {
        assertThat(text.append(id)).isTrue();
        assertThat(text.text()).isEqualTo(all.substring(0, at));
        return;
      }
    }
  }

  @Test
  void shouldGrowAnyTokens() {
    Random random = new Random(11);
    for (int round = 0; round < 300; round++) {
      List<Integer> ids = new ArrayList<>();
      for (int n = random.nextInt(1, 40); n > 0; n--) {
        // Byte tokens are 3 to 258: parts of characters, and bytes that are none.
        ids.add(random.nextInt(3) == 0 ? random.nextInt(3, 259) : random.nextInt(512));
      }
      shouldGrowAsDecodingAllDoes(ids, List.of());
    }
  }

  @Test
  void shouldStopWhereverAStopTextBegins() {
    Random random = new Random(12);
    String alphabet = "ab \n.é漢🙂";
    for (int round = 0; round < 500; round++) {
      String said = text(random, alphabet, random.nextInt(1, 40));
      List<String> stop = new ArrayList<>();
      for (int n = random.nextInt(0, 4); n > 0; n--) {
        stop.add(text(random, alphabet, random.nextInt(1, 5)));
      }
      List<Integer> ids = Arrays.stream(tokenizer.encodeText(said)).boxed().toList();
      shouldGrowAsDecodingAllDoes(ids, stop);
    }
  }

  private static String text(Random random, String alphabet, int length) {
    int[] characters = alphabet.codePoints().toArray();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(characters[random.nextInt(characters.length)]);
    }
    return text.toString();
  }

  @Test
  void shouldFindAStopTextThatLiesAcrossTokens() {
    int[] ids = tokenizer.encodeText("Once upon a time, there was a girl.");
    GeneratedText text = tokenizer.generatedText(List.of("pon a ti"));

    boolean stopped = Arrays.stream(ids).anyMatch(text::append);

    assertThat(stopped).isTrue();
    assertThat(text.text()).isEqualTo("Once u");
  }

  @Test
  void shouldShowACharacterOnceAllOfItsBytesHaveCome() {
    GeneratedText text = tokenizer.generatedText(List.of());
    List<String> shown = new ArrayList<>();
    for (int id : tokenizer.encodeText("🙂")) {
      text.append(id);
      shown.add(text.text());
    }

    assertThat(shown.getLast()).isEqualTo("🙂");
    assertThat(shown.subList(0, shown.size() - 1)).allMatch(t -> !t.contains("🙂"));
  }
}
