package io.hone.models.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.models.ModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Where a run stands, beside weights and optimizer. The data's order follows from seed and step, so
 * these two are the random state.
 *
 * @param step steps done
 * @param seed of the run
 * @param settings what the run was begun with, by name; a run that goes on must agree
 * @param references log-probabilities of chosen and rejected answers under the reference, two for
 *     each pair; NaN where not yet known; empty in supervised fine-tuning
 * @param caller bytes that mean something to the caller only, such as offsets consumed
 */
@SuppressWarnings("ArrayRecordComponent") // written and read, never compared
public record RunState(
    long step, long seed, Map<String, String> settings, double[] references, byte[] caller) {
  private static final String STATE = "state.json";
  private static final String REFERENCES = "references.bin";
  private static final String CALLER = "caller.bin";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Writes its files into a folder; what is empty gets none. */
  public void write(Path folder) throws IOException {
    ObjectNode json = JSON.createObjectNode();
    json.put("format", 1);
    json.put("step", step);
    json.put("seed", seed);
    json.set("settings", JSON.valueToTree(settings));
    Files.write(
        folder.resolve(STATE), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
    if (references.length > 0) {
      ByteBuffer bytes =
          ByteBuffer.allocate(Math.multiplyExact(8, references.length))
              .order(ByteOrder.LITTLE_ENDIAN);
      bytes.asDoubleBuffer().put(references);
      Files.write(folder.resolve(REFERENCES), bytes.array());
    }
    if (caller.length > 0) {
      Files.write(folder.resolve(CALLER), caller);
    }
  }

  private static byte[] bytes(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws ModelException permanent if it is not that
   */
  public static RunState read(Path folder) throws IOException {
    JsonNode json;
    try {
      json = JSON.readTree(Files.readAllBytes(folder.resolve(STATE)));
    } catch (JsonProcessingException e) {
      throw ModelException.permanent(
          folder.resolve(STATE) + " is not JSON; delete this checkpoint to go on from another.", e);
    }
    if (json.path("format").asInt() != 1) {
      throw ModelException.permanent(
          "%s has format %s, known is 1; it is another release's: use that one, or begin anew."
              .formatted(folder.resolve(STATE), json.path("format")));
    }
    Map<String, String> settings = new LinkedHashMap<>();
    json.path("settings")
        .properties()
        .forEach(entry -> settings.put(entry.getKey(), entry.getValue().asText()));
    byte[] bytes = bytes(folder.resolve(REFERENCES));
    double[] references = new double[bytes.length / 8];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(references);
    return new RunState(
        json.path("step").asLong(),
        json.path("seed").asLong(),
        settings,
        references,
        bytes(folder.resolve(CALLER)));
  }

  /**
   * Refuses to go on with other settings than the run was begun with.
   *
   * @param place of what was found
   */
  public void requireSettings(Map<String, String> wanted, Path place) {
    for (Map.Entry<String, String> entry : wanted.entrySet()) {
      String before = settings.get(entry.getKey());
      if (!Objects.equals(before, entry.getValue())) {
        boolean content = entry.getValue().startsWith(RunIdentity.SHA);
        throw ModelException.permanent(
            content
                ? "The run in %s was begun with another content of the %s; use that one, or another place for the result."
                    .formatted(place, entry.getKey())
                : "The run in %s was begun with %s %s, not %s; use the same, or another place for the result."
                    .formatted(place, entry.getKey(), before, entry.getValue()));
      }
    }
  }
}
