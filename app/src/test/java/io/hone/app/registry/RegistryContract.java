package io.hone.app.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.hone.schemas.registry.RegistryException;
import io.hone.schemas.registry.RegistryException.Kind;
import io.hone.schemas.registry.SchemaRegistryClient;
import io.hone.schemas.serde.AvroSerde;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/**
 * What every registry with Confluent's API does, ours and others: asked by bare HTTP, by our client
 * and serdes, and by Confluent's. Subjects are new in every test, ids are compared and not counted,
 * because a registry may outlive a test.
 */
abstract class RegistryContract {
  private static final Path PEER = Path.of("target/confluent-peer");
  private static final Pattern JARS =
      Pattern.compile(
          "(kafka-clients|avro|slf4j-api|jackson-(core|databind|annotations))-[0-9.]+\\.jar");

  private final String subject = "contract-" + UUID.randomUUID() + "-value";

  /** Where the registry answers, without a slash at its end. */
  abstract URI url();

  /**
   * Whether it does as Confluent's registry where others take liberties: it says why a schema is
   * incompatible, normalizes as Confluent's code, tells exactly which versions it deleted, and that
   * a level is gone.
   */
  boolean exact() {
    return true;
  }

  private RegistryHttp http() {
    return new RegistryHttp(url());
  }

  private static int status(String answer) {
    return Integer.parseInt(answer.substring(0, 3));
  }

  private static int field(String answer, String name) throws Exception {
    assertThat(answer).startsWith("200");
    return RegistryHttp.JSON.readTree(answer.substring(4)).path(name).asInt();
  }

  private static int errorCode(String answer) throws Exception {
    assertThat(answer).doesNotStartWith("2");
    return RegistryHttp.JSON.readTree(answer.substring(4)).path("error_code").asInt();
  }

  @Test
  void shouldGiveOneIdToOneSchema() throws Exception {
    int id = field(http().register(subject, Schemas.ONE), "id");

    int again = field(http().register(subject, Schemas.ONE), "id");
    int spaced = field(http().register(subject, Schemas.ONE.replace(",", " , ")), "id");
    int elsewhere = field(http().register("other-" + subject, Schemas.ONE), "id");
    int different = field(http().register(subject, Schemas.TWO), "id");

    assertThat(List.of(again, spaced, elsewhere)).containsOnly(id);
    assertThat(different).isPositive().isNotEqualTo(id);
    assertThat(http().get("/subjects/" + subject + "/versions")).isEqualTo("200 [1,2]");
  }

  @Test
  void shouldFindSchemasByIdVersionAndContent() throws Exception {
    int one = field(http().register(subject, Schemas.ONE), "id");
    int two = field(http().register(subject, Schemas.TWO), "id");

    JsonNode byId = http().json("/schemas/ids/" + one);
    JsonNode first = http().json("/subjects/" + subject + "/versions/1");
    JsonNode latest = http().json("/subjects/" + subject + "/versions/latest");
    String found = http().postSchema("/subjects/" + subject, Schemas.TWO);

    assertThat(parse(byId)).isEqualTo(new Schema.Parser().parse(Schemas.ONE));
    assertThat(parse(first)).isEqualTo(parse(byId));
    assertThat(latest.path("id").asInt()).isEqualTo(two);
    assertThat(latest.path("version").asInt()).isEqualTo(2);
    assertThat(latest.path("subject").asText()).isEqualTo(subject);
    assertThat(field(found, "version")).isEqualTo(2);
    assertThat(http().get("/subjects")).contains(subject);
    assertThat(http().get("/schemas/ids/" + two + "/versions")).contains(subject);
  }

  private static Schema parse(JsonNode answer) {
    return new Schema.Parser().parse(answer.path("schema").asText());
  }

  @Test
  void shouldLetOnlyCompatibleSchemasFollow() throws Exception {
    http().register(subject, Schemas.ONE);
    String test = "/compatibility/subjects/" + subject + "/versions/latest";

    assertThat(errorCode(http().register(subject, Schemas.REQUIRES_MORE))).isEqualTo(409);
    assertThat(http().postSchema(test, Schemas.TWO)).contains("\"is_compatible\":true");
    assertThat(http().postSchema(test, Schemas.REQUIRES_MORE)).contains("\"is_compatible\":false");
    assertThat(http().get("/subjects/" + subject + "/versions")).isEqualTo("200 [1]");
  }

  @Test
  void shouldHeedTheSubjectsOwnLevel() throws Exception {
    http().register(subject, Schemas.ONE);

    String set = http().put("/config/" + subject, "{\"compatibility\":\"NONE\"}");

    assertThat(set).startsWith("200 {\"compatibility\":\"NONE\"");
    assertThat(http().json("/config/" + subject).path("compatibilityLevel").asText())
        .isEqualTo("NONE");
    assertThat(status(http().register(subject, Schemas.REQUIRES_MORE))).isEqualTo(200);
    assertThat(http().put("/config/" + subject, "{\"compatibility\":\"SOME\"}")).startsWith("422");
  }

