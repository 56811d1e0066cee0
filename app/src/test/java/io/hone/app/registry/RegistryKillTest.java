package io.hone.app.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class RegistryKillTest {
  private static final int SCHEMAS = 20;

  @TempDir Path folder;
  private final Deque<Process> started = new ArrayDeque<>();

  @AfterEach
  void end() throws Exception {
    for (Process process : started) {
      process.destroyForcibly().waitFor();
    }
  }

  /** Starts broker and registry in a JVM of their own. */
  private RegistryHttp start() throws Exception {
    Path errors = folder.resolve("child.err");
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                RegistryParentMain.class.getName(),
                folder.resolve("kafka").toString())
            .redirectError(errors.toFile())
            .start();
    started.push(process);
    CompletableFuture<String> line = CompletableFuture.supplyAsync(() -> url(process));
    String url = line.get(60, TimeUnit.SECONDS);
    assertThat(url).as(Files.readString(errors)).startsWith("http://127.0.0.1:");
    return new RegistryHttp(URI.create(url));
  }

  private static String url(Process process) {
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    return lines
        .lines()
        .filter(line -> line.startsWith("URL "))
        .map(line -> line.substring(4))
        .findFirst()
        .orElse("it ended");
  }

  /** SIGKILL: no hook runs, nothing is flushed. */
  private void kill() throws Exception {
    assertThat(started.element().destroyForcibly().waitFor()).isEqualTo(128 + 9);
  }

  private static Map<Integer, JsonNode> byId(RegistryHttp http) {
    Map<Integer, JsonNode> all = new TreeMap<>();
    for (int id = 1; id <= SCHEMAS; id++) {
      all.put(id, http.json("/schemas/ids/" + id));
    }
    return all;
  }

  @Test
  void shouldHaveEveryAcknowledgedIdAfterAKill() throws Exception {
    RegistryHttp before = start();
    for (int n = 0; n < SCHEMAS; n++) {
      String answer = before.register("s" + n, Schemas.numbered(n));
      assertThat(answer).isEqualTo("200 {\"id\":%d}", n + 1);
    }
    before.put("/config/s0", "{\"compatibility\":\"NONE\"}");
    List<JsonNode> subjects = List.of(before.json("/subjects"), before.json("/schemas"));
    Map<Integer, JsonNode> schemas = byId(before);

    kill();
    RegistryHttp after = start();

    assertThat(List.of(after.json("/subjects"), after.json("/schemas"))).isEqualTo(subjects);
    assertThat(byId(after)).isEqualTo(schemas);
    assertThat(after.get("/config/s0")).contains("NONE");
    assertThat(after.register("other", Schemas.numbered(7))).isEqualTo("200 {\"id\":8}");
    assertThat(after.register("new", Schemas.numbered(SCHEMAS)))
        .isEqualTo("200 {\"id\":%d}", SCHEMAS + 1);
  }
}
