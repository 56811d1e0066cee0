package io.hone.streams.recipe.rank;

import io.hone.streams.recipe.Reason;
import java.util.List;
import java.util.function.Function;

/**
 * A better and a worse one, or why there are none.
 *
 * @param <T> what is chosen among
 */
public sealed interface Choice<T> {
  /** These two. */
  record Made<T>(T chosen, T rejected) implements Choice<T> {}

  /** None. */
  record NotMade<T>(Reason reason) implements Choice<T> {}

  /** A list of one or none, as a caller that gathers several choices wants it. */
  default <R> List<R> map(Function<Made<T>, R> pair) {
    return switch (this) {
      case Made<T> made -> List.of(pair.apply(made));
      case NotMade<T> none -> List.of();
    };
  }

  /** Why there is none, as a list of one or none. */
  default List<Reason> reasons() {
    return switch (this) {
      case Made<T> made -> List.of();
      case NotMade<T> none -> List.of(none.reason());
    };
  }
}
