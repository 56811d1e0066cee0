package io.hone.streams.account;

import static java.util.Objects.requireNonNull;

import io.hone.event.PreferencePair;
import io.hone.streams.account.EpisodeFile.PairSeen;
import io.hone.streams.episode.ToContracts;
import io.hone.streams.recipe.Cast;
import io.hone.streams.recipe.Episode;
import io.hone.streams.recipe.Finding;
import io.hone.streams.recipe.Model;
import io.hone.streams.recipe.Move;
import io.hone.streams.recipe.Pair;
import io.hone.streams.recipe.Recipe;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Plays an episode again on its recorded facts, and compares what was written. */
final class EpisodeCheck {
  private final Rules rules;
  private final RunRecords records;
  private final CallBook calls;
  private final Tallies tallies;
  private final Strangers strangers;
  private final Flaws flaws;

  EpisodeCheck(
      Rules rules,
      RunRecords records,
      CallBook calls,
      Tallies tallies,
      Strangers strangers,
      Flaws flaws) {
    this.rules = rules;
    this.records = records;
    this.calls = calls;
    this.tallies = tallies;
    this.strangers = strangers;
    this.flaws = flaws;
  }

  /** An episode that has as many facts as its outcome counts: closes it if they are all. */
  void early(EpisodeFile file) {
    Optional<Recipe> recipe = recipe(file);
    if (file.prompt == null || recipe.isEmpty()) return;
    Episode episode = episode(file);
    if (recipe.get().next(episode) instanceof Move.End end) {
      compare(file, recipe.get(), episode, end);
      close(file);
    }
  }

  /** An episode of which everything is known now. */
  void late(EpisodeFile file) {
    Optional<Recipe> recipe = recipe(file);
    if (file.prompt == null) {
      checkWithoutPrompt(file);
    } else if (file.lineage == null || (file.outcome == null && file.actor == null)) {
      unfounded(file, Set.of());
    } else if (recipe.isEmpty()) {
      strangers.add(requireNonNull(file.lineage), requireNonNull(file.lineageAt));
      tallies.unchecked++;
      checkListed(file);
    } else {
      Episode episode = episode(file);
      switch (recipe.get().next(episode)) {
        case Move.End end -> compare(file, recipe.get(), episode, end);
        case Move.Ask ask -> unfinished(file, recipe.get(), episode, ask);
      }
    }
    close(file);
  }

  private Optional<Recipe> recipe(EpisodeFile file) {
    return file.lineage == null ? Optional.empty() : rules.recipe(file.lineage);
  }

  private static Episode episode(EpisodeFile file) {
    Model policy =
        file.outcome == null
            ? requireNonNull(file.actor)
            : new Model(file.outcome.getPolicy().getName(), file.outcome.getPolicy().getVersion());
    int iteration = Math.max(0, requireNonNull(file.lineage).getIteration());
    return Episode.open(requireNonNull(file.prompt), iteration, Cast.of(policy))
        .with(file.facts.values());
  }

  private void close(EpisodeFile file) {
    if (file.prompt != null) {
      if (file.outcome != null) {
        tallies.ended(file.outcome);
      } else if (calls.asking(file.promptId)) {
        tallies.open++;
      } else {
        tallies.waiting++;
      }
    }
    tallies.pairs += file.pairs.size();
    file.close();
  }

  private void checkWithoutPrompt(EpisodeFile file) {
    if (file.outcome != null) {
      flaws.add(
          Flaw.Kind.OUTCOME_WITHOUT_PROMPT,
          file.promptId,
          "There is an outcome of a prompt that is not on the topic of prompts.",
          requireNonNull(file.outcomeAt));
    }
    unfounded(file, Set.of());
  }

  private void compare(EpisodeFile file, Recipe recipe, Episode episode, Move.End end) {
    ToContracts contracts = new ToContracts(rules.run().run(), recipe, episode);
    expect(file, contracts, end.findings());
    if (file.outcome == null) {
      boolean overdue = file.lastFact != null && records.played(file.lastFact);
      if (overdue) {
        flaws.add(
            Flaw.Kind.OUTCOME_MISSING,
            file.promptId,
            "All facts were taken, the recipe ends as %s, and there is no outcome."
                .formatted(end.outcome().status()),
            requireNonNull(file.lastFact));
      } else {
        tallies.due++;
      }
    } else {
      file.ended = true;
      io.hone.event.Outcome again = contracts.outcome(end.outcome(), file.outcome.getAdmittedAt());
      if (!again.equals(file.outcome)) {
        flaws.add(
            Flaw.Kind.OUTCOME_DIFFERS,
            file.promptId,
            "The recipe says otherwise: " + Differences.between(file.outcome, again) + ".",
            requireNonNull(file.outcomeAt));
      }
    }
    comparePairs(file, contracts, end.outcome().pairs());
  }

