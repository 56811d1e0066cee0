package io.hone.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * A caching client of the Confluent Schema Registry REST API, for Avro. Thread-safe; never holds a
 * lock while it waits for the registry.
 *
 * <p>Every method throws {@link RegistryException}, and {@link
 * org.apache.kafka.common.errors.InterruptException} when its thread is interrupted. Life cycle:
 * made from configuration, closed by whoever made it.
 *
 * @see <a
 *     href="https://docs.confluent.io/platform/current/schema-registry/develop/api.html">API</a>
 */
public final class SchemaRegistryClient implements AutoCloseable {
  private record SubjectSchema(String subject, Schema schema, boolean normalize) {}

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int NO_SUCH_SUBJECT = 40401;

  private final RegistryTransport transport;
  private final SchemaReader reader = new SchemaReader(this::version);
  private final FlightCache<SubjectSchema, Integer> registered;
  private final FlightCache<SubjectSchema, Integer> lookedUp;
  private final FlightCache<Integer, Schema> byId;
  private final FlightCache<String, RegisteredSchema> latest;

  /**
   * A client with Confluent's configuration keys.
   *
   * @throws org.apache.kafka.common.config.ConfigException naming the setting that is wrong
   */
  public SchemaRegistryClient(Map<String, ?> config) {
    this(config, InstantSource.system());
  }

  SchemaRegistryClient(Map<String, ?> config, InstantSource clock) {
    RegistrySettings settings = RegistrySettings.of(config);
    transport = new RegistryTransport(settings);
    int capacity = settings.capacity();
    registered = new FlightCache<>(capacity, id -> Optional.empty(), Duration.ZERO, clock);
    lookedUp =
        new FlightCache<>(capacity, id -> Optional.empty(), settings.missingSchemaTtl(), clock);
    byId = new FlightCache<>(capacity, schema -> Optional.empty(), settings.missingIdTtl(), clock);
    latest =
        new FlightCache<>(
            capacity, found -> settings.latestTtl(), settings.missingSchemaTtl(), clock);
  }

  /** Registers the schema, which is idempotent, and returns its id. */
  public int register(String subject, Schema schema, boolean normalize) {
    return registered.get(
        new SubjectSchema(subject, schema, normalize),
        k -> id("/subjects/" + escape(subject) + "/versions?normalize=" + normalize, schema));
  }

  /** The id under which the subject has this schema; kind UNKNOWN if it has not. */
  public int lookup(String subject, Schema schema, boolean normalize) {
    return lookedUp.get(
        new SubjectSchema(subject, schema, normalize),
        k -> id("/subjects/" + escape(subject) + "?normalize=" + normalize, schema));
  }

  /** The schema of an id, its references resolved; error code 40403 if there is none. */
  public Schema byId(int id) {
    return byId.get(id, k -> reader.read(transport.call("GET", "/schemas/ids/" + id, null)));
  }

  /** The newest version in the subject; kind UNKNOWN if there is no such subject. */
  public RegisteredSchema latest(String subject) {
    return latest.get(
        subject,
        k -> {
          JsonNode found =
              transport.call("GET", "/subjects/" + escape(subject) + "/versions/latest", null);
          int version = whole(found, "version");
          return new RegisteredSchema(subject, version, whole(found, "id"), reader.read(found));
        });
  }

  /** Whether the schema may become the subject's next version; any schema may be the first. */
  public Compatibility testCompatibility(String subject, Schema schema) {
    String path = "/compatibility/subjects/" + escape(subject) + "/versions?verbose=true";
    try {
      JsonNode answer = transport.call("POST", path, body(schema));
      if (!answer.path("is_compatible").isBoolean()) {
        throw RegistryFailure.unreadable("no is_compatible in it", Optional.empty());
      }
      boolean compatible = answer.path("is_compatible").booleanValue();
      return new Compatibility(compatible, compatible ? List.of() : texts(answer.path("messages")));
    } catch (RegistryException e) {
      if (e.errorCode() == NO_SUCH_SUBJECT) return new Compatibility(true, List.of());
      throw e;
    }
  }

  /** Sets the subject's compatibility level, e.g. FULL_TRANSITIVE. */
  public void setCompatibility(String subject, String level) {
    transport.call(
        "PUT", "/config/" + escape(subject), JSON.createObjectNode().put("compatibility", level));
  }

  /** The subjects that have a schema. */
  public List<String> subjects() {
    return texts(transport.call("GET", "/subjects", null));
  }

  /** Ends what is under way; further calls fail. */
  @Override
  public void close() {
    transport.close();
  }

  private JsonNode version(String subject, int version) {
    return transport.call("GET", "/subjects/" + escape(subject) + "/versions/" + version, null);
  }

  private int id(String path, Schema schema) {
    return whole(transport.call("POST", path, body(schema)), "id");
  }

  private static int whole(JsonNode answer, String field) {
    if (!answer.path(field).canConvertToInt() || !answer.path(field).isIntegralNumber()) {
      throw RegistryFailure.unreadable("no " + field + " in it", Optional.empty());
    }
    return answer.path(field).intValue();
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static ObjectNode body(Schema schema) {
    return JSON.createObjectNode().put("schema", schema.toString());
  }

  private static String escape(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
