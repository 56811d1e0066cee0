package io.hone.streams.account;

import io.hone.event.Call;
import io.hone.event.Prompt;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Partitioning;
import io.hone.schemas.catalog.Topic;
import io.hone.streams.episode.EpisodeTopology;
import io.hone.streams.episode.FromContracts;
import io.hone.streams.episode.PlainAvro;
import io.hone.streams.episode.ToContracts;
import io.hone.streams.recipe.Episode;
import io.hone.streams.recipe.Episodes;
import io.hone.streams.recipe.Recipe;
import io.hone.streams.recipe.Scripted;
import io.hone.streams.recipe.play.Player;
import io.hone.streams.recipe.play.Player.Played;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/**
 * A run of any size in files, played by a scripted model: what a large run is audited by, without a
 * broker. Of so many episodes at a time the completions stand mixed, as of episodes that are open
 * together.
 */
public final class SyntheticRun implements RunRecords {
  private final Path folder;
  private final int partitions;
  private final PlainAvro avro = new PlainAvro();
  private final Map<Path, DataOutputStream> files = new HashMap<>();

  private SyntheticRun(Path folder, int partitions) {
    this.folder = folder;
    this.partitions = partitions;
  }

  /** Plays it and writes it down. */
  public static SyntheticRun play(
      Path folder, Namespace run, Recipe recipe, int prompts, int partitions, int open)
      throws IOException {
    SyntheticRun made = new SyntheticRun(folder, partitions);
    List<List<SpecificRecord>> batch = new ArrayList<>();
    for (int i = 0; i < prompts; i++) {
      batch.add(made.episode(run, recipe, i));
      if (batch.size() == open || i == prompts - 1) {
        made.writeMixed(batch);
        batch.clear();
      }
    }
    for (DataOutputStream file : made.files.values()) file.close();
    return made;
  }

  /** Everything but the completions is written; those are given back. */
  private List<SpecificRecord> episode(Namespace run, Recipe recipe, int number)
      throws IOException {
    Episode start = Episodes.of("What is the number " + number + "? " + "Please say. ".repeat(40));
    ToContracts opening = new ToContracts(run.run(), recipe, start);
    List<SpecificRecord> completions = new ArrayList<>();
    Scripted model = new Scripted(number, 0.1);
    Played played =
        new Player(
                recipe,
                call -> {
                  var completion = Recorded.completion(opening, call, model.apply(call));
                  completions.add(completion);
                  return FromContracts.fact(completion);
                })
            .play(start);
    ToContracts contracts = new ToContracts(run.run(), recipe, played.episode());
    String promptId = start.prompt().id();
    write(Topic.PROMPTS, promptId, prompt(run, start));
    for (var call : played.asked()) {
      Call record = contracts.call(call, 1, Instant.EPOCH, Instant.EPOCH);
      record.setMessages(List.of()); // nobody reads them here, and they are most of the bytes
      write(workTopic(call), promptId, record);
    }
    for (var finding : played.end().findings()) {
      for (var event : contracts.finding(finding).stream().toList()) {
        write(event.topic(), promptId, event.value());
      }
    }
    for (var pair : played.end().outcome().pairs()) {
      write(Topic.PREFERENCES, promptId, contracts.pair(pair));
    }
    write(Topic.OUTCOMES, promptId, contracts.outcome(played.end().outcome(), Instant.EPOCH));
    return completions;
  }

  private static Topic workTopic(io.hone.streams.recipe.Call call) {
    return EpisodeTopology.workTopic(call.question().stage());
  }

  private static Prompt prompt(Namespace run, Episode start) {
    return Prompt.newBuilder()
        .setPromptId(start.prompt().id())
        .setRun(run.run())
        .setMessages(ToContracts.messages(start.prompt().conversation()))
        .setSource("synthetic")
        .setSubmittedAt(Instant.EPOCH)
        .build();
  }

  private void writeMixed(List<List<SpecificRecord>> batch) throws IOException {
    int longest = batch.stream().mapToInt(List::size).max().orElse(0);
    for (int i = 0; i < longest; i++) {
      for (List<SpecificRecord> episode : batch) {
        if (i < episode.size()) {
          SpecificRecord completion = episode.get(i);
          write(Topic.COMPLETIONS, Fields.text(completion, "prompt_id"), completion);
        }
      }
    }
  }

  private void write(Topic topic, String promptId, SpecificRecord record) throws IOException {
    int partition = Math.floorMod(promptId.hashCode(), partitions(topic));
    Path path = path(topic, partition);
    DataOutputStream file = files.get(path);
    if (file == null) {
      file = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(path)));
      files.put(path, file);
    }
    byte[] bytes = avro.serialize("", record);
    file.writeInt(bytes.length);
    file.write(bytes);
  }

  private Path path(Topic topic, int partition) {
    return folder.resolve(topic.shortName() + "-" + partition);
  }

  @Override
  public int partitions(Topic topic) {
    return topic.partitioning() == Partitioning.BY_PROMPT ? partitions : 1;
  }

  @Override
  public void read(Topic topic, int partition, Receiver receiver) {
    Path path = path(topic, partition);
    if (!Files.exists(path)) return;
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(path)))) {
      for (long offset = 0; ; offset++) {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        receiver.record(
            new Position(topic, partition, offset), (SpecificRecord) avro.deserialize("", bytes));
      }
    } catch (EOFException end) {
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean played(Position position) {
    return true;
  }
}