  private void comparePairs(EpisodeFile file, ToContracts contracts, List<Pair> pairs) {
    Set<String> expected = new HashSet<>();
    for (Pair pair : pairs) {
      expected.add(pair.id());
      @Nullable PairSeen seen = file.pairs.get(pair.id());
      if (seen == null) {
        if (file.ended) missing(file, pair.id());
        continue;
      }
      PreferencePair again = contracts.pair(pair);
      if (Bytes.print(again) != seen.print()) {
        flaws.add(
            Flaw.Kind.PAIR_DIFFERS,
            pair.id(),
            "The recorded facts of %s give a pair of this id with other content."
                .formatted(file.promptId),
            seen.position());
      }
    }
    unfounded(file, expected);
  }

  private void missing(EpisodeFile file, String pairId) {
    flaws.add(
        Flaw.Kind.PAIR_MISSING,
        pairId,
        "Episode %s ended with this pair, and it is not on the topic.".formatted(file.promptId),
        requireNonNull(file.outcomeAt));
  }

  /** Pairs that nothing leads to. */
  private void unfounded(EpisodeFile file, Set<String> expected) {
    file.pairs.forEach(
        (id, seen) -> {
          if (!expected.contains(id)) {
            flaws.add(
                Flaw.Kind.PAIR_UNFOUNDED,
                id,
                "The recorded facts of %s do not give this pair.".formatted(file.promptId),
                seen.position());
          }
        });
  }

  /** What can be said of pairs without playing: whether outcome and topic name the same. */
  private void checkListed(EpisodeFile file) {
    if (file.outcome == null) return;
    Set<String> listed = Set.copyOf(file.outcome.getPairIds());
    for (String id : listed) {
      if (!file.pairs.containsKey(id)) missing(file, id);
    }
    unfounded(file, listed);
  }

  private void unfinished(EpisodeFile file, Recipe recipe, Episode episode, Move.Ask ask) {
    expect(file, new ToContracts(rules.run().run(), recipe, episode), ask.findings());
    if (file.outcome != null) {
      flaws.add(
          Flaw.Kind.FACTS_MISSING,
          file.promptId,
          "It has ended, and %d calls that the recipe asks have no completion, call %s first."
              .formatted(ask.calls().size(), ask.calls().getFirst().id()),
          requireNonNull(file.outcomeAt));
      checkListed(file);
      return;
    }
    unfounded(file, Set.of());
    if (file.lastFact == null || !records.played(file.lastFact)) return;
    List<String> unasked =
        ask.calls().stream()
            .map(io.hone.streams.recipe.Call::id)
            .filter(id -> !calls.asked(CallBook.print(id, file.promptId)))
            .toList();
    if (!unasked.isEmpty()) {
      flaws.add(
          Flaw.Kind.CALL_MISSING,
          unasked.getFirst(),
          "Episode %s waits for %d calls that were never written."
              .formatted(file.promptId, unasked.size()),
          file.lastFact);
    }
  }

  /** Remembers which readings follow, and tells answers of other versions. */
  private void expect(EpisodeFile file, ToContracts contracts, List<Finding> findings) {
    file.played = true;
    file.readings =
        findings.stream()
            .flatMap(finding -> contracts.finding(finding).stream())
            .mapToLong(event -> Bytes.print(event.value()))
            .sorted()
            .toArray();
    for (Finding finding : findings) {
      Model asked = finding.drawn().call().question().model();
      if (!asked.equals(finding.drawn().model())) {
        flaws.add(
            Flaw.Kind.OTHER_VERSION,
            finding.drawn().call().id(),
            "Asked of %s, and answered by %s, in episode %s."
                .formatted(asked, finding.drawn().model(), file.promptId));
      }
    }
  }
}
