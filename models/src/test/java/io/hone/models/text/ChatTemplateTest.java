package io.hone.models.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hone.models.ChatMessage;
import io.hone.models.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against Python's jinja2: expected.json is written by models/src/test/peers/python. */
class ChatTemplateTest {
  private static final Path FOLDER = Path.of("src/test/resources/templates");
  private static final Map<String, String> SPECIAL =
      Map.of("bos_token", "<s>", "eos_token", "</s>", "unk_token", "<unk>");
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2024-07-26T09:05:03Z"), ZoneOffset.UTC);

  static Stream<Arguments> cases() throws IOException {
    List<Arguments> cases = new ArrayList<>();
    for (JsonNode each : new ObjectMapper().readTree(FOLDER.resolve("expected.json").toFile())) {
      String name =
          each.path("template").asText()
              + " "
              + each.path("conversation").asText()
              + (each.path("generationPrompt").asBoolean() ? " prompt" : "");
      cases.add(Arguments.of(name, each));
    }
    return cases.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void shouldRenderAsPythonDoes(String name, JsonNode each) throws IOException {
    ChatTemplate template =
        template(Files.readString(FOLDER.resolve(each.get("template").asText())));
    List<ChatMessage> messages = new ArrayList<>();
    for (JsonNode message : each.get("messages")) {
      messages.add(
          new ChatMessage(
              ChatMessage.Role.valueOf(message.get("role").asText().toUpperCase(Locale.ROOT)),
              message.get("text").asText()));
    }
    boolean prompt = each.get("generationPrompt").asBoolean();

    if (each.has("raises")) {
      assertThatThrownBy(() -> template.render(messages, prompt))
          .isInstanceOf(ModelException.class)
          .hasMessageEndingWith("refuses the conversation: " + each.get("raises").asText());
    } else {
      assertThat(template.render(messages, prompt)).isEqualTo(each.get("expected").asText());
    }
  }

  private static ChatTemplate template(String source) {
    return new ChatTemplate(source, SPECIAL, CLOCK);
  }

  private static void shouldFail(String source, String... saying) {
    assertThatThrownBy(() -> template(source).render(List.of(ChatMessage.user("secret")), true))
        .isInstanceOfSatisfying(
            ModelException.class,
            e -> assertThat(e.kind()).isEqualTo(ModelException.Kind.PERMANENT))
        .message()
        .contains(saying)
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% for a in range(1000) %}{% for b in range(1000) %}{% for c in range(1000) %}x{% endfor"
            + " %}{% endfor %}{% endfor %}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}x{{ nothing.here() }}",
        "{% if %}",
        "{{ messages[0].getClass() }}",
        "{{ messages.getClass().forName('java.lang.Runtime') }}",
        "{% include '/etc/passwd' %}",
        "{{ messages[0]['content'].no_such_method() }}"
      })
  void shouldEndATemplateThatIsWrongOrHostile(String source) {
    shouldFail(source, "chat template");
  }

  @Test
  void shouldGiveTheTemplatesOwnSentence() {
    shouldFail("{{ raise_exception('No ' ~ messages[0].role ~ 's here!') }}", "No users here!");
  }

  @Test
  void shouldReachNoFieldsOfJava() {
    assertThat(
            template("[{{ messages.class }}{{ messages[0].class.name }}{{ ''.__class__.mro() }}]")
                .render(List.of(ChatMessage.user("a")), true))
        .isEqualTo("[]");
  }
}
