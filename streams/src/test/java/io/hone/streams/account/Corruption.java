package io.hone.streams.account;

import io.hone.event.Call;
import io.hone.event.Candidate;
import io.hone.event.Completion;
import io.hone.event.Judgement;
import io.hone.event.ModelForm;
import io.hone.event.ModelRef;
import io.hone.event.ModelState;
import io.hone.event.ModelVersion;
import io.hone.event.Outcome;
import io.hone.event.OutcomeStatus;
import io.hone.event.PreferencePair;
import io.hone.event.Prompt;
import io.hone.event.Response;
import io.hone.schemas.catalog.Topic;
import io.hone.streams.account.Flaw.Kind;
import io.hone.streams.episode.FromContracts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** One thing that is wrong in the records of a run, and by which flaw it must be found. */
enum Corruption {
  OUTCOME_DROPPED(Kind.OUTCOME_MISSING) {
    @Override
    Optional<String> plant(ListedRecords records, Random random) {
      return pick(records.of(Topic.OUTCOMES), Outcome.class, random)
          .map(
              outcome -> {
                records.of(Topic.OUTCOMES).remove(outcome);
                return outcome.getPromptId();
              });
    }
  },
  OUTCOME_TWICE(Kind.SECOND_OUTCOME) {
    @Override
    Optional<String> plant(ListedRecords records, Random random) {
      return pick(records.of(Topic.OUTCOMES), Outcome.class, random)
          .map(
              outcome -> {
                records.of(Topic.OUTCOMES).add(Outcome.newBuilder(outcome).build());
                return outcome.getPromptId();
              });
    }
  },
  OTHER_SECOND_OUTCOME(Kind.SECOND_OUTCOME) {
    @Override
    Optional<String> plant(ListedRecords records, Random random) {
      return pick(records.of(Topic.OUTCOMES), Outcome.class, random)
          .map(
              outcome -> {
                records
                    .of(Topic.OUTCOMES)
                    .add(Outcome.newBuilder(outcome).setReason("otherwise").build());
                return outcome.getPromptId();
              });
    }
  },
  OTHER_STATUS(Kind.OUTCOME_DIFFERS) {
    @Override
    Optional<String> plant(ListedRecords records, Random random) {
      return outcome(
          records,
          random,
          outcome ->
              Outcome.newBuilder(outcome)
                  .setStatus(
                      outcome.getStatus() == OutcomeStatus.DEAD
                          ? OutcomeStatus.PAIRED
                          : OutcomeStatus.DEAD)
                  .build());
    }
  },
  OTHER_COUNTS(Kind.OUTCOME_DIFFERS) {
    @Override
    Optional<String> plant(ListedRecords records, Random random) {
      return outcome(
          records,
          random,
          outcome -> {
            var counts = new java.util.HashMap<>(outcome.getCounts());
            counts.merge("calls", (long) random.nextInt(1, 40) - 20, Long::sum);
            counts.merge("responses", 1L, Long::sum);
            return Outcome.newBuilder(outcome).setCounts(counts).build();
          });
    }
  },
  OTHER_POLICY(Kind.UNKNOWN_VERSION, Kind.FACTS_MISSING) {
    @Override
    Optional<String> plant(ListedRecords records, Random random) {
      return outcome(
          records,
          random,
          outcome ->
              Outcome.newBuilder(outcome)
                  .setPolicy(new ModelRef(outcome.getPolicy().getName(), "v-other"))
                  .build());
    }
  },
  OTHER_SETTINGS(Kind.OTHER_SETTINGS) {
    @Override
    Optional<String> plant(ListedRecords records, Random random) {
      return outcome(
              records,
              random,
              outcome -> {
                Outcome other = Outcome.newBuilder(outcome).build();
                other.getLineage().setRecipeConfigHash("0".repeat(64));
                return other;
              })
          .map(promptId -> "meta-rewarding");
    }
  },
  OUTCOME_OF_NOBODY(Kind.OUTCOME_WITHOUT_PROMPT) {
    @Override
    Optional<String> plant(ListedRecords records, Random random) {
      return pick(records.of(Topic.OUTCOMES), Outcome.class, random)
          .map(
              outcome -> {
                records
                    .of(Topic.OUTCOMES)
                    .add(Outcome.newBuilder(outcome).setPromptId("p-nobody").build());
                return "p-nobody";
              });
    }
  },
  PROMPT_DROPPED(Kind.OUTCOME_WITHOUT_PROMPT) {
    @Override
    Optional<String> plant(ListedRecords records, Random random) {
      return pick(records.of(Topic.PROMPTS), Prompt.class, random)
          .map(
              prompt -> {
                records
                    .of(Topic.PROMPTS)
                    .removeIf(
                        each ->
                            each instanceof Prompt other
                                && other.getPromptId().equals(prompt.getPromptId()));
                return prompt.getPromptId();
              });
    }
  },
  PAIR_DROPPED(Kind.PAIR_MISSING) {
    @Override
    Optional<String> plant(ListedRecords records, Random random) {
      return pick(records.of(Topic.PREFERENCES), PreferencePair.class, random)
          .map(
              pair -> {
                records.of(Topic.PREFERENCES).remove(pair);
                return pair.getPairId();
              });
    }
  },
  PAIR_TWICE(Kind.PAIR_TWICE) {
    @Override
    Optional<String> plant(ListedRecords records, Random random) {
      return pick(records.of(Topic.PREFERENCES), PreferencePair.class, random)
          .map(
              pair -> {
                records.of(Topic.PREFERENCES).add(PreferencePair.newBuilder(pair).build());
                return pair.getPairId();
              });
    }
  },
  SIDES_SWAPPED(Kind.PAIR_DIFFERS) {
    @Override
    Optional<String> plant(ListedRecords records, Random random) {
      return pair(
          records,
          random,
          pair ->
              PreferencePair.newBuilder(pair)
                  .setChosen(pair.getRejected())
                  .setRejected(pair.getChosen())
                  .build());
    }
  },
  OTHER_SCORE(Kind.PAIR_DIFFERS) {
    @Override
    Optional<String> plant(ListedRecords records, Random random) {
      return pair(
          records,
          random,
          pair -> {
            Candidate chosen =
                Candidate.newBuilder(pair.getChosen())
                    .setScore(pair.getChosen().getScore() + 1e-9)
                    .build();
            return PreferencePair.newBuilder(pair).setChosen(chosen).build();
          });
    }
  },
  OTHER_PAIRS_VERSION(Kind.PAIR_DIFFERS) {
    @Override
    Optional<String> plant(ListedRecords records, Random random) {
      return pair(
          records,
          random,
          pair ->
              PreferencePair.newBuilder(pair)
                  .setPolicy(new ModelRef(pair.getPolicy().getName(), "v-other"))
                  .build());
    }
  },
  PAIR_OF_NOTHING(Kind.PAIR_UNFOUNDED) {
    @Override
    Optional<String> plant(ListedRecords records, Random random) {
      return pick(records.of(Topic.PREFERENCES), PreferencePair.class, random)
          .map(
              pair -> {
                records
                    .of(Topic.PREFERENCES)
                    .add(PreferencePair.newBuilder(pair).setPairId("x-nothing").build());
                return "x-nothing";
              });
    }
  },
  COMPLETION_DROPPED(Kind.FACTS_MISSING) {
    @Override
    Optional<String> plant(ListedRecords records, Random random) {
      return pickFact(records, random)
          .map(
              fact -> {
                records.of(Topic.COMPLETIONS).removeIf(each -> isOf(each, fact.getCallId()));
                return fact.getPromptId();
              });
    }
  },
  OTHER_ANSWER(Kind.READING_UNFOUNDED, Kind.READING_MISSING) {
    @Override
    Optional<String> plant(ListedRecords records, Random random) {
      return fact(
              records,
              random,
              fact -> !fact.getSamples().isEmpty(),
              fact -> {
                Completion other = Completion.newBuilder(fact).build();
                other.getSamples().getFirst().setText("Otherwise. " + random.nextInt());
                return other;
              })
          .map(Completion::getPromptId);
    }
  },
  FOREIGN_COMPLETION(Kind.COMPLETION_WITHOUT_CALL) {
    @Override
    Optional<String> plant(ListedRecords records, Random random) {
      return pickFact(records, random)
          .map(
              fact -> {
                int at = random.nextInt(records.of(Topic.COMPLETIONS).size());
                records
                    .of(Topic.COMPLETIONS)
                    .add(at, Completion.newBuilder(fact).setCallId("c-foreign").build());
                return "c-foreign";
              });
    }
  },
  COMPLETION_OF_ANOTHER_PROMPT(Kind.COMPLETION_WITHOUT_CALL) {
    @Override
    Optional<String> plant(ListedRecords records, Random random) {
      return fact(
              records,
              random,
              fact -> true,
              fact -> Completion.newBuilder(fact).setPromptId("p-other").build())
          .map(Completion::getCallId);
    }
  },
  OTHER_ANSWERER(Kind.OTHER_VERSION) {
    @Override
    Optional<String> plant(ListedRecords records, Random random) {
      return fact(
              records,
              random,
              fact -> !fact.getSamples().isEmpty(),
              fact ->
                  Completion.newBuilder(fact)
                      .setModel(new ModelRef(fact.getModel().getName(), "v-other"))
                      .build())
          .map(Completion::getCallId);
    }
  },
  CALL_DROPPED(Kind.COMPLETION_WITHOUT_CALL) {
    @Override
    Optional<String> plant(ListedRecords records, Random random) {
      return pick(records.of(Topic.CALLS_JUDGE), Call.class, random)
          .map(
              call -> {
                records
                    .of(Topic.CALLS_JUDGE)
                    .removeIf(each -> ((Call) each).getCallId().equals(call.getCallId()));
                return call.getCallId();
              });
    }
  },
  READING_DROPPED(Kind.READING_MISSING) {
    @Override
    Optional<String> plant(ListedRecords records, Random random) {
      return pick(records.of(Topic.RESPONSES), Response.class, random)
          .map(
              response -> {
                records.of(Topic.RESPONSES).remove(response);
                return response.getPromptId();
              });
    }
  },
  READING_TWICE(Kind.READING_TWICE) {
    @Override
    Optional<String> plant(ListedRecords records, Random random) {
      return pick(records.of(Topic.JUDGEMENTS), Judgement.class, random)
          .map(
              judgement -> {
                records.of(Topic.JUDGEMENTS).add(Judgement.newBuilder(judgement).build());
                return judgement.getJudgementId();
              });
    }
  },
  OTHER_POINTS(Kind.READING_UNFOUNDED) {
    @Override
    Optional<String> plant(ListedRecords records, Random random) {
      return pick(records.of(Topic.JUDGEMENTS), Judgement.class, random)
          .map(
              judgement -> {
                double points = judgement.getScore() == null ? 0 : judgement.getScore() + 0.5;
                replace(
                    records.of(Topic.JUDGEMENTS),
                    judgement,
                    Judgement.newBuilder(judgement).setScore(points).build());
                return judgement.getJudgementId();
              });
    }
  },
  RUBBISH_AMONG_OUTCOMES(Kind.UNREADABLE) {
    @Override
    Optional<String> plant(ListedRecords records, Random random) {
      records.of(Topic.OUTCOMES).add(ListedRecords.RUBBISH);
      return Optional.of("");
    }
  },
  RUBBISH_WITHOUT_LETTER(Kind.UNREADABLE) {
    @Override
    Optional<String> plant(ListedRecords records, Random random) {
      records.of(Topic.COMPLETIONS).add(ListedRecords.RUBBISH);
      return Optional.of("");
    }
  },
  TOPIC_MISSING(Kind.TOPIC_MISSING) {
    @Override
    Optional<String> plant(ListedRecords records, Random random) {
      records.remove(Topic.CONTROL);
      return Optional.of("control");
    }
  },
  VERSION_ITS_OWN_PARENT(Kind.VERSION_CHAIN) {
    @Override
    Optional<String> plant(ListedRecords records, Random random) {
      records.of(Topic.MODELS).add(version("v8", "v9"));
      records.of(Topic.MODELS).add(version("v9", "v8"));
      return Optional.of("v9");
    }
  },
  VERSION_OF_ANOTHER_ROUND(Kind.VERSION_CHAIN) {
    @Override
    Optional<String> plant(ListedRecords records, Random random) {
      records.of(Topic.MODELS).add(version("v1", "v0"));
      return Optional.of("v1");
    }
  };

