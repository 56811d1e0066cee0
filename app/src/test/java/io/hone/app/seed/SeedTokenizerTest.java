package io.hone.app.seed;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.app.seed.world.Asking;
import io.hone.app.seed.world.Lessons;
import io.hone.app.seed.world.Lessons.Lesson;
import io.hone.app.seed.world.Lessons.Mistakes;
import io.hone.app.seed.world.Lessons.Mix;
import io.hone.app.seed.world.World;
import io.hone.models.ChatMessage;
import io.hone.models.file.ModelConfig;
import io.hone.models.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeedTokenizerTest {
  private static final Asking ASKING = new Asking(SeedTemplates.shipped());
  private static final int UNKNOWN = SeedTokenizer.SPECIAL.indexOf(SeedTokenizer.UNKNOWN);

  @TempDir static Path folder;
  private static Tokenizer tokenizer;

  @BeforeAll
  static void open() throws IOException {
    new NewModel(16, 16, 1, 2, 512).write(folder, SeedTokenizer.of(World.shipped(), ASKING), 1);
    tokenizer = Tokenizer.open(folder, ModelConfig.read(folder));
  }

  @AfterAll
  static void close() {
    tokenizer.close();
  }

  private static String decoded(int[] tokens) {
    return tokenizer.decode(Arrays.stream(tokens).boxed().toList());
  }

  @Test
  void shouldReadEveryLessonWithoutLossAndAsTheChatTemplateHasIt() {
    Lessons lessons =
        new Lessons(
            World.shipped(), ASKING, new Mix(150, 150, 100), new Mistakes(0.5, 0.3, 0.3, 0.2, 0.2));
    for (Lesson lesson : lessons.step(new Random(3))) {
      List<ChatMessage> prompt = List.of(ChatMessage.user(lesson.prompt()));

      var sequence = LessonTokens.of(tokenizer, lesson);

      assertThat(sequence.prompt())
          .isEqualTo(tokenizer.encodePrompt(prompt))
          .doesNotContain(UNKNOWN);
      assertThat(sequence.answer()).isEqualTo(tokenizer.encodeAnswer(prompt, lesson.answer()));
      assertThat(decoded(sequence.answer())).isEqualTo(lesson.answer());
    }
  }

  @Test
  void shouldLeaveTheMarkersCodesOut() {
    int[] one = tokenizer.encodeText(ASKING.judge("Sort tree, cat.", "cat tree"));
    int[] other = tokenizer.encodeText(ASKING.judge("Sort tree, cat.", "tree cat"));

    assertThat(other).hasSameSizeAs(one);
    assertThat(decoded(one)).startsWith("<<<CONVERSATION Sort tree, cat.>>>");
  }

  /** Not a word of the world, but still text. */
  @ParameterizedTest
  @ValueSource(strings = {"Tell me about zebras!", "x = f(y) / 1234;\n  return x", "e-mail me @ 5"})
  void shouldCutWhatItDoesNotKnowIntoCharacters(String text) {
    int[] tokens = tokenizer.encodeText(text);

    assertThat(tokens).doesNotContain(UNKNOWN);
    assertThat(decoded(tokens)).isEqualTo(text);
  }
}
