package io.hone.bench.episodes;

import static java.util.Objects.requireNonNull;

import io.hone.event.Call;
import io.hone.event.Judgement;
import io.hone.event.Outcome;
import io.hone.event.PreferencePair;
import io.hone.event.Response;
import io.hone.event.Verdict;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.schemas.serde.AvroDeserializer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The records of some episodes as a loop wrote them, and which of them follows which: what the
 * topology writes for a prompt or a completion, and the completion that a worker writes for a call.
 */
final class Trace {
  /**
   * One record, as an object and as bytes.
   *
   * @param value of the contract's class
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes as on a topic
  record Written(Topic topic, String key, Object value, byte[] bytes) {}

  /** What was written to the topics of a run. */
  record Volume(long records, long facts, long factBytes) {}

  private final List<Written> prompts = new ArrayList<>();
  private final Map<String, Written> completions = new HashMap<>();
  private final Map<String, List<Written>> consequences = new HashMap<>();

  /** The call that a response or judgement came from, by its id. */
  private final Map<String, String> sources = new HashMap<>();

  /** The completion that came last, by prompt. */
  private final Map<String, String> last = new HashMap<>();

  private Trace() {}

  /**
   * Of the first prompts that each partition holds.
   *
   * @param episodes of each partition
   */
  static Trace read(Workplace place, Namespace run, int episodes) {
    Trace trace = new Trace();
    Set<String> chosen = new HashSet<>();
    Map<Integer, Integer> prompts = new HashMap<>();
    try (AvroDeserializer values = AvroDeserializer.specific(place.clients())) {
      // Findings before the calls that are about them, completions before outcomes.
      for (Topic topic :
          List.of(
              Topic.PROMPTS,
              Topic.COMPLETIONS,
              Topic.RESPONSES,
              Topic.JUDGEMENTS,
              Topic.VERDICTS,
              Topic.CALLS_ACTOR,
              Topic.CALLS_JUDGE,
              Topic.CALLS_META_JUDGE,
              Topic.PREFERENCES,
              Topic.OUTCOMES)) {
        try (CommittedRecords records = new CommittedRecords(run, topic, place.clients())) {
          records.each(
              record -> {
                Written written = written(topic, record, values);
                if (topic == Topic.PROMPTS
                    && prompts.merge(record.partition(), 1, Integer::sum) <= episodes) {
                  chosen.add(record.key());
                }
                if (chosen.contains(promptId(written))) trace.add(written);
              });
        }
      }
    }
    return trace;
  }

  private static Written written(
      Topic topic, ConsumerRecord<String, byte[]> record, AvroDeserializer values) {
    byte[] bytes = record.value();
    return new Written(
        topic, record.key(), requireNonNull(values.deserialize(record.topic(), bytes)), bytes);
  }

  private static String promptId(Written written) {
    return written.value() instanceof Call call ? call.getPromptId() : written.key();
  }

  private void add(Written written) {
    switch (written.value()) {
      case io.hone.event.Prompt prompt -> prompts.add(written);
      case io.hone.event.Completion completion -> {
        completions.put(completion.getCallId(), written);
        last.put(completion.getPromptId(), completion.getCallId());
      }
      case Response response -> {
        sources.put(response.getResponseId(), response.getCallId());
        follows(response.getCallId(), written);
      }
      case Judgement judgement -> {
        sources.put(judgement.getJudgementId(), judgement.getCallId());
        follows(judgement.getCallId(), written);
      }
      case Verdict verdict -> follows(verdict.getCallId(), written);
      case Call call ->
          follows(
              call.getSubjects().isEmpty()
                  ? call.getPromptId()
                  : requireNonNull(sources.get(call.getSubjects().getFirst())),
              written);
      case PreferencePair pair -> follows(requireNonNull(last.get(pair.getPromptId())), written);
      case Outcome outcome -> follows(requireNonNull(last.get(outcome.getPromptId())), written);
      default -> throw new IllegalStateException("No loop writes a " + written.value());
    }
  }

  private void follows(String cause, Written written) {
    consequences.computeIfAbsent(cause, key -> new ArrayList<>()).add(written);
  }

  List<Written> prompts() {
    return prompts;
  }

  /** What is written for a prompt of this id, or for the completion of the call of this id. */
  List<Written> consequences(String id) {
    return consequences.getOrDefault(id, List.of());
  }

  /** The completion of a call. */
  Written completion(String callId) {
    return requireNonNull(completions.get(callId));
  }

  /** Completions of all episodes. */
  int facts() {
    return completions.size();
  }

  /** Records of all episodes, on all topics. */
  int records() {
    return prompts.size()
        + completions.size()
        + consequences.values().stream().mapToInt(List::size).sum();
  }

  /** Reads every topic of a run and counts. */
  static Volume volume(Workplace place, Namespace run) {
    long[] sums = new long[3];
    for (Topic topic : Topic.COURSE) {
      try (CommittedRecords records = new CommittedRecords(run, topic, place.clients())) {
        records.each(
            record -> {
              sums[0]++;
              if (topic == Topic.COMPLETIONS) {
                sums[1]++;
                sums[2] += record.serializedKeySize() + record.serializedValueSize();
              }
            });
      }
    }
    return new Volume(sums[0], sums[1], sums[2]);
  }
}
