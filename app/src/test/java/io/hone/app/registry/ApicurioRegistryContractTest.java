package io.hone.app.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The same, asked of a server that nobody here wrote, with its schemas in memory. */
@Tag("apicurio")
class ApicurioRegistryContractTest extends RegistryContract {
  private static final Path HOME = Path.of("target/apicurio");
  private static final Path LOG = Path.of("target/apicurio.log");
  private static final Pattern READY =
      Pattern.compile("Listening on: (http://127\\.0\\.0\\.1:\\d+)");

  private static Process server;
  private static URI url;

  @BeforeAll
  static void start() throws IOException {
    server =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Dquarkus.http.host=127.0.0.1",
                    "-Dquarkus.http.port=0",
                    "-Dquarkus.management.host=127.0.0.1",
                    "-Dquarkus.management.port=0",
                    "-Dquarkus.http.access-log.enabled=false",
                    "-Dapicurio.rules.global.compatibility=BACKWARD",
                    "-jar",
                    HOME.resolve("quarkus-run.jar").toString()))
            .redirectErrorStream(true)
            .redirectOutput(LOG.toFile())
            .start();
    String address =
        Awaitility.await()
            .atMost(Duration.ofMinutes(2))
            .failFast("Apicurio ended, see app/" + LOG, () -> !server.isAlive())
            .until(ApicurioRegistryContractTest::address, Optional::isPresent)
            .orElseThrow();
    url = URI.create(address + "/apis/ccompat/v7");
  }

  private static Optional<String> address() {
    try {
      Matcher ready = READY.matcher(Files.readString(LOG));
      return ready.find() ? Optional.of(ready.group(1)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterAll
  static void stop() throws InterruptedException {
    server.destroyForcibly().waitFor();
  }

  @Override
  URI url() {
    return url;
  }

  @Override
  boolean exact() {
    return false;
  }
}
