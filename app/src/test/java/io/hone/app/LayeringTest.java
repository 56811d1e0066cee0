package io.hone.app;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The dependency direction of ARCHITECTURE's rooms, and what each package-info promises. */
@Tag("slow")
class LayeringTest {
  private static final JavaClasses HONE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.hone");

  private static ArchRule mustNotKnow(String who, String... whom) {
    return noClasses()
        .that()
        .resideInAnyPackage(who)
        .should()
        .dependOnClassesThat(resideInAnyPackage(whom))
        .allowEmptyShould(true);
  }

  /** The loop is not told what is right; the seed's training and its examination know. */
  private static ArchRule onlySeedKnows(String world) {
    return noClasses()
        .that()
        .resideOutsideOfPackage("io.hone.app.seed..")
        .should()
        .dependOnClassesThat(resideInAnyPackage(world));
  }

  /** Nothing is carried along where the work is done. */
  private static ArchRule onlyTracesKnow(String library) {
    return noClasses()
        .that()
        .resideOutsideOfPackage("io.hone.app.traces..")
        .should()
        .dependOnClassesThat(resideInAnyPackage(library));
  }

  static Stream<ArchRule> rules() {
    return Stream.of(
        mustNotKnow(
            "io.hone.schemas..",
            "io.hone.models..",
            "io.hone.streams..",
            "io.hone.producers..",
            "io.hone.consumers..",
            "io.hone.app..",
            "io.hone.bench.."),
        mustNotKnow(
            "io.hone.models..",
            "io.hone.schemas..",
            "io.hone.event..",
            "io.hone.streams..",
            "io.hone.producers..",
            "io.hone.consumers..",
            "io.hone.app..",
            "io.hone.bench..",
            "org.apache.kafka.."),
        mustNotKnow(
            "io.hone.streams..",
            "io.hone.models..",
            "io.hone.producers..",
            "io.hone.consumers..",
            "io.hone.app..",
            "io.hone.bench.."),
        mustNotKnow(
            "io.hone.streams.recipe..",
            "org.apache.kafka..",
            "reactor..",
            "ai.djl..",
            "io.hone.event..",
            "org.slf4j..",
            "java.util.random..",
            "java.util.concurrent..",
            "java.net.."),
        mustNotKnow(
            "io.hone.streams.recipe",
            "io.hone.streams.recipe.text..",
            "io.hone.streams.recipe.rank..",
            "io.hone.streams.recipe.rewarding..",
            "io.hone.streams.recipe.play.."),
        mustNotKnow(
            "io.hone.streams.recipe.text..",
            "io.hone.streams.recipe.rank..",
            "io.hone.streams.recipe.rewarding..",
            "io.hone.streams.recipe.play.."),
        mustNotKnow(
            "io.hone.streams.recipe.rank..",
            "io.hone.streams.recipe.text..",
            "io.hone.streams.recipe.rewarding..",
            "io.hone.streams.recipe.play.."),
        mustNotKnow("io.hone.streams.recipe.play..", "io.hone.streams.recipe.rewarding.."),
        mustNotKnow(
            "io.hone.producers..",
            "io.hone.models..",
            "io.hone.streams..",
            "io.hone.consumers..",
            "io.hone.app..",
            "io.hone.bench.."),
        mustNotKnow(
            "io.hone.consumers..",
            "io.hone.streams..",
            "io.hone.producers..",
            "io.hone.app..",
            "io.hone.bench.."),
        mustNotKnow("io.hone.app..", "io.hone.bench.."),
        mustNotKnow(
            "io.hone.schemas.catalog..", "io.hone.schemas.registry..", "io.hone.schemas.serde.."),
        mustNotKnow("io.hone.schemas.id..", "org.apache.kafka..", "io.hone.event.."),
        mustNotKnow(
            "io.hone.schemas.registry..",
            "io.hone.schemas.serde..",
            "io.hone.schemas.reading..",
            "io.hone.event.."),
        mustNotKnow("io.hone.schemas.serde..", "io.hone.schemas.reading.."),
        mustNotKnow("io.hone.schemas.reading..", "io.hone.schemas.serde.."),
        mustNotKnow(
            "io.hone.app.broker..",
            "io.hone.app.registry..",
            "io.hone.app.stack..",
            "io.hone.app.cli.."),
        mustNotKnow(
            "io.hone.app.registry..",
            "io.hone.app.broker..",
            "io.hone.app.stack..",
            "io.hone.app.cli.."),
        mustNotKnow(
            "io.hone.app.stack..",
            "io.hone.app.records..",
            "io.hone.app.doctor..",
            "io.hone.app.cli.."),
        mustNotKnow("io.hone.app.records..", "io.hone.app.doctor..", "io.hone.app.cli.."),
        mustNotKnow(
            "io.hone.streams.episode..",
            "io.hone.streams.account..",
            "io.hone.streams.statistics.."),
        mustNotKnow("io.hone.streams.account..", "io.hone.streams.statistics.."),
        mustNotKnow(
            "io.hone.streams.running..",
            "io.hone.streams.recipe..",
            "io.hone.streams.episode..",
            "io.hone.streams.account..",
            "io.hone.streams.statistics.."),
        mustNotKnow(
            "io.hone.streams.statistics..",
            "io.hone.streams.account..",
            "io.hone.streams.recipe.."),
        mustNotKnow("io.hone.app.doctor..", "io.hone.app.cli.."),
        mustNotKnow(
            "io.hone.app.seed..",
            "io.hone.app.cli..",
            "io.hone.app.broker..",
            "io.hone.app.registry..",
            "io.hone.app.stack..",
            "org.apache.kafka.."),
        mustNotKnow(
            "io.hone.app.seed.world..",
            "io.hone.app.seed",
            "io.hone.models..",
            "reactor..",
            "ai.djl..",
            "org.slf4j.."),
        onlySeedKnows("io.hone.app.seed.world.."),
        mustNotKnow(
            "io.hone.app.measure..",
            "io.hone.app.seed..",
            "io.hone.app.exam..",
            "io.hone.app.cli..",
            "io.hone.streams..",
            "org.apache.kafka.."),
        mustNotKnow(
            "io.hone.app.exam..",
            "io.hone.app.cli..",
            "io.hone.app.role..",
            "io.hone.app.stack..",
            "io.hone.app.broker..",
            "io.hone.app.registry..",
            "org.apache.kafka.."),
        mustNotKnow("io.hone.app.loop..", "io.hone.app.cli.."),
        mustNotKnow(
            "io.hone.app.web..",
            "io.hone.event..",
            "io.hone.schemas..",
            "io.hone.streams..",
            "io.hone.consumers..",
            "io.hone.models..",
            "org.apache.kafka..",
            "io.hone.app.stack..",
            "io.hone.app.role..",
            "io.hone.app.metrics..",
            "io.hone.app.loop..",
            "io.hone.app.cli.."),
        mustNotKnow("io.hone.app.metrics..", "io.hone.app.loop..", "io.hone.app.cli.."),
        mustNotKnow(
            "io.hone.app.traces..",
            "io.hone.app.role..",
            "io.hone.app.metrics..",
            "io.hone.app.console..",
            "io.hone.app.web..",
            "io.hone.app.loop..",
            "io.hone.app.cli..",
            "io.hone.streams.episode..",
            "io.hone.streams.recipe..",
            "reactor.."),
        onlyTracesKnow("io.opentelemetry.."),
        mustNotKnow(
            "io.hone.app.console..",
            "io.hone.app.role..",
            "io.hone.app.metrics..",
            "io.hone.app.loop..",
            "io.hone.app.cli.."),
        mustNotKnow("io.hone.app.role..", "io.hone.app.loop..", "io.hone.app.cli.."),
        SlicesRuleDefinition.slices().matching("io.hone.(*).(*)..").should().beFreeOfCycles());
  }

  @ParameterizedTest
  @MethodSource("rules")
  void shouldPointOneWay(ArchRule rule) {
    rule.check(HONE);
  }

  /**
   * The planted violation: this package uses picocli and Kafka, and a rule that forbids it fails.
   */
  @Test
  void shouldFailOnAViolation() {
    ArchRule violated = mustNotKnow("io.hone.app.stack..", "org.apache.kafka..");

    assertThatThrownBy(() -> violated.check(HONE)).isInstanceOf(AssertionError.class);
  }

  @Test
  void shouldDescribeEveryPackageAndMarkItNullSafe() throws IOException {
    Path root = Path.of(System.getProperty("hone.rootdir"));
    List<Path> packages;
    try (Stream<Path> files = Files.walk(root)) {
      packages =
          files
              .filter(f -> f.toString().matches(".*/src/main/java/.*\\.java"))
              .map(Path::getParent)
              .distinct()
              .toList();
    }

    assertThat(packages)
        .isNotEmpty()
        .allSatisfy(
            p ->
                assertThat(p.resolve("package-info.java"))
                    .content()
                    .contains("/**", "@NullMarked"));
  }
}
