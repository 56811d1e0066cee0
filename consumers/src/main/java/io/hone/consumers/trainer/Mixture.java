package io.hone.consumers.trainer;

import io.hone.event.Candidate;
import io.hone.event.ChatMessage;
import io.hone.event.ChatRole;
import io.hone.event.ContentKind;
import io.hone.event.Measure;
import io.hone.event.ModelVersion;
import io.hone.event.PairKind;
import io.hone.event.PreferencePair;
import io.hone.schemas.id.ContentId;
import io.hone.schemas.versions.VersionBook;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What of a round is learned from. Which pairs of judgements those are follows from their ids,
 * never from the order in which they came.
 *
 * @param pairs in the order of their ids
 * @param counts of everything that was read
 * @param staleness mean versions that the makers of the pairs are behind the parent; 0 without
 *     pairs
 * @param note what people should know of it, one sentence; may be empty
 */
record Mixture(List<PreferencePair> pairs, RoundCounts counts, double staleness, String note) {
  /** The measure that says how often a version is right as a meta-judge. */
  static final String META_ACCURACY = "meta_accuracy";

  private static final Set<PairKind> OF_JUDGES = Set.of(PairKind.JUDGE, PairKind.META_JUDGE);
  private static final Set<PairKind> OF_ACTORS = Set.of(PairKind.ACTOR, PairKind.REFINER);
  private static final Set<ChatRole> ROLES =
      Set.of(ChatRole.SYSTEM, ChatRole.USER, ChatRole.ASSISTANT);

  /** Whether anything is left to learn from. */
  static boolean useful(
      RoundRules rules, VersionBook book, ModelVersion parent, List<PreferencePair> pairs) {
    return !of(rules, book, parent, new Gathered(pairs, List.of(), 0, 0, 0)).pairs().isEmpty();
  }

  static Mixture of(RoundRules rules, VersionBook book, ModelVersion parent, Gathered gathered) {
    List<PreferencePair> learned = new ArrayList<>();
    List<PreferencePair> judges = new ArrayList<>();
    Map<String, Long> stale = new TreeMap<>();
    Map<String, Long> unknown = new TreeMap<>();
    long unfit = 0;
    for (PreferencePair pair : gathered.pairs()) {
      String policy = pair.getPolicy().getVersion();
      if (!fit(pair)) {
        unfit++;
      } else if (!announced(book, pair)) {
        unknown.merge(pair.getPolicy().getName() + "@" + policy, 1L, Long::sum);
      } else if (behind(book, parent, pair) > rules.staleness()) {
        stale.merge(policy, 1L, Long::sum);
      } else if (OF_JUDGES.contains(pair.getKind())) {
        judges.add(pair);
      } else {
        learned.add(pair);
      }
    }
    int actors = learned.size();
    Optional<String> unable = unable(rules, parent);
    List<PreferencePair> chosen = unable.isPresent() ? List.of() : chosen(rules, judges, actors);
    learned.addAll(chosen);
    learned.sort(Comparator.comparing(PreferencePair::getPairId));
    RoundCounts counts =
        new RoundCounts(
            gathered.prompts(),
            gathered.pairs().size() + gathered.repeated() + gathered.unreadable(),
            actors,
            chosen.size(),
            gathered.repeated(),
            gathered.unreadable(),
            unfit,
            stale,
            unknown,
            judges.size() - chosen.size());
    return new Mixture(learned, counts, staleness(book, parent, learned), unable.orElse(""));
  }

  /** Versions; as many as can be if the maker is no ancestor. */
  private static int behind(VersionBook book, ModelVersion parent, PreferencePair pair) {
    return book.behind(parent.getModel().getVersion(), pair.getPolicy().getVersion())
        .orElse(Integer.MAX_VALUE);
  }

  private static double staleness(
      VersionBook book, ModelVersion parent, List<PreferencePair> learned) {
    return learned.stream().mapToInt(pair -> behind(book, parent, pair)).average().orElse(0);
  }

  private static boolean announced(VersionBook book, PreferencePair pair) {
    return book.find(pair.getPolicy().getVersion())
        .filter(version -> version.getModel().equals(pair.getPolicy()))
        .isPresent();
  }

  private static Optional<String> unable(RoundRules rules, ModelVersion parent) {
    return Optional.ofNullable(parent.getMeasures().get(META_ACCURACY))
        .map(Measure::getValue)
        .filter(accuracy -> accuracy < rules.judgeMark())
        .map(
            accuracy ->
                "no judge pairs were learned from, because %s is right as a meta-judge %.0f %% of the time, below the mark of %.0f %%"
                    .formatted(
                        parent.getModel().getVersion(), 100 * accuracy, 100 * rules.judgeMark()));
  }

  /** At most the cap of each score, and of those at most the share of the whole round. */
  private static List<PreferencePair> chosen(
      RoundRules rules, List<PreferencePair> judges, int actors) {
    Map<Long, Integer> ofScore = new HashMap<>();
    List<PreferencePair> capped =
        judges.stream()
            .sorted(Comparator.comparing(pair -> ContentId.of("mix", List.of(pair.getPairId()))))
            .filter(
                pair ->
                    rules.judgeCap() == 0
                        || ofScore.merge(score(pair), 1, Integer::sum) <= rules.judgeCap())
            .toList();
    double share = rules.judgeShare();
    long most = share == 1 ? capped.size() : (long) Math.floor(actors * share / (1 - share) + 1e-9);
    return capped.subList(0, (int) Math.min(most, capped.size()));
  }

  /** The class of a pair: the better side's score, rounded; one class for those without. */
  private static long score(PreferencePair pair) {
    Double score = pair.getChosen().getScore();
    return score == null ? Long.MIN_VALUE : Math.round(score);
  }

  /** Whether it can be written as a line that {@code PairsFile} reads. */
  private static boolean fit(PreferencePair pair) {
    Candidate rejected = pair.getRejected();
    return (OF_ACTORS.contains(pair.getKind()) || OF_JUDGES.contains(pair.getKind()))
        && rejected != null
        && !pair.getChosen().getText().equals(rejected.getText())
        && pair.getWeight() >= 0
        && Double.isFinite(pair.getWeight())
        && !pair.getMessages().isEmpty()
        && pair.getMessages().stream().allMatch(Mixture::fit);
  }

  private static boolean fit(ChatMessage message) {
    return ROLES.contains(message.getRole())
        && message.getParts().stream()
            .allMatch(part -> part.getKind() == ContentKind.TEXT && part.getText() != null);
  }
}
