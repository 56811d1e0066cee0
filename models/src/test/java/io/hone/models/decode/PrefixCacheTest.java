package io.hone.models.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PrefixCacheTest {
  private static Prefix<String, Integer> prefix(String version, int cache, int... tokens) {
    return new Prefix<>(version, tokens, cache, tokens.length);
  }

  private static int[] tokens(Random random, int most) {
    // Two letters and long runs, so that prompts share a lot.
    int[] tokens = new int[1 + random.nextInt(most)];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = random.nextInt(40) == 0 ? 1 : 0;
    }
    return tokens;
  }

  /** Whole blocks are what is promised; the oracle looks at every prefix. */
  @Property(tries = 300)
  void shouldFindAtLeastTheSharedBlocksAndNeverMoreThanIsShared(@ForAll long seed) {
    Random random = new Random(seed);
    PrefixCache<String, Integer> cache = new PrefixCache<>();
    List<Prefix<String, Integer>> all = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      Prefix<String, Integer> made =
          prefix(random.nextBoolean() ? "a" : "b", i, tokens(random, 120));
      cache.add(made);
      all.add(made);
    }
    int[] prompt = tokens(random, 120);

    Optional<PrefixCache.Match<String, Integer>> found = cache.longest("a", prompt, prompt.length);

    int best =
        all.stream()
            .filter(each -> each.version().equals("a"))
            .mapToInt(each -> each.common(prompt, prompt.length))
            .max()
            .orElse(0);
    boolean same =
        all.stream().anyMatch(p -> p.version().equals("a") && Arrays.equals(p.tokens(), prompt));
    int tokens = found.map(PrefixCache.Match::tokens).orElse(0);
    int least = same ? prompt.length : best / PrefixCache.BLOCK * PrefixCache.BLOCK;
    assertThat(tokens).isBetween(least, best);
    found.ifPresent(
        match -> {
          assertThat(match.prefix().version()).isEqualTo("a");
          assertThat(Arrays.copyOf(match.prefix().tokens(), tokens))
              .isEqualTo(Arrays.copyOf(prompt, tokens));
        });
  }

  @Property(tries = 100)
  void shouldEvictTheLeastRecentlyUsedThatNobodyHolds(@ForAll @IntRange(min = 1, max = 9) int n) {
    PrefixCache<String, Integer> cache = new PrefixCache<>();
    List<Prefix<String, Integer>> all = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      all.add(prefix("a", i, i, i));
      cache.add(all.get(i));
    }
    all.getFirst().pin();
    cache.longest("a", new int[] {n - 1, n - 1}, 2);

    List<Integer> order = new ArrayList<>();
    for (var gone = cache.evict(); gone.isPresent(); gone = cache.evict()) {
      order.add(gone.get().cache());
    }

    List<Integer> expected = new ArrayList<>();
    for (int i = 1; i < n; i++) {
      expected.add(i);
    }
    assertThat(order).isEqualTo(expected);
    assertThat(cache.size()).isEqualTo(1);
  }

  @Test
  void shouldGiveOfAnUnfinishedPrefixOnlyWhatIsComputedUnlessItIsAllThatIsWanted() {
    PrefixCache<String, Integer> cache = new PrefixCache<>();
    int[] tokens = new int[40];
    cache.add(new Prefix<>("a", tokens, 0, 17));

    var shorter = cache.longest("a", Arrays.copyOf(tokens, 50), 39);
    int[] other = Arrays.copyOf(tokens, 45);
    other[42] = 7;
    var longer = cache.longest("a", other, 45);

    assertThat(shorter.orElseThrow().tokens()).isEqualTo(39);
    assertThat(longer.orElseThrow().tokens()).isEqualTo(17);
  }
}