  private final Set<Kind> found;

  Corruption(Kind... found) {
    this.found = Set.of(found);
  }

  /** By which of these it may be found. */
  Set<Kind> found() {
    return found;
  }

  /** Gives the id by which it is told; empty if there is nothing to corrupt. */
  abstract Optional<String> plant(ListedRecords records, Random random);

  private static <T> Optional<T> pick(List<Object> records, Class<T> type, Random random) {
    List<T> all = records.stream().filter(type::isInstance).map(type::cast).toList();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
  }

  private static void replace(List<Object> records, Object before, Object after) {
    records.set(records.indexOf(before), after);
  }

  private static Optional<String> outcome(
      ListedRecords records, Random random, UnaryOperator<Outcome> change) {
    List<Object> outcomes = records.of(Topic.OUTCOMES);
    Optional<Outcome> picked = pick(outcomes, Outcome.class, random);
    picked.ifPresent(outcome -> replace(outcomes, outcome, change.apply(outcome)));
    return picked.map(Outcome::getPromptId);
  }

  private static Optional<String> pair(
      ListedRecords records, Random random, UnaryOperator<PreferencePair> change) {
    List<Object> pairs = records.of(Topic.PREFERENCES);
    Optional<PreferencePair> picked = pick(pairs, PreferencePair.class, random);
    picked.ifPresent(pair -> replace(pairs, pair, change.apply(pair)));
    return picked.map(PreferencePair::getPairId);
  }

