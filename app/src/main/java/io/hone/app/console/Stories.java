package io.hone.app.console;

import io.hone.app.records.RunLookup;
import io.hone.schemas.catalog.Topic;
import io.hone.streams.account.Position;
import io.hone.streams.account.RunRecords;
import io.hone.streams.account.Story;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * What the topics hold of one episode, but for its calls: read from where the episode began until
 * all that its outcome counts was found. Records of other episodes between them are passed over.
 */
final class Stories {
  /** More than the episodes of one version that are open at a time have by far. */
  private static final long MOST = 200_000;

  /** Clocks of different machines, and the time between an event and its record. */
  private static final Duration SLACK = Duration.ofSeconds(30);

  private final WatchedRun run;
  private final RunLookup lookup;

  Stories(WatchedRun run, RunLookup lookup) {
    this.run = run;
    this.lookup = lookup;
  }

  /**
   * A story.
   *
   * @param whole false if it was too long to be read to its end
   */
  record Told(Story story, List<PairRow> pairs, boolean whole) {
    Told {
      pairs = List.copyOf(pairs);
    }
  }

  private record Known(PromptRow prompt, Optional<EndRow> end, List<PairRow> pairs) {
    private Instant from() {
      long began = end.map(EndRow::admittedAt).orElse(prompt.submittedAt());
      return Instant.ofEpochMilli(began).minus(SLACK);
    }

    private long wanted(Topic topic) {
      if (end.isEmpty()) return Long.MAX_VALUE;
      EndRow.Facts facts = end.get().facts();
      return switch (topic) {
        case RESPONSES -> facts.responses();
        case JUDGEMENTS -> facts.judgements();
        default -> facts.verdicts();
      };
    }
  }

  /** Empty if the prompt was not read yet, is not held any more, or is none of the run. */
  Optional<Told> of(String promptId) {
    Optional<Known> known =
        run.read(
            view ->
                view.prompt(promptId)
                    .map(
                        prompt ->
                            new Known(prompt, view.end(promptId), view.pairs().of(promptId))));
    return known.map(found -> read(promptId, found));
  }

  private Told read(String promptId, Known known) {
    List<Story.Told> told = new ArrayList<>();
    at(known.prompt().position(), told);
    boolean whole = true;
    for (Topic topic : List.of(Topic.RESPONSES, Topic.JUDGEMENTS, Topic.VERDICTS)) {
      Own own = new Own(known.wanted(topic), told);
      int partition = known.prompt().position().partition();
      RunLookup.Search search =
          new RunLookup.Search(topic, partition, known.from(), promptId, MOST);
      whole &= lookup.search(search, own, own::enough);
    }
    known.end().ifPresent(end -> at(end.position(), told));
    return new Told(new Story(promptId, told), known.pairs(), whole);
  }

  private void at(Position position, List<Story.Told> told) {
    lookup.at(position).ifPresent(value -> told.add(new Story.Told(position, value)));
  }

  /** Takes the records of one prompt. */
  private static final class Own implements RunRecords.Receiver {
    private final long wanted;
    private final List<Story.Told> told;
    private long found;

    Own(long wanted, List<Story.Told> told) {
      this.wanted = wanted;
      this.told = told;
    }

    boolean enough() {
      return found >= wanted;
    }

    @Override
    public void record(Position position, SpecificRecord value) {
      found++;
      told.add(new Story.Told(position, value));
    }

    @Override
    public void unreadable(Position position, String why) {
      // Nobody knows whose it is; verify tells of it.
    }
  }
}
