import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Checks every Java source of the repository: formatted by google-java-format, and no file above
 * 600 lines.
 *
 * <p>{@code check ROOT} reports and exits with 1; {@code apply ROOT} formats in place.
 */
public final class Sources {
  private static final int LONGEST = 600;
  private static final Set<String> SKIPPED = Set.of("target", "node_modules", ".git");

  public static void main(String[] args) throws IOException {
    boolean apply = args[0].equals("apply");
    if (!apply && !args[0].equals("check")) {
      System.err.println("hone.format is '" + args[0] + "'; say check or apply");
      System.exit(2);
    }
    Path root = Path.of(args[1]);
    List<String> problems = new ArrayList<>();
    for (Path file : sources(root)) {
      String name = root.relativize(file).toString();
      String text = Files.readString(file);
      long lines = text.lines().count();
      if (lines > LONGEST)
        problems.add(name + " has " + lines + " lines, above " + LONGEST + ": split it");
      try {
        String formatted = format(text);
        if (formatted.equals(text)) continue;
        if (apply) Files.writeString(file, formatted);
        else problems.add(name + " is not formatted: run ./mvnw -N validate -Dhone.format=apply");
      } catch (FormatterException e) {
        problems.add(name + " cannot be parsed: " + e.getMessage());
      }
    }
    problems.forEach(System.err::println);
    if (!problems.isEmpty()) System.exit(1);
  }

  private static String format(String text) throws FormatterException {
    Formatter formatter =
        new Formatter(
            JavaFormatterOptions.builder().style(JavaFormatterOptions.Style.GOOGLE).build());
    String imports =
        RemoveUnusedImports.removeUnusedImports(
            ImportOrderer.reorderImports(text, JavaFormatterOptions.Style.GOOGLE));
    return formatter.formatSource(imports);
  }

  private static List<Path> sources(Path root) throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes a) {
            return SKIPPED.contains(dir.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes a) {
            if (file.toString().endsWith(".java")) found.add(file);
            return FileVisitResult.CONTINUE;
          }
        });
    found.sort(null);
    return found;
  }
}
