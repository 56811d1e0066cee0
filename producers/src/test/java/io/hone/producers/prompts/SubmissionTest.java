package io.hone.producers.prompts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hone.event.Prompt;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.id.ContentId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.common.errors.DisconnectException;
import org.junit.jupiter.api.Test;

/** What becomes of a file, and that the counts add up to it. */
class SubmissionTest {
  private static final Namespace RUN = new Namespace("test");
  private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);

  /** A topic in memory that may break down after some prompts. */
  private static final class Topic implements PromptSink {
    private final Map<String, Prompt> encoded = new HashMap<>();
    private final List<Prompt> prompts = new ArrayList<>();
    private int room = Integer.MAX_VALUE;
    private int mostBytes = Integer.MAX_VALUE;

    @Override
    public byte[] encode(Prompt prompt) {
      encoded.put(prompt.getPromptId(), prompt);
      byte[] bytes = prompt.toString().getBytes(StandardCharsets.UTF_8);
      if (bytes.length > mostBytes) throw new UnfitException("is too large");
      return bytes;
    }

    @Override
    public void send(String promptId, byte[] bytes) {
      if (room-- <= 0) throw new DisconnectException("gone");
      prompts.add(encoded.get(promptId));
    }

    @Override
    public void flush() {}

    private List<String> ids() {
      return prompts.stream().map(Prompt::getPromptId).toList();
    }

    private SeenPrompts seen() {
      SeenPrompts.Remembered seen = new SeenPrompts.Remembered();
      ids().forEach(seen::inTopic);
      return seen;
    }
  }

  private static Submission.Report submit(
      Topic topic, SeenPrompts seen, String file, Predicate<RefusedException> skip)
      throws IOException {
    try (PromptReader reader =
        PromptReader.open(
            new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)),
            Format.JSONL,
            Optional.empty())) {
      return new Submission(RUN, "f.jsonl", seen, topic, InstantSource.fixed(NOW))
          .submit(reader, skip);
    }
  }

  private static String line(int number) {
    return number < 0 ? "{\"no\": 1}" : "{\"prompt\": \"question %d\"}".formatted(number);
  }

  @Test
  void shouldSayWhereAPromptComesFrom() throws IOException {
    Topic topic = new Topic();

    submit(topic, topic.seen(), "\n{\"prompt\": \"a\", \"category\": \"c\"}", refused -> false);

    Prompt prompt = topic.prompts.getFirst();
    assertThat(prompt.getPromptId())
        .isEqualTo(ContentId.of("p", List.of("USER", "1", "text", "a")));
    assertThat(prompt.getRun()).isEqualTo("test");
    assertThat(prompt.getSource()).isEqualTo("f.jsonl:2");
    assertThat(prompt.getAttributes()).isEqualTo(Map.of("category", "c"));
    assertThat(prompt.getSubmittedAt()).isEqualTo(NOW);
  }

  @Test
  void shouldSubmitWhatComesBeforeABadLine() throws IOException {
    Topic topic = new Topic();
    String file = line(1) + "\n" + line(-1) + "\n" + line(2);

    Submission.Report report = submit(topic, topic.seen(), file, refused -> false);

    assertThat(report).isEqualTo(new Submission.Report(2, 1, 1, 0, 0, 1, 0));
    assertThat(topic.prompts).hasSize(1);
  }

  @Test
  void shouldRefuseARecordWholeIfOnePromptIsTooLarge() throws IOException {
    Topic topic = new Topic();
    topic.mostBytes = 1_000;
    String file =
        "{\"instruction\": \"a\", \"instances\": [{\"input\": \"b\"}, {\"input\": \"%s\"}]}\n"
            .formatted("x".repeat(1_000));
    List<String> refused = new ArrayList<>();

    Submission.Report report =
        submit(topic, topic.seen(), file + line(1), e -> refused.add(e.getMessage()));

    assertThat(report).isEqualTo(new Submission.Report(2, 1, 1, 0, 0, 1, 0));
    assertThat(refused).containsExactly("line 1 is too large");
  }

  @Test
  void shouldSubmitEverythingAgainWhenBlind() throws IOException {
    Topic topic = new Topic();
    String file = line(1) + "\n" + line(1);

    Submission.Report report = submit(topic, SeenPrompts.none(), file, refused -> false);

    assertThat(report).isEqualTo(new Submission.Report(2, 2, 2, 0, 0, 0, 0));
  }

  /** Numbers below 0 are lines that are no prompts. */
  @Property(tries = 500)
  void shouldAccountForEveryLine(
      @ForAll @Size(max = 30) List<@IntRange(min = -1, max = 9) Integer> before,
      @ForAll @Size(max = 30) List<@IntRange(min = -1, max = 9) Integer> now)
      throws IOException {
    Topic topic = new Topic();
    submit(topic, topic.seen(), file(before), refused -> true);

    Submission.Report report = submit(topic, topic.seen(), file(now), refused -> true);

    Set<Integer> old = new TreeSet<>(before);
    Set<Integer> different = new TreeSet<>(now);
    different.removeIf(number -> number < 0);
    long bad = now.stream().filter(number -> number < 0).count();
    long known = now.stream().filter(number -> number >= 0 && old.contains(number)).count();
    different.removeAll(old);
    assertThat(report.records()).isEqualTo(now.size());
    assertThat(report.refused()).isEqualTo(bad);
    assertThat(report.prompts()).isEqualTo(now.size() - bad);
    assertThat(report.inTopic()).isEqualTo(known);
    assertThat(report.submitted()).isEqualTo(different.size());
    assertThat(report.repeated()).isEqualTo(now.size() - bad - known - different.size());
    assertThat(topic.ids()).doesNotHaveDuplicates();
  }

  /** However often it breaks down, in the end each prompt is there once. */
  @Property(tries = 200)
  void shouldGoOnAfterABreakdown(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(min = 0, max = 20) Integer> lines,
      @ForAll @Size(max = 5) List<@IntRange(min = 0, max = 10) Integer> breakdowns)
      throws IOException {
    Topic topic = new Topic();
    for (int room : breakdowns) {
      topic.room = room;
      try {
        submit(topic, topic.seen(), file(lines), refused -> false);
      } catch (DisconnectException e) {
        // Started again, as the command says.
      }
    }
    topic.room = Integer.MAX_VALUE;

    submit(topic, topic.seen(), file(lines), refused -> false);

    Set<Integer> different = new LinkedHashSet<>(lines);
    assertThat(topic.ids()).doesNotHaveDuplicates().hasSameSizeAs(different);
  }

  @Test
  void shouldTellThatWritingFailed() {
    Topic topic = new Topic();
    topic.room = 1;

    assertThatThrownBy(() -> submit(topic, topic.seen(), line(1) + "\n" + line(2), refused -> true))
        .isInstanceOf(DisconnectException.class);
  }

  private static String file(List<Integer> lines) {
    StringBuilder file = new StringBuilder();
    lines.forEach(number -> file.append(line(number)).append('\n'));
    return file.toString();
  }
}
