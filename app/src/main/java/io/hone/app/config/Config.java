package io.hone.app.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/**
 * The values in force, every one of them valid; made by {@link ConfigReader}.
 *
 * <p>{@code kafka.*} are settings of Kafka's clients and of the registry, under their own names
 * behind the prefix; {@code recipe.*} are the recipe's.
 */
public final class Config {
  static final String KAFKA = "kafka.";
  static final String RECIPE = "recipe.";
  private static final String WEB = "web.";

  private final SequencedMap<String, Entry> entries;

  /**
   * A value.
   *
   * @param text as given; empty: none
   * @param origin where it comes from, for people
   */
  public record Entry(String text, String origin) {
    static final String DEFAULT = "default";

    private static final Pattern SECRET =
        Pattern.compile("(?i).*(password|secret|token|jaas|user\\.info|\\.key).*");

    /** The text, unless the name says that it is a secret. */
    public String shown(String name) {
      boolean secret =
          name.equals(Keys.WEB_TOKEN.name())
              ? !text.isEmpty()
              : name.startsWith(KAFKA) && SECRET.matcher(name).matches();
      return secret ? "(hidden)" : text;
    }

    public boolean isDefault() {
      return origin.equals(DEFAULT);
    }
  }

  Config(SequencedMap<String, Entry> entries) {
    this.entries = entries;
  }

  /** By name, in the order of the reference page, Kafka's behind. */
  public SequencedMap<String, Entry> entries() {
    return Collections.unmodifiableSequencedMap(entries);
  }

  /** Whether a key is about this process alone: it changes nothing of a run. */
  public static boolean isOfProcess(String name) {
    return name.startsWith(WEB);
  }

  /** The value; empty if none is set. */
  public <T> Optional<T> find(Key<T> key) {
    Entry entry = entry(key);
    return entry.text().isEmpty()
        ? Optional.empty()
        : Optional.of(key.read(entry.text(), entry.origin()));
  }

  /**
   * The value.
   *
   * @throws ConfigException if none is set
   */
  public <T> T get(Key<T> key) {
    return find(key)
        .orElseThrow(
            () ->
                new ConfigException(
                    "%s is not set: give %s in the file of --config, by --set %s=VALUE or by %s (%s)"
                        .formatted(
                            key.name(),
                            key.kind().name(),
                            key.name(),
                            key.variable(),
                            key.purpose())));
  }

  private Entry entry(Key<?> key) {
    Entry entry = entries.get(key.name());
    if (entry == null) throw new IllegalStateException("no entry for " + key.name());
    return entry;
  }

  /** Settings of Kafka's clients and of the registry, under their own names. */
  public Map<String, Object> kafka() {
    return Map.copyOf(behind(KAFKA, List.of()));
  }

  /** The recipe's settings that somebody gave. */
  public Map<String, String> recipe() {
    return behind(RECIPE, List.of(Keys.RECIPE.name(), Keys.RECIPE_TEMPLATES.name()));
  }

  private Map<String, String> behind(String prefix, List<String> without) {
    Map<String, String> found = new LinkedHashMap<>();
    entries.forEach(
        (name, entry) -> {
          if (name.startsWith(prefix) && !without.contains(name) && !entry.isDefault()) {
            found.put(name.substring(prefix.length()), entry.text());
          }
        });
    return found;
  }
}
