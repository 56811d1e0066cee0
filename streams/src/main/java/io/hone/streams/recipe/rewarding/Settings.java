package io.hone.streams.recipe.rewarding;

import io.hone.streams.recipe.rank.LengthControl;
import io.hone.streams.recipe.rank.PositionWeights;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * Settings as text: each component of a settings record under its name in lower case with hyphens,
 * those of a record within behind the record's name and a dot, e.g. {@code actor.valid-share}.
 * Several values by iteration stand behind commas.
 */
public final class Settings {
  private static final String UNLIMITED = "unlimited";

  private Settings() {}

  /** Every setting of a record with its value, in the record's order. */
  public static SequencedMap<String, String> asText(Record settings) {
    SequencedMap<String, String> flat = new LinkedHashMap<>();
    flatten("", settings, flat);
    return flat;
  }

  /**
   * A record with some of its values replaced.
   *
   * @param defaults the values of all that is not named
   * @param values by the names of {@link #asText}
   * @throws IllegalArgumentException if a name is unknown or a value is none, naming both
   */
  public static <R extends Record> R read(R defaults, Map<String, String> values) {
    SequencedMap<String, String> known = asText(defaults);
    for (String name : values.keySet()) {
      if (!known.containsKey(name)) {
        throw new IllegalArgumentException(
            "there is no setting '%s'; there are %s"
                .formatted(name, String.join(", ", known.keySet())));
      }
    }
    return rebuild("", defaults, values);
  }

  private static void flatten(String prefix, Record settings, Map<String, String> into) {
    for (RecordComponent component : settings.getClass().getRecordComponents()) {
      String name = prefix + hyphenated(component.getName());
      Object value = valueOf(component, settings);
      if (isGroup(value)) flatten(name + ".", (Record) value, into);
      else into.put(name, text(value));
    }
  }

  private static <R extends Record> R rebuild(String prefix, R old, Map<String, String> values) {
    RecordComponent[] components = old.getClass().getRecordComponents();
    List<Object> arguments = new ArrayList<>();
    for (RecordComponent component : components) {
      String name = prefix + hyphenated(component.getName());
      Object value = valueOf(component, old);
      if (isGroup(value)) {
        arguments.add(rebuild(name + ".", (Record) value, values));
      } else if (values.containsKey(name)) {
        arguments.add(parse(name, values.get(name), component.getGenericType()));
      } else {
        arguments.add(value);
      }
    }
    return construct(old, components, arguments);
  }

  @SuppressWarnings("unchecked") // a record's own class
  private static <R extends Record> R construct(
      R old, RecordComponent[] components, List<Object> arguments) {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return (R) old.getClass().getDeclaredConstructor(types).newInstance(arguments.toArray());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) throw refused;
      throw new IllegalStateException("settings cannot be made", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("settings cannot be made", e);
    }
  }

  private static Object valueOf(RecordComponent component, Record settings) {
    try {
      return component.getAccessor().invoke(settings);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("settings cannot be read", e);
    }
  }

  private static boolean isGroup(Object value) {
    return value instanceof Record
        && !(value instanceof PerIteration<?>)
        && !(value instanceof PositionWeighting);
  }

  private static String hyphenated(String name) {
    return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private static String text(Object value) {
    return switch (value) {
      case PerIteration<?> values -> joined(values.values());
      case List<?> list -> joined(list);
      case PositionWeighting.OwnTotals own -> "own";
      case PositionWeighting.Given given -> Double.toString(given.weights().first());
      case Integer number when number == LengthControl.UNLIMITED -> UNLIMITED;
      default -> value.toString();
    };
  }

  private static String joined(List<?> values) {
    return values.stream().map(Settings::text).collect(Collectors.joining(","));
  }

  private static Object parse(String name, String text, Type type) {
    if (type instanceof ParameterizedType generic) {
      Type element = generic.getActualTypeArguments()[0];
      List<Object> parts = new ArrayList<>();
      if (!text.isBlank()) {
        for (String part : text.split(",")) parts.add(parse(name, part.strip(), element));
      }
      return generic.getRawType() == PerIteration.class ? new PerIteration<>(parts) : parts;
    }
    try {
      return switch (type.getTypeName()) {
        case "int", "java.lang.Integer" ->
            text.equals(UNLIMITED) ? LengthControl.UNLIMITED : Integer.parseInt(text);
        case "long" -> Long.parseLong(text);
        case "double", "java.lang.Double" -> Double.parseDouble(text);
        case "boolean", "java.lang.Boolean" -> truth(text);
        case "java.lang.String" -> text;
        default -> weighting(text);
      };
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "setting '%s' is '%s', which is no value of its kind, e.g. %s"
              .formatted(name, text, type.getTypeName().contains("oolean") ? "true" : "1"),
          e);
    }
  }

  private static boolean truth(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new NumberFormatException("neither true nor false");
    };
  }

  /** {@code own}, or the weight of a win from the first position: 0.5 corrects nothing. */
  private static PositionWeighting weighting(String text) {
    if (text.equals("own")) return new PositionWeighting.OwnTotals();
    double first = Double.parseDouble(text);
    return new PositionWeighting.Given(new PositionWeights(first, 1 - first));
  }
}
