import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;

/**
 * Confluent's own client and serdes against a registry of ours.
 *
 * <p>{@code ConfluentPeer URL TOPIC HEX EXACT}: makes every call of the client, decodes HEX, which
 * the test encoded, and prints the record and what Confluent's serializer makes of it. Exits with 1
 * at the first answer that is not the expected one.
 */
public final class ConfluentPeer {
  private static final AvroSchema V1 = schema("");
  private static final AvroSchema V2 = schema(",{\"name\":\"o\",\"type\":\"int\",\"default\":0}");
  private static final AvroSchema BAD = schema(",{\"name\":\"req\",\"type\":\"int\"}");

  private static int calls;

  public static void main(String[] args) throws Exception {
    String url = args[0];
    SchemaRegistryClient client =
        new CachedSchemaRegistryClient(
            List.of(url), 100, List.of(new AvroSchemaProvider()), Map.of());
    talk(client, "confluent-" + args[1], Boolean.parseBoolean(args[3]));
    roundTrip(url, args[1], HexFormat.of().parseHex(args[2]));
    System.out.println("calls=" + calls);
    System.exit(0);
  }

  private static void talk(SchemaRegistryClient c, String s, boolean exact) throws Exception {
    expect("global level", "BACKWARD", c.getCompatibility(null));
    expect("test before first", List.of(), c.testCompatibilityVerbose(s, V1));
    int first = c.register(s, V1);
    expect("id of v1", first, c.getId(s, V1));
    expect("version of v1", 1, c.getVersion(s, V1));
    refused("register incompatible", 409, () -> c.register(s, BAD));
    List<String> why = c.testCompatibilityVerbose(s, BAD);
    expect("reasons", exact, why.toString().contains("READER_FIELD_MISSING_DEFAULT_VALUE"));
    expect("compatible", false, c.testCompatibility(s, BAD));
    expect("set level", "FULL", c.updateCompatibility(s, "FULL"));
    expect("level", "FULL", c.getCompatibility(s));
    int second = c.register(s, V2);
    expect("another id", true, second != first);
    expect("versions", List.of(1, 2), c.getAllVersions(s));
    expect("latest", V2.canonicalString(), c.getLatestSchemaMetadata(s).getSchema());
    expect("metadata of 1", first, c.getSchemaMetadata(s, 1).getId());
    expect("by id", V2, c.getSchemaById(second));
    expect("subjects of id", List.of(s), List.copyOf(c.getAllSubjectsById(second)));
    expect("versions of id", 1, c.getAllVersionsById(second).size());
    expect("mode", "READWRITE", c.getMode());
    c.deleteCompatibility(s);
    if (exact) refused("level gone", 40408, () -> c.getCompatibility(s));
    expect("subject listed", true, c.getAllSubjects().contains(s));
    expect("delete version", 1, c.deleteSchemaVersion(s, "1"));
    List<Integer> deleted = c.deleteSubject(s);
    expect("delete subject", exact ? List.of(2) : List.of(1, 2), deleted);
    expect("delete for good", List.of(1, 2), c.deleteSubject(s, true));
    expect("subject gone", false, c.getAllSubjects().contains(s));
    if (exact) normalize(c, s + "-normal");
    refused("unknown id", 40403, () -> c.getSchemaById(4711));
  }

  /** The registry keeps, letter by letter, what Confluent's own code calls the normal form. */
  private static void normalize(SchemaRegistryClient c, String s) throws Exception {
    AvroSchema given =
        new AvroSchema(
            "{\"type\":\"record\",\"name\":\"Normal\",\"fields\":[{\"name\":\"m\",\"type\":{\"type\":\"map\","
                + "\"values\":\"int\",\"y\":1,\"x\":{\"b\":1,\"a\":2}},\"default\":{\"q\":1,\"aliases\":2}},"
                + "{\"name\":\"a\",\"aliases\":[\"z\",\"y\"],\"type\":\"int\"},{\"name\":\"f\",\"type\":"
                + "{\"type\":\"enum\",\"name\":\"E\",\"namespace\":\"n\",\"symbols\":[\"B\",\"A\"]}},"
                + "{\"name\":\"g\",\"type\":\"n.E\"}],\"zz\":[2,1],\"aa\":true}");
    String normal = given.normalize().canonicalString();
    expect("normal is another text", false, normal.equals(given.canonicalString()));
    int id = c.register(s, given, true);
    // Not by id: the client would answer from its cache with what was given.
    expect("normal text", normal, c.getLatestSchemaMetadata(s).getSchema());
    expect("id of normal", id, c.register(s, new AvroSchema(normal), true));
    expect("id of given", id, c.getId(s, given, true));
  }

  private static void roundTrip(String url, String topic, byte[] ours) {
    Map<String, Object> settings = Map.of("schema.registry.url", url);
    try (KafkaAvroDeserializer deserializer = new KafkaAvroDeserializer();
        KafkaAvroSerializer serializer = new KafkaAvroSerializer()) {
      deserializer.configure(settings, false);
      serializer.configure(settings, false);
      GenericRecord read = (GenericRecord) deserializer.deserialize(topic, ours);
      System.out.println("read=" + read);
      byte[] same = serializer.serialize(topic, read);
      expect("same bytes", HexFormat.of().formatHex(ours), HexFormat.of().formatHex(same));
      Schema schema = read.getSchema();
      GenericRecord answer =
          new GenericRecordBuilder((GenericData.Record) read).set("id", "from Confluent").build();
      expect("schema", schema, answer.getSchema());
      System.out.println(
          "written=" + HexFormat.of().formatHex(serializer.serialize(topic, answer)));
    }
  }

  private static AvroSchema schema(String more) {
    return new AvroSchema(
        "{\"type\":\"record\",\"name\":\"FromPeer\",\"fields\":[{\"name\":\"id\",\"type\":\"string\"}"
            + more
            + "]}");
  }

  private static void expect(String what, Object expected, Object actual) {
    calls++;
    if (!Objects.equals(expected, actual))
      fail(what + ": expected " + expected + ", got " + actual);
  }

  private static void refused(String what, int code, Callable<?> call) throws Exception {
    calls++;
    try {
      fail(what + ": expected error " + code + ", got " + call.call());
    } catch (RestClientException e) {
      if (e.getErrorCode() != code) fail(what + ": expected error " + code + ", got " + e);
    }
  }

  private static void fail(String what) {
    System.err.println(what);
    System.exit(1);
  }
}
