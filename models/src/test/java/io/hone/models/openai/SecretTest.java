package io.hone.models.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.hone.models.ModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class SecretTest {

  @Test
  void shouldReadNothingWhereThereIsNone() {
    assertThat(new Secret.None().read(name -> "word")).isEmpty();
  }

  @Test
  void shouldReadAVariable() {
    assertThat(new Secret.Environment("KEY").read(Map.of("KEY", " word\n")::get)).contains("word");
  }

  @Test
  void shouldReadTheFirstLineOfAFile(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("key"), "\n word \r\nsecond\n");

    assertThat(new Secret.File(file).read(name -> null)).contains("word");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " \n"})
  void shouldNameTheVariableThatIsNotSet(@Nullable String value) {
    assertThatThrownBy(() -> new Secret.Environment("KEY").read(name -> value))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("variable KEY");
  }

  @Test
  void shouldNameTheFileThatIsNotThere(@TempDir Path folder) {
    Secret secret = new Secret.File(folder.resolve("none"));

    assertThatThrownBy(() -> secret.read(name -> null))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(folder.resolve("none").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"zq zq", "zq\r\nzq: x", "zqö", "zq\u0000"})
  void shouldRefuseWhatCannotStandInAHeaderWithoutPrintingIt(String value) {
    assertThatThrownBy(() -> new Secret.Environment("KEY").read(name -> value))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("KEY")
        .hasMessageNotContaining("zq");
  }

  @Test
  void shouldNeverLogKeyOrPromptWhateverTheLevel() {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Level before = root.getLevel();
    ListAppender<ILoggingEvent> appender = new ListAppender<>();
    appender.start();
    root.getAppender("STDERR").addFilter(new OnlyErrors());
    root.addAppender(appender);
    root.setLevel(Level.TRACE);
    try (FakeServer server = new FakeServer(Faults.of("500"));
        OpenAiModel model = Fixture.open(Fixture.settings(server))) {
      assertThatThrownBy(() -> Fixture.get(model.generate(Fixture.chat())))
          .isInstanceOf(ModelException.class);
    } finally {
      root.setLevel(before);
      root.detachAppender(appender);
    }

    List<String> lines = new ArrayList<>();
    for (ILoggingEvent event : List.copyOf(appender.list)) lines.add(event.getFormattedMessage());
    assertThat(lines).anyMatch(line -> line.contains("retry attempt=2"));
    assertThat(lines)
        .noneMatch(line -> line.contains(Fixture.KEY) || line.contains(Fixture.SECRET_PROMPT));
  }

  /** Keeps what is traced for this test off the console. */
  private static final class OnlyErrors extends ch.qos.logback.core.filter.Filter<ILoggingEvent> {
    @Override
    public ch.qos.logback.core.spi.FilterReply decide(ILoggingEvent event) {
      return event.getLevel().isGreaterOrEqual(Level.ERROR)
          ? ch.qos.logback.core.spi.FilterReply.NEUTRAL
          : ch.qos.logback.core.spi.FilterReply.DENY;
    }
  }
}
