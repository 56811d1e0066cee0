package io.hone.streams.recipe.rank;

import io.hone.schemas.id.ContentId;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * Lots for ties: as good as random, and the same whenever they are drawn, because they are derived
 * from what is drawn.
 *
 * @param promptId the episode
 * @param purpose what is drawn for, so that two draws are independent
 */
public record Lots(String promptId, String purpose) {
  /** The order of the lots that fall to these ids. */
  public <T> Comparator<T> by(Function<T, String> id) {
    return Comparator.comparing(
        item -> ContentId.of("lot", List.of(promptId, purpose, id.apply(item))));
  }
}
