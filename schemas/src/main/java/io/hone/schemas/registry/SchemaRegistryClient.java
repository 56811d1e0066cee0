package io.hone.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

/**
 * A caching client of the Confluent Schema Registry REST API, for Avro. Thread-safe; never holds a
 * lock while it waits for the registry.
 *
 * <p>Every method throws {@link RegistryException}. Life cycle: made from configuration, closed by
 * whoever made it.
 */
public final class SchemaRegistryClient implements AutoCloseable {
  private record SubjectSchema(String subject, Schema schema, boolean normalize) {}

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SCHEMA_NOT_AVRO = 42201;

  private final RegistryTransport transport;
  private final FlightCache<SubjectSchema, Integer> registered;
  private final FlightCache<SubjectSchema, Integer> lookedUp;
  private final FlightCache<Integer, Schema> byId;
  private final FlightCache<String, RegisteredSchema> latest;

  public SchemaRegistryClient(Map<String, ?> config) {
    this(config, InstantSource.system());
  }

  SchemaRegistryClient(Map<String, ?> config, InstantSource clock) {
    RegistrySettings settings = RegistrySettings.of(config);
    transport = new RegistryTransport(settings);
    Duration missing = settings.missingTtl();
    registered = new FlightCache<>(settings.capacity(), Optional.empty(), Duration.ZERO, clock);
    lookedUp = new FlightCache<>(settings.capacity(), Optional.empty(), missing, clock);
    byId = new FlightCache<>(settings.capacity(), Optional.empty(), missing, clock);
    latest = new FlightCache<>(settings.capacity(), settings.latestTtl(), missing, clock);
  }

  /** Registers the schema, which is idempotent, and returns its id. */
  public int register(String subject, Schema schema, boolean normalize) {
    return registered.get(
        new SubjectSchema(subject, schema, normalize),
        k -> id("/subjects/" + escape(subject) + "/versions?normalize=" + normalize, schema));
  }

  /** The id under which the subject has this schema; 404 if it has not. */
  public int lookup(String subject, Schema schema, boolean normalize) {
    return lookedUp.get(
        new SubjectSchema(subject, schema, normalize),
        k -> id("/subjects/" + escape(subject) + "?normalize=" + normalize, schema));
  }

  /** The schema of an id; error code 40403 if there is none. */
  public Schema byId(int id) {
    return byId.get(id, k -> parse(transport.call("GET", "/schemas/ids/" + id, null)));
  }

  /** The newest version in the subject. */
  public RegisteredSchema latest(String subject) {
    return latest.get(
        subject,
        k -> {
          JsonNode n =
              transport.call("GET", "/subjects/" + escape(subject) + "/versions/latest", null);
          return new RegisteredSchema(
              n.path("subject").asText(),
              n.path("version").asInt(),
              n.path("id").asInt(),
              parse(n));
        });
  }

  /** Why the schema may not become the subject's next version; empty: it may. */
  public List<String> incompatibilities(String subject, Schema schema) {
    List<String> problems = new ArrayList<>();
    JsonNode answer =
        transport.call(
            "POST",
            "/compatibility/subjects/" + escape(subject) + "/versions?verbose=true",
            body(schema));
    answer.path("messages").forEach(m -> problems.add(m.asText()));
    if (!answer.path("is_compatible").asBoolean() && problems.isEmpty()) {
      problems.add("the registry calls it incompatible without saying why");
    }
    return answer.path("is_compatible").asBoolean() ? List.of() : problems;
  }

  /** Sets the subject's compatibility level, e.g. FULL_TRANSITIVE. */
  public void setCompatibility(String subject, String level) {
    transport.call(
        "PUT", "/config/" + escape(subject), JSON.createObjectNode().put("compatibility", level));
  }

  /** The subjects that have a schema. */
  public List<String> subjects() {
    List<String> subjects = new ArrayList<>();
    transport.call("GET", "/subjects", null).forEach(s -> subjects.add(s.asText()));
    return subjects;
  }

  @Override
  public void close() {
    transport.close();
  }

  private int id(String path, Schema schema) {
    return transport.call("POST", path, body(schema)).path("id").asInt();
  }

  private static ObjectNode body(Schema schema) {
    return JSON.createObjectNode().put("schema", schema.toString());
  }

  private Schema parse(JsonNode answer) {
    String type = answer.path("schemaType").asText("AVRO");
    if (!type.equals("AVRO")) {
      throw new RegistryException(
          200, SCHEMA_NOT_AVRO, "the schema is of type " + type + ": Hone reads Avro only", null);
    }
    Schema.Parser parser = new Schema.Parser(NameValidator.NO_VALIDATION);
    try {
      parseReferences(answer, parser, new HashSet<>());
      return parser.setValidateDefaults(false).parse(answer.path("schema").asText());
    } catch (AvroRuntimeException e) {
      throw new RegistryException(
          200,
          SCHEMA_NOT_AVRO,
          "the registry holds a schema that is no Avro: " + e.getMessage(),
          e);
    }
  }

  private void parseReferences(JsonNode answer, Schema.Parser parser, Set<String> seen) {
    for (JsonNode reference : answer.path("references")) {
      if (!seen.add(reference.path("name").asText())) continue;
      JsonNode found =
          transport.call(
              "GET",
              "/subjects/%s/versions/%d"
                  .formatted(
                      escape(reference.path("subject").asText()),
                      reference.path("version").asInt()),
              null);
      parseReferences(found, parser, seen);
      parser.parse(found.path("schema").asText());
    }
  }

  private static String escape(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
