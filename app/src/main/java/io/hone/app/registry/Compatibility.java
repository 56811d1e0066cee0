package io.hone.app.registry;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;

/** Whether a schema may follow others under a level, judged by Avro and told as Confluent does. */
final class Compatibility {
  private Compatibility() {}

  /**
   * Why {@code next} may not follow; nothing if it may.
   *
   * @param older oldest first; levels that are not transitive look at the last alone
   * @return the problems with the newest version that has any, as Confluent reports them
   */
  static List<String> problems(Schema next, List<SchemaVersion> older, Level level) {
    if (level == Level.NONE) {
      return List.of();
    }
    for (SchemaVersion old : against(older, level)) {
      List<String> problems = problems(next, AvroText.kept(old), level);
      if (!problems.isEmpty()) {
        problems.add("{oldSchemaVersion: %d}".formatted(old.version()));
        problems.add("{oldSchema: '%s'}".formatted(old.schema()));
        problems.add("{compatibility: '%s'}".formatted(level));
        return problems;
      }
    }
    return List.of();
  }

  private static List<SchemaVersion> against(List<SchemaVersion> older, Level level) {
    List<SchemaVersion> newestFirst = older.reversed();
    return level.transitive() || older.isEmpty() ? newestFirst : newestFirst.subList(0, 1);
  }

  private static List<String> problems(Schema next, Schema old, Level level) {
    List<String> problems = new ArrayList<>();
    if (level.readsOld()) {
      check(next, old, "new", "old", problems);
    }
    if (level.readByOld()) {
      check(old, next, "old", "new", problems);
    }
    return problems;
  }

  private static void check(
      Schema reader, Schema writer, String readerName, String writerName, List<String> problems) {
    SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
        .getResult()
        .getIncompatibilities()
        .stream()
        .map(
            i ->
                "{errorType:'%s', description:'%s', additionalInfo:'%s'}"
                    .formatted(i.getType(), describe(i, readerName, writerName), i.getMessage()))
        .forEach(problems::add);
  }

  private static String describe(Incompatibility i, String reader, String writer) {
    String path = i.getLocation();
    return switch (i.getType()) {
      case NAME_MISMATCH -> "The name of the schema has changed (path '%s')".formatted(path);
      case FIXED_SIZE_MISMATCH ->
          "The size of FIXED type field at path '%s' in the %s schema does not match with the %s schema"
              .formatted(path, reader, writer);
      case MISSING_ENUM_SYMBOLS ->
          "The %s schema is missing enum symbols '%s' at path '%s' in the %s schema"
              .formatted(reader, i.getMessage(), path, writer);
      case READER_FIELD_MISSING_DEFAULT_VALUE ->
          "The field '%s' at path '%s' in the %s schema has no default value and is missing in the %s schema"
              .formatted(i.getMessage(), path, reader, writer);
      case TYPE_MISMATCH ->
          "The type (path '%s') of a field in the %s schema does not match with the %s schema"
              .formatted(path, reader, writer);
      case MISSING_UNION_BRANCH ->
          "The %s schema is missing a type inside a union field at path '%s' in the %s schema"
              .formatted(reader, path, writer);
    };
  }
}