  private static boolean isOf(Object record, String callId) {
    return record instanceof Completion other && other.getCallId().equals(callId);
  }

  /** A completion that is its call's fact. */
  private static Optional<Completion> pickFact(ListedRecords records, Random random) {
    return pick(records.of(Topic.COMPLETIONS), Completion.class, random)
        .flatMap(
            any ->
                records.of(Topic.COMPLETIONS).stream()
                    .filter(each -> isOf(each, any.getCallId()))
                    .map(Completion.class::cast)
                    .filter(FromContracts::isFinal)
                    .findFirst());
  }

  private static Optional<Completion> fact(
      ListedRecords records,
      Random random,
      Predicate<Completion> fit,
      UnaryOperator<Completion> change) {
    Optional<Completion> picked = pickFact(records, random).filter(fit);
    picked.ifPresent(fact -> replace(records.of(Topic.COMPLETIONS), fact, change.apply(fact)));
    return picked;
  }

  private static ModelVersion version(String version, String parent) {
    return ModelVersion.newBuilder()
        .setModel(new ModelRef("policy", version))
        .setParent(parent)
        .setBase("")
        .setForm(ModelForm.FULL)
        .setState(ModelState.CANDIDATE)
        .setRun("simulated")
        .setChangedAt(Instant.EPOCH)
        .build();
  }
}
