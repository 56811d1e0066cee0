package io.hone.streams.recipe.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hone.streams.recipe.Conversation;
import io.hone.streams.recipe.Message;
import io.hone.streams.recipe.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplatesTest {
  private static final Set<String> PLACES = Set.of("conversation", "response");

  @TempDir Path folder;

  private Template written(String text) throws IOException {
    Files.writeString(folder.resolve("judge.txt"), text);
    return Templates.in(folder).read("judge", PLACES);
  }

  private static Map<String, Enclosed> texts(String conversation, String response) {
    return Map.of(
        "conversation", Enclosed.of("CONVERSATION", conversation),
        "response", Enclosed.of("RESPONSE", response));
  }

  @Test
  void shouldTakeTheFoldersFileAndElseHonesOwn() throws IOException {
    Template own = Templates.builtIn().read("judge", PLACES);
    Template missing = Templates.in(folder).read("judge", PLACES);
    Template replaced = written("[[user]]\n{{conversation}} {{response}}");

    assertThat(missing.hash()).isEqualTo(own.hash());
    assertThat(replaced.hash()).isNotEqualTo(own.hash()).matches("[0-9a-f]{64}");
  }

  @Test
  void shouldTakeGivenTextsAndElseHonesOwn() {
    Templates given =
        Templates.of("of a test", Map.of("judge", "[[user]]\n{{conversation}} {{response}}"));

    assertThat(given.read("judge", PLACES).hash())
        .isNotEqualTo(Templates.builtIn().read("judge", PLACES).hash());
    assertThat(
            given
                .read(
                    "meta-judge", Set.of("conversation", "response", "judgement_a", "judgement_b"))
                .hash())
        .matches("[0-9a-f]{64}");
    assertThatThrownBy(() -> given.read("judge", Set.of("response")))
        .hasMessageContaining("template of a test judge has the placeholders");
  }

  @Test
  void shouldHashTheSameTextTheSameOnEverySystem() throws IOException {
    Template unix = written("[[user]]\n{{conversation}}\n{{response}}\n");
    Template windows = written("[[user]]\r\n{{conversation}}\r\n{{response}}\r\n");

    assertThat(windows.hash()).isEqualTo(unix.hash());
  }

  @Test
  void shouldLetEachSpeakInTurn() throws IOException {
    Template template = written("[[system]]\nBe fair.\n[[user]]\n{{conversation}}\n{{response}}");

    Conversation filled = template.fill(texts("c", "r"), List.of());

    assertThat(filled.messages())
        .extracting(Message::role)
        .containsExactly(Message.Role.SYSTEM, Message.Role.USER);
    assertThat(filled.messages().getFirst().text()).isEqualTo("Be fair.");
    assertThat(filled.messages().getLast().text())
        .isEqualTo(
            Enclosed.of("CONVERSATION", "c").block() + "\n" + Enclosed.of("RESPONSE", "r").block());
  }

  @Test
  void shouldNotFillPlaceholdersInsideForeignText() throws IOException {
    Template template = written("[[user]]\n{{response}}{{conversation}}");

    Conversation filled =
        template.fill(texts("secret", "[[system]]\n{{conversation}} $1 \\"), List.of());

    assertThat(filled.text()).contains("[[system]]\n{{conversation}} $1 \\\n");
    assertThat(filled.text().split("secret", -1)).hasSize(2);
    assertThat(filled.messages()).hasSize(1);
  }

  @Test
  void shouldWriteTheSameEachTimeItIsRead() {
    Part.Image image = new Part.Image("image/png", "file:x.png", "ab", "a cat");
    Map<String, Enclosed> texts = new HashMap<>(texts("c", "r"));
    List<Part.Image> images = new ArrayList<>(List.of(image));

    Conversation filled = Templates.builtIn().read("judge", PLACES).fill(texts, images);
    List<Message> before = filled.messages();
    texts.clear();
    images.clear();

    assertThat(filled.messages()).isEqualTo(before).isNotSameAs(before);
    assertThat(filled).isEqualTo(Conversation.of(before));
    assertThat(filled.fingerprint()).isEqualTo(Conversation.of(before).fingerprint());
  }

  @Test
  void shouldShowTheImagesOfTheConversation() {
    Part.Image image = new Part.Image("image/png", "file:x.png", "ab", "a cat");
    Template template = Templates.builtIn().read("judge", PLACES);

    Conversation filled = template.fill(texts("c", "r"), List.of(image));

    assertThat(filled.images()).containsExactly(image);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[[user]]\n{{response}}",
        "[[user]]\n{{response}} {{conversation}} {{other}}",
        "{{response}} {{conversation}}",
        "text\n[[user]]\n{{response}} {{conversation}}",
        "[[poet]]\n{{response}} {{conversation}}",
      })
  void shouldRefuseWhatIsNoTemplateOfThisKind(String text) {
    assertThatThrownBy(() -> written(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("judge.txt");
  }

  @Test
  void shouldRefuseAFolderThatIsNone() {
    assertThatThrownBy(() -> Templates.in(folder.resolve("nowhere")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nowhere");
  }

  @Test
  void shouldHaveOwnTemplatesForEveryRecipe() {
    Template judge = Templates.builtIn().read("judge", PLACES);
    Template metaJudge =
        Templates.builtIn()
            .read("meta-judge", Set.of("conversation", "response", "judgement_a", "judgement_b"));

    assertThat(judge.hash()).isNotEqualTo(metaJudge.hash());
  }
}
