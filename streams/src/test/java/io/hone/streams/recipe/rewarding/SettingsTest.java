package io.hone.streams.recipe.rewarding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hone.streams.recipe.Recipe;
import io.hone.streams.recipe.text.Templates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  private static final MetaRewarding.Settings PAPER = MetaRewarding.Settings.paper();

  @Test
  void shouldBeReadAsTheyAreWritten() {
    MetaRewarding.Settings read = Settings.read(PAPER, Settings.asText(PAPER));

    assertThat(read).isEqualTo(PAPER);
  }

  @Test
  void shouldReplaceWhatIsNamed() {
    Map<String, String> values = new HashMap<>();
    values.put("actor.responses", "4");
    values.put("actor.rho", "0.1, 0.2");
    values.put("actor.longest-chosen", "100,unlimited");
    values.put("actor.answering.temperature", "0.5");
    values.put("actor.answering.stop", "END,STOP");
    values.put("actor.adaptive.on", "true");
    values.put("actor.seed", "17");
    values.put("judge.trains-judge", "false");
    values.put("judge.position-weighting", "0.25");

    Map<String, String> read = Settings.asText(Settings.read(PAPER, values));

    values.put("actor.rho", "0.1,0.2");
    assertThat(read).containsAllEntriesOf(values);
    assertThat(read).hasSameSizeAs(Settings.asText(PAPER));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "actor.responces,7,there is no setting 'actor.responces'",
        "actor.responses,many,'actor.responses' is 'many'",
        "actor.responses,1,responses is 1",
        "actor.rho,1.5,rho is 1.5",
        "actor.adaptive.on,yes,'actor.adaptive.on' is 'yes'",
        "actor.adaptive.confidence,0,confidence is 0",
        "actor.answering.top-p,2,top-p is 2",
        "judge.ridge,0,ridge is 0",
        "judge.position-weighting,mine,'judge.position-weighting' is 'mine'",
      })
  void shouldRefuseWithTheNameAndTheValue(String name, String value, String message) {
    assertThatThrownBy(() -> Settings.read(PAPER, Map.of(name, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void shouldOpenRecipesByName() {
    Recipe meta = RecipeBook.open("meta-rewarding", Map.of(), Templates.builtIn());
    Recipe self = RecipeBook.open("self-rewarding", Map.of("judgements", "5"), Templates.builtIn());

    assertThat(meta.name()).isEqualTo("meta-rewarding");
    assertThat(meta.configHash())
        .isEqualTo(new MetaRewarding(PAPER, Templates.builtIn()).configHash());
    assertThat(self.configHash())
        .isEqualTo(
            new SelfRewarding(ActorSettings.selfRewarding().withJudgements(5), Templates.builtIn())
                .configHash());
    assertThatThrownBy(() -> RecipeBook.open("omelette", Map.of(), Templates.builtIn()))
        .hasMessageContaining("omelette");
  }

  @Test
  void shouldBeInTheDocumentWithTheirDefaults() throws IOException {
    Path page = Path.of(System.getProperty("hone.rootdir"), "docs", "recipes.md");
    String table =
        Settings.asText(PAPER).entrySet().stream()
            .map(setting -> "| `" + setting.getKey() + "` | " + setting.getValue() + " |")
            .collect(Collectors.joining("\n"));

    assertThat(Files.readString(page)).contains(table);
  }
}
