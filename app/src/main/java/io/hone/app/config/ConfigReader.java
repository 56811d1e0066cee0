package io.hone.app.config;

import io.hone.streams.recipe.rewarding.RecipeBook;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Puts the configuration together: {@code --set} before the environment before the file before the
 * defaults. A name that nobody knows is refused.
 */
public final class ConfigReader {
  private static final String VARIABLE = "HONE_";
  private static final String KAFKA_VARIABLE = "HONE_KAFKA_";

  private final Map<String, Config.Entry> given = new TreeMap<>();
  private final SequencedMap<String, Key<?>> known = new LinkedHashMap<>();

  private ConfigReader() {}

  /**
   * Reads.
   *
   * @param file in the form of Java's properties
   * @param environment variables by name
   * @param options of the command line, by key
   * @throws ConfigException for a file that cannot be read, an unknown name or a wrong value
   */
  public static Config read(
      Optional<Path> file, Map<String, String> environment, Map<String, String> options) {
    return read(file, environment, options, Map.of(), "");
  }

  /**
   * Reads over values that stand behind everything that is given, and before the defaults.
   *
   * @param presets by key
   * @param origin where the presets come from, for people
   * @throws ConfigException as {@link #read(Optional, Map, Map)}
   */
  public static Config read(
      Optional<Path> file,
      Map<String, String> environment,
      Map<String, String> options,
      Map<String, String> presets,
      String origin) {
    ConfigReader reader = new ConfigReader();
    Keys.ALL.forEach(key -> reader.known.put(key.name(), key));
    Map<String, String> fromFile = file.map(ConfigReader::properties).orElse(Map.of());
    Map<String, String> behind = new LinkedHashMap<>(presets);
    behind.putAll(fromFile);
    reader.know(recipe(behind, environment, options));
    presets.forEach((name, text) -> reader.give(name, text, origin));
    return reader.readAll(file, fromFile, environment, options);
  }

  private Config readAll(
      Optional<Path> file,
      Map<String, String> fromFile,
      Map<String, String> environment,
      Map<String, String> options) {
    file.ifPresent(path -> fromFile.forEach((name, text) -> give(name, text, path.toString())));
    environment.forEach(this::giveVariable);
    options.forEach((name, text) -> give(name, text, "--set"));
    return inForce();
  }

  /** Which settings there are depends on the recipe. */
  private static String recipe(
      Map<String, String> file, Map<String, String> environment, Map<String, String> options) {
    String name = Keys.RECIPE.name();
    return options.getOrDefault(
        name,
        environment.getOrDefault(
            Keys.RECIPE.variable(), file.getOrDefault(name, Keys.RECIPE.otherwise())));
  }

  private void know(String recipe) {
    try {
      RecipeBook.settings(recipe)
          .forEach(
              (name, otherwise) ->
                  known.put(
                      Config.RECIPE + name,
                      new Key<>(Config.RECIPE + name, Kind.TEXT, otherwise, "")));
    } catch (IllegalArgumentException e) {
      throw new ConfigException("%s: %s".formatted(Keys.RECIPE.name(), e.getMessage()), e);
    }
  }

  private static Map<String, String> properties(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigException(
          "--config %s cannot be read as a properties file in UTF-8 (%s: %s)"
              .formatted(file, e.getClass().getSimpleName(), e.getMessage()),
          e);
    }
    return properties.entrySet().stream()
        .collect(Collectors.toMap(e -> e.getKey().toString(), e -> e.getValue().toString()));
  }

  private void give(String name, String text, String origin) {
    if (!known.containsKey(name) && !isKafka(name)) {
      throw new ConfigException(
          "%s (%s) is no key of the configuration%s"
              .formatted(name, origin, suggestion(name, origin)));
    }
    given.put(name, new Config.Entry(text.strip(), origin));
  }

  private static boolean isKafka(String name) {
    return name.length() > Config.KAFKA.length() && name.startsWith(Config.KAFKA);
  }

  private String suggestion(String name, String origin) {
    String nearest =
        Nearest.to(name, known.keySet()).orElse("one of those that ./hone config prints");
    return origin.equals("--set")
        ? ": did you mean %s?".formatted(nearest)
        : ": did you mean %s, or kafka.%s for a setting of Kafka's clients?"
            .formatted(nearest, name);
  }

  private void giveVariable(String variable, String text) {
    String origin = "$" + variable;
    if (variable.startsWith(KAFKA_VARIABLE) && variable.length() > KAFKA_VARIABLE.length()) {
      String name = variable.substring(VARIABLE.length()).toLowerCase(Locale.ROOT);
      give(name.replace('_', '.'), text, origin);
      return;
    }
    Optional<Key<?>> key =
        known.values().stream().filter(k -> k.variable().equals(variable)).findFirst();
    if (key.isPresent()) {
      give(key.get().name(), text, origin);
    } else if (isInGroup(variable)) {
      throw new ConfigException(
          "%s sets no key of the configuration: did you mean %s?"
              .formatted(
                  variable,
                  Nearest.to(variable, known.values().stream().map(Key::variable).toList())
                      .orElse("another one")));
    }
  }

  /** Whether it begins as the variables of several keys do; others may be somebody else's. */
  private boolean isInGroup(String variable) {
    return known.keySet().stream()
        .filter(name -> name.contains("."))
        .map(name -> VARIABLE + name.substring(0, name.indexOf('.')).toUpperCase(Locale.ROOT) + "_")
        .anyMatch(variable::startsWith);
  }

  private Config inForce() {
    SequencedMap<String, Config.Entry> entries = new LinkedHashMap<>();
    known.forEach(
        (name, key) -> {
          Config.Entry entry =
              given.getOrDefault(name, new Config.Entry(key.otherwise(), Config.Entry.DEFAULT));
          if (!entry.text().isEmpty()) key.read(entry.text(), entry.origin());
          entries.put(name, entry);
        });
    given.forEach(entries::putIfAbsent);
    return new Config(entries);
  }
}
