package io.hone.producers.prompts;

import io.hone.event.ChatMessage;
import io.hone.event.Prompt;
import io.hone.schemas.catalog.Namespace;
import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Takes the prompts of a file to a run, each that is not there yet, and counts. */
public final class Submission {
  private final Namespace run;
  private final String source;
  private final SeenPrompts seen;
  private final PromptSink sink;
  private final InstantSource clock;
  private long records;
  private long prompts;
  private long submitted;
  private long inTopic;
  private long repeated;
  private long refused;
  private long cut;

  /**
   * @param source the file's name, for the prompts' {@code source}
   * @param clock tells when a prompt was submitted
   */
  public Submission(
      Namespace run, String source, SeenPrompts seen, PromptSink sink, InstantSource clock) {
    this.run = run;
    this.source = source;
    this.seen = seen;
    this.sink = sink;
    this.clock = clock;
  }

  /**
   * What became of a file: {@code records} without {@code refused} hold {@code prompts = submitted
   * + inTopic + repeated}.
   *
   * @param records lines or rows that are not blank
   * @param prompts that they hold; a record can hold several
   * @param submitted written, and durable
   * @param inTopic not written, because the run had them already
   * @param repeated not written, because they stand in the file before
   * @param refused records that are no prompt
   * @param cut records of which the end is left out, because it follows the last thing that can be
   *     answered
   */
  public record Report(
      long records,
      long prompts,
      long submitted,
      long inTopic,
      long repeated,
      long refused,
      long cut) {}

  /**
   * Reads to the end, or to the first refused record that is not to be skipped; what came before it
   * is submitted and durable.
   *
   * @param skip told of every refused record; whether to go on
   * @throws IOException if the file cannot be read to its end; what came before is durable
   * @throws org.apache.kafka.common.KafkaException if a prompt cannot be written
   */
  public Report submit(PromptReader reader, Predicate<RefusedException> skip) throws IOException {
    try {
      boolean more = true;
      while (more) more = next(reader, skip);
    } finally {
      sink.flush();
    }
    return report();
  }

  /**
   * Submits records that were read before; durable when it returns.
   *
   * @throws RefusedException if one of them is no prompt; those before it are submitted
   * @throws org.apache.kafka.common.KafkaException if a prompt cannot be written
   */
  public Report submit(List<PromptReader.Entry> read) throws RefusedException {
    try {
      for (PromptReader.Entry record : read) {
        submit(record);
        records++;
      }
    } finally {
      sink.flush();
    }
    return report();
  }

  private boolean next(PromptReader reader, Predicate<RefusedException> skip) throws IOException {
    try {
      Optional<PromptReader.Entry> record = reader.next();
      if (record.isEmpty()) return false;
      submit(record.get());
      records++;
      return true;
    } catch (RefusedException e) {
      records++;
      refused++;
      return skip.test(e);
    }
  }

  /** All prompts of a record, or none if one of them is refused. */
  private void submit(PromptReader.Entry record) throws RefusedException {
    Map<String, byte[]> encoded = new LinkedHashMap<>();
    try {
      for (List<ChatMessage> messages : record.conversations()) {
        Prompt prompt = prompt(record, messages);
        encoded.put(prompt.getPromptId(), sink.encode(prompt));
      }
    } catch (UnfitException e) {
      throw new RefusedException(record.line(), e.reason());
    }
    prompts += record.conversations().size();
    repeated += record.conversations().size() - encoded.size();
    encoded.forEach(this::submit);
    if (record.cut()) cut++;
  }

  private void submit(String promptId, byte[] encoded) {
    switch (seen.submit(promptId)) {
      case IN_TOPIC -> inTopic++;
      case REPEATED -> repeated++;
      case NEW -> {
        sink.send(promptId, encoded);
        submitted++;
      }
    }
  }

  private Prompt prompt(PromptReader.Entry record, List<ChatMessage> messages) {
    return Prompt.newBuilder()
        .setPromptId(PromptIds.of(messages))
        .setRun(run.run())
        .setMessages(messages)
        .setSource(source + ":" + record.line())
        .setAttributes(record.attributes())
        .setSubmittedAt(clock.instant())
        .build();
  }

  private Report report() {
    return new Report(records, prompts, submitted, inTopic, repeated, refused, cut);
  }
}
