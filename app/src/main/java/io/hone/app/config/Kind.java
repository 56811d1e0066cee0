package io.hone.app.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a value may be.
 *
 * @param name for people, e.g. {@code 1 to 2000}
 * @param reading throws IllegalArgumentException for a text that is no such value
 */
public record Kind<T>(String name, Function<String, T> reading) {
  private static final Pattern TIME = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");

  static final Kind<String> TEXT = new Kind<>("text", Function.identity());

  static final Kind<Path> FILE = new Kind<>("a path", Path::of);

  /** Such as {@code 250ms}, {@code 30s}, {@code 10m}, {@code 2h}, {@code 7d}. */
  static final Kind<Duration> TIME_SPAN = new Kind<>("a time, e.g. 250ms, 30s, 10m", Kind::time);

  static final Kind<Boolean> FLAG =
      new Kind<>(
          "true or false",
          text ->
              switch (text) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new IllegalArgumentException(text);
              });

  static Kind<Integer> whole(int least, int most) {
    String name = most == Integer.MAX_VALUE ? least + " or more" : least + " to " + most;
    return new Kind<>(
        name,
        text -> {
          int value = Integer.parseInt(text);
          if (value < least || value > most) throw new IllegalArgumentException(text);
          return value;
        });
  }

  static Kind<Double> share() {
    return number(0, 1);
  }

  static Kind<Double> number(int least, int most) {
    return new Kind<>(
        least + " to " + most,
        text -> {
          double value = Double.parseDouble(text);
          if (!(value >= least && value <= most)) throw new IllegalArgumentException(text);
          return value;
        });
  }

  /** A constant's name in lower case with hyphens. */
  static <E extends Enum<E>> Kind<E> oneOf(Class<E> type) {
    return new Kind<>(
        Arrays.stream(type.getEnumConstants()).map(Kind::spelt).collect(Collectors.joining(", ")),
        text ->
            Arrays.stream(type.getEnumConstants())
                .filter(constant -> spelt(constant).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(text)));
  }

  /** A constant as {@link #oneOf} reads it. */
  public static String spelt(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Duration time(String text) {
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches()) throw new IllegalArgumentException(text);
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }
}
