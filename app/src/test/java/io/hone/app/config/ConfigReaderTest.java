package io.hone.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hone.consumers.calls.SourceKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {
  @TempDir Path folder;

  private Config read(String file, Map<String, String> environment, Map<String, String> options)
      throws Exception {
    Path path = Files.writeString(folder.resolve("hone.properties"), file);
    return ConfigReader.read(Optional.of(path), environment, options);
  }

  private Config given(Map<String, String> options) {
    return ConfigReader.read(Optional.empty(), Map.of(), options);
  }

  @Test
  void shouldHaveAValidDefaultForEveryKey() {
    Config config = given(Map.of());

    for (Key<?> key : Keys.ALL) {
      assertThat(config.find(key).isPresent()).as(key.name()).isEqualTo(!key.otherwise().isEmpty());
    }
    assertThat(config.recipe()).isEmpty();
    assertThat(config.kafka()).isEmpty();
  }

  @Test
  void shouldTakeTheCommandLineBeforeTheEnvironmentBeforeTheFile() throws Exception {
    Config config =
        read(
            "worker.slots=1\nworker.grace=1s\nworker.call-limit=250ms",
            Map.of("HONE_WORKER_SLOTS", "2", "HONE_WORKER_GRACE", "2s"),
            Map.of("worker.slots", "3"));

    assertThat(config.get(Keys.WORKER_SLOTS)).isEqualTo(3);
    assertThat(config.get(Keys.WORKER_GRACE)).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.get(Keys.WORKER_CALL_LIMIT)).isEqualTo(Duration.ofMillis(250));
    assertThat(config.entries())
        .containsEntry("worker.grace", new Config.Entry("2s", "$HONE_WORKER_GRACE"));
  }

  @Test
  void shouldHandKafkaItsOwnSettingsUnderTheirOwnNames() throws Exception {
    Config config =
        read(
            "kafka.security.protocol=SASL_SSL",
            Map.of("HONE_KAFKA_BOOTSTRAP_SERVERS", "k:9092"),
            Map.of("kafka.schema.registry.url", "http://r:8081"));

    assertThat(config.kafka())
        .isEqualTo(
            Map.of(
                "security.protocol", "SASL_SSL",
                "bootstrap.servers", "k:9092",
                "schema.registry.url", "http://r:8081"));
  }

  @Test
  void shouldKnowTheSettingsOfTheRecipeThatIsNamed() {
    Config config =
        given(Map.of("recipe.name", "self-rewarding", "recipe.answering.temperature", "0.5"));

    assertThat(config.recipe()).isEqualTo(Map.of("answering.temperature", "0.5"));
    assertThatThrownBy(() -> given(Map.of("recipe.answering.temperature", "0.5")))
        .hasMessageContaining("did you mean recipe.actor.answering.temperature");
  }

  @ParameterizedTest
  @CsvSource({
    "worker.slot, worker.slots",
    "episodes.open-, episodes.open",
    "model.foldr, model.folder",
    "worker.sorce, worker.source"
  })
  void shouldSuggestWhatWasMeant(String wrong, String meant) {
    assertThatThrownBy(() -> given(Map.of(wrong, "1")))
        .isInstanceOf(ConfigException.class)
        .hasMessage("%s (--set) is no key of the configuration: did you mean %s?", wrong, meant);
  }

  @Test
  void shouldSayWhereASettingOfKafkaBelongs() {
    assertThatThrownBy(() -> read("bootstrap.servers=k:9092", Map.of(), Map.of()))
        .hasMessageContaining("kafka.bootstrap.servers");
  }

  @Test
  void shouldRefuseAVariableThatIsAlmostOne() {
    assertThatThrownBy(
            () -> ConfigReader.read(Optional.empty(), Map.of("HONE_WORKER_SLOT", "1"), Map.of()))
        .hasMessageContaining("HONE_WORKER_SLOT sets no key")
        .hasMessageContaining("HONE_WORKER_SLOTS?");
  }

  @Test
  void shouldLeaveOtherVariablesAlone() {
    Config config =
        ConfigReader.read(
            Optional.empty(), Map.of("HONE_DATA", "/x", "HONE_BADGER", "1", "PATH", "p"), Map.of());

    assertThat(config.entries().values()).allMatch(Config.Entry::isDefault);
  }

  @ParameterizedTest
  @CsvSource({
    "worker.slots, 0, 1 to 2000",
    "worker.slots, 99999999999999999999, 1 to 2000",
    "worker.slots, '', 1 to 2000",
    "worker.grace, 10, 'a time, e.g. 250ms, 30s, 10m'",
    "worker.grace, -1s, 'a time, e.g. 250ms, 30s, 10m'",
    "worker.source, kafka, 'share-group, sliding-window'",
    "model.script-faults, NaN, 0 to 1",
    "model.precision, f16, 'f32, bf16'"
  })
  void shouldSayWhatAValueMayBe(String key, String value, String may) {
    assertThatThrownBy(() -> given(Map.of(key, value)).get(named(key)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(key)
        .hasMessageContaining("give " + may);
  }

  private static Key<?> named(String name) {
    return Keys.ALL.stream().filter(key -> key.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void shouldSayThatAFileCannotBeRead() throws Exception {
    Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});

    for (Path path : new Path[] {folder.resolve("missing"), folder, binary}) {
      assertThatThrownBy(() -> ConfigReader.read(Optional.of(path), Map.of(), Map.of()))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining(path.toString());
    }
  }

  @Test
  void shouldHideSecrets() {
    Config config =
        given(
            Map.of(
                "kafka.sasl.jaas.config", "x",
                "kafka.basic.auth.user.info", "u:p",
                "kafka.ssl.keystore.password", "x",
                "kafka.ssl.protocol", "TLSv1.3"));

    assertThat(config.entries().entrySet())
        .filteredOn(e -> e.getKey().startsWith("kafka."))
        .extracting(e -> e.getValue().shown(e.getKey()))
        .containsExactlyInAnyOrder("(hidden)", "(hidden)", "(hidden)", "TLSv1.3");
    assertThat(given(Map.of()).get(Keys.WORKER_SOURCE)).isEqualTo(SourceKind.SHARE_GROUP);
  }

  @Test
  void shouldStandInTheReference() throws Exception {
    Path page =
        Path.of(System.getProperty("hone.rootdir"), "docs", "reference", "configuration.md");
    String generated = ConfigPage.markdown();
    if (Boolean.getBoolean("hone.docs.write")) Files.writeString(page, generated);

    assertThat(page)
        .as("write it anew: ./mvnw -pl app -am test -Dhone.docs.write=true")
        .hasContent(generated);
  }
}
