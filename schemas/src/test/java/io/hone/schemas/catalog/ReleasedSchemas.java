package io.hone.schemas.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;

/** The contracts as they were last released: {@code schemas/released/<version>/<Event>.avsc}. */
final class ReleasedSchemas {
  private ReleasedSchemas() {}

  static Path folder() {
    return Path.of(System.getProperty("hone.rootdir"), "schemas", "released");
  }

  /** Today's contracts by event name. */
  static Map<String, Schema> current() {
    Map<String, Schema> events = new TreeMap<>();
    Arrays.stream(Topic.values()).map(Topic::value).forEach(s -> events.put(s.getName(), s));
    return events;
  }

  /** The newest release by semantic version. */
  static Map<String, Schema> latest() {
    try (Stream<Path> releases = Files.list(folder())) {
      return read(
          releases
              .max(
                  (a, b) ->
                      Runtime.Version.parse(name(a)).compareTo(Runtime.Version.parse(name(b))))
              .orElseThrow());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(Path folder) {
    return String.valueOf(folder.getFileName()).replaceFirst("^0\\.", "1.");
  }

  private static Map<String, Schema> read(Path release) throws IOException {
    Map<String, Schema> events = new LinkedHashMap<>();
    try (Stream<Path> files = Files.list(release)) {
      for (Path file : files.sorted().toList()) {
        Schema schema = new Schema.Parser().parse(Files.readString(file));
        events.put(schema.getName(), schema);
      }
    }
    return events;
  }

  /** Why records of one could not be read as the other, in either direction; empty: compatible. */
  static List<String> problems(Schema released, Schema current) {
    List<String> problems = new ArrayList<>();
    collect("a new reader cannot read old records", current, released, problems);
    collect("an old reader cannot read new records", released, current, problems);
    return problems;
  }

  private static void collect(String what, Schema reader, Schema writer, List<String> problems) {
    for (Incompatibility i :
        SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
            .getResult()
            .getIncompatibilities()) {
      problems.add(
          "%s: %s at %s (%s)".formatted(what, i.getType(), i.getLocation(), i.getMessage()));
    }
  }
}
