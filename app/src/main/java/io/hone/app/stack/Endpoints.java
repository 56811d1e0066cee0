package io.hone.app.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the stack of a data folder can be reached; kept in {@code stack.json} while it runs.
 *
 * @param bootstrapServers the broker, as host:port
 * @param schemaRegistryUrl the registry
 * @param pid the process of {@code hone up}
 */
public record Endpoints(String bootstrapServers, String schemaRegistryUrl, long pid) {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static Path file(Path data) {
    return data.resolve("stack.json");
  }

  /**
   * The endpoints of the stack that runs on the folder; empty if none runs.
   *
   * @throws UncheckedIOException if the folder does not let itself be read, in one sentence
   */
  public static Optional<Endpoints> of(Path data) {
    try {
      JsonNode json = JSON.readTree(Files.readString(file(data)));
      Endpoints found =
          new Endpoints(
              json.path("bootstrap_servers").asText(),
              json.path("schema_registry_url").asText(),
              json.path("pid").asLong());
      if (found.bootstrapServers.isEmpty()) return Optional.empty();
      return ProcessHandle.of(found.pid).filter(ProcessHandle::isAlive).map(alive -> found);
    } catch (NoSuchFileException | JsonProcessingException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s cannot be read (%s): choose another folder with --data, or change its owner"
              .formatted(file(data), e.getClass().getSimpleName()),
          e);
    }
  }

  /**
   * Settings of Kafka's clients and of serdes that reach this stack.
   *
   * @param more what else they shall have; it does not change where they go
   */
  public Map<String, Object> clients(Map<String, ?> more) {
    Map<String, Object> settings = new HashMap<>(more);
    settings.put("bootstrap.servers", bootstrapServers);
    settings.put("schema.registry.url", schemaRegistryUrl);
    return settings;
  }

  /** The endpoints as every command prints them with {@code --json}. */
  public ObjectNode json() {
    return JSON.createObjectNode()
        .put("bootstrap_servers", bootstrapServers)
        .put("schema_registry_url", schemaRegistryUrl)
        .put("pid", pid);
  }

  void write(Path data) throws IOException {
    Path fresh = Files.writeString(data.resolve("stack.json.new"), json().toString());
    Files.move(
        fresh, file(data), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  static void remove(Path data) throws IOException {
    Files.deleteIfExists(file(data));
  }
}
