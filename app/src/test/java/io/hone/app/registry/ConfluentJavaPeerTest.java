package io.hone.app.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Confluent's Java client and serdes 7.9.5, in their own JVM, against our registry. */
class ConfluentJavaPeerTest {
  private static final Path PEER = Path.of("target/confluent-peer");
  private static final Pattern JARS =
      Pattern.compile(
          "(kafka-clients|avro|slf4j-api|jackson-(core|databind|annotations))-[0-9.]+\\.jar");

  @Test
  void shouldTalkWithConfluentsClientAndSerdes() throws Exception {
    assertThat(PEER.resolve("io/confluent")).as("run Maven: it unpacks the peer").isDirectory();
    try (EmbeddedRegistry registry =
        EmbeddedRegistry.start(
            new RegistryOptions("none:1", 0, (short) 1), new InMemoryStorage())) {
      RegistryHttp http = RegistryHttp.of(registry);
      http.register("peer-value", Reading.SCHEMA.toString());
      JsonNode latest = http.json("/subjects/peer-value/versions/latest");
      byte[] ours = Reading.encode(Reading.of("from Hone"), latest.path("id").asInt());

      PeerProcess peer =
          PeerProcess.run(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  classpath(),
                  "src/test/peers/java/ConfluentPeer.java",
                  registry.url().toString(),
                  "peer",
                  HexFormat.of().formatHex(ours)));

      assertThat(peer.status()).as(String.join("\n", peer.output())).isZero();
      System.out.println("Confluent's client: " + peer.value("calls") + " calls");
      assertThat(Integer.parseInt(peer.value("calls"))).isGreaterThan(22);
      assertThat(peer.value("read")).contains("from Hone");
      byte[] theirs = HexFormat.of().parseHex(peer.value("written"));
      assertThat(Reading.id(theirs)).isEqualTo(latest.path("id").asInt());
      assertThat(Reading.decode(theirs)).hasToString(Reading.of("from Confluent").toString());
      assertThat(http.get("/subjects/peer-value/versions")).isEqualTo("200 [1]");
    }
  }

  private static String classpath() {
    Stream<String> jars =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(path -> JARS.matcher(Path.of(path).getFileName().toString()).matches());
    return Stream.concat(Stream.of(PEER.toString()), jars)
        .collect(Collectors.joining(File.pathSeparator));
  }
}