  @Test
  void shouldTellWhatItDoesNotKnow() throws Exception {
    String versions = "/subjects/" + subject + "/versions";

    assertThat(errorCode(http().get(versions))).isEqualTo(40401);
    assertThat(errorCode(http().postSchema("/subjects/" + subject, Schemas.ONE))).isEqualTo(40401);
    http().register(subject, Schemas.ONE);
    assertThat(errorCode(http().get(versions + "/9"))).isEqualTo(40402);
    assertThat(errorCode(http().postSchema("/subjects/" + subject, Schemas.TWO))).isEqualTo(40403);
    assertThat(errorCode(http().get("/schemas/ids/987654321"))).isEqualTo(40403);
    assertThat(errorCode(http().register(subject, "{\"type\":\"recrod\"}"))).isEqualTo(42201);
  }

  @Test
  void shouldDeleteSoftlyThenForGood() throws Exception {
    http().register(subject, Schemas.ONE);
    http().register(subject, Schemas.TWO);
    String path = "/subjects/" + subject;

    assertThat(http().delete(path + "/versions/1")).isEqualTo("200 1");
    assertThat(http().get(path + "/versions")).isEqualTo("200 [2]");
    assertThat(status(http().delete(path))).isEqualTo(200);
    assertThat(errorCode(http().get(path + "/versions"))).isEqualTo(40401);
    assertThat(status(http().delete(path + "?permanent=true"))).isEqualTo(200);
    assertThat(http().get("/subjects?deleted=true")).doesNotContain(subject);
  }

  private Map<String, Object> settings() {
    return Map.of("schema.registry.url", url().toString());
  }

  @Test
  void shouldServeOurClient() {
    Schema one = new Schema.Parser().parse(Schemas.ONE);
    Schema more = new Schema.Parser().parse(Schemas.REQUIRES_MORE);
    try (SchemaRegistryClient client = new SchemaRegistryClient(settings())) {
      assertThat(client.testCompatibility(subject, one).compatible()).isTrue();
      int id = client.register(subject, one, false);

      assertThat(client.lookup(subject, one, false)).isEqualTo(id);
      assertThat(client.byId(id)).isEqualTo(one);
      assertThat(client.latest(subject).id()).isEqualTo(id);
      assertThat(client.subjects()).contains(subject);
      assertThat(client.testCompatibility(subject, more).compatible()).isFalse();
      assertThat(client.testCompatibility(subject, more).messages().isEmpty())
          .isNotEqualTo(exact());
      assertThat(kind(() -> client.register(subject, more, false))).isEqualTo(Kind.INCOMPATIBLE);
      assertThat(kind(() -> client.lookup(subject, more, false))).isEqualTo(Kind.UNKNOWN);
      assertThat(kind(() -> client.byId(987_654_321))).isEqualTo(Kind.UNKNOWN);
      assertThat(kind(() -> client.latest("no-" + subject))).isEqualTo(Kind.UNKNOWN);
      client.setCompatibility(subject, "NONE");
      assertThat(client.register(subject, more, false)).isNotEqualTo(id);
    }
  }

  private static Kind kind(Runnable call) {
    return catchThrowableOfType(RegistryException.class, call::run).kind();
  }

  @Test
  void shouldServeOurSerdes() throws Exception {
    String topic = subject.replace("-value", "");
    Object reading = Reading.of("from Hone");
    try (AvroSerde serde = new AvroSerde()) {
      serde.configure(settings(), false);

      byte[] bytes = serde.serializer().serialize(topic, reading);
      Object back = serde.deserializer().deserialize(topic, bytes);

      assertThat(back).hasToString(reading.toString());
      assertThat(Reading.id(bytes))
          .isEqualTo(http().json("/subjects/" + subject + "/versions/1").path("id").asInt());
    }
  }

  @Test
  void shouldServeConfluentsClientAndSerdes() throws Exception {
    assertThat(PEER.resolve("io/confluent")).as("run Maven: it unpacks the peer").isDirectory();
    String topic = subject.replace("-value", "");
    http().register(subject, Reading.SCHEMA.toString());
    JsonNode latest = http().json("/subjects/" + subject + "/versions/latest");
    byte[] ours = Reading.encode(Reading.of("from Hone"), latest.path("id").asInt());

    PeerProcess peer =
        PeerProcess.run(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classpath(),
                "src/test/peers/java/ConfluentPeer.java",
                url().toString(),
                topic,
                HexFormat.of().formatHex(ours),
                Boolean.toString(exact())));

    assertThat(peer.status()).as(String.join("\n", peer.output())).isZero();
    System.out.println("Confluent's client: " + peer.value("calls") + " calls");
    assertThat(Integer.parseInt(peer.value("calls"))).isGreaterThan(22);
    assertThat(peer.value("read")).contains("from Hone");
    byte[] theirs = HexFormat.of().parseHex(peer.value("written"));
    assertThat(Reading.id(theirs)).isEqualTo(latest.path("id").asInt());
    assertThat(Reading.decode(theirs)).hasToString(Reading.of("from Confluent").toString());
    assertThat(http().get("/subjects/" + subject + "/versions")).isEqualTo("200 [1]");
  }

  private static String classpath() {
    Stream<String> jars =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(path -> JARS.matcher(Path.of(path).getFileName().toString()).matches());
    return Stream.concat(Stream.of(PEER.toString()), jars)
        .collect(Collectors.joining(File.pathSeparator));
  }
}
