package io.hone.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.app.config.Config;
import io.hone.app.records.AvroJson;
import io.hone.app.records.RunReader;
import io.hone.app.stack.Cluster;
import io.hone.schemas.catalog.Namespace;
import io.hone.streams.account.Search;
import io.hone.streams.account.Story;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code hone explain}: the whole story of an episode. */
@Command(
    name = "explain",
    description = {
      "Tell the whole story of an episode: its prompt, responses with scores and lengths, judgements, verdicts, why there is this pair or none, what failed, by which versions, and where each record stands.",
      "Texts are shown as texts: control characters appear by their numbers."
    },
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Mixin private RunOptions options;
  @Mixin private Output output;

  @Parameters(
      paramLabel = "ID",
      description =
          "Of a prompt, call, response, judgement, verdict or pair; or its beginning, of 8"
              + " characters or more.")
  private String id;

  @Override
  public Integer call() {
    Config config = options.config();
    Namespace namespace = RunOptions.run(config);
    Search.Found found;
    Story story;
    try (Cluster cluster = Cluster.connect(options.settings(config));
        RunReader reader = RunReader.open(cluster, namespace)) {
      found = Search.find(id, reader);
      story = Story.of(found.promptId(), namespace, reader);
    }
    if (output.isJson()) output.json(json(namespace, found, story));
    else new StoryText(output, found, story).print();
    return 0;
  }

  /** The records in Avro's JSON encoding, as {@code topics read} prints them. */
  private ObjectNode json(Namespace namespace, Search.Found found, Story story) {
    ObjectNode json = JSON.createObjectNode();
    json.put("run", namespace.run()).put("kind", found.kind()).put("id", found.id());
    json.put("prompt_id", found.promptId());
    ObjectNode scores = json.putObject("scores");
    story
        .responses()
        .forEach(
            response ->
                story
                    .score(response.value().getResponseId())
                    .ifPresent(score -> scores.put(response.value().getResponseId(), score)));
    ObjectNode battles = json.putObject("battles");
    story
        .battles()
        .forEach(
            (judgement, battle) ->
                battles
                    .putObject(judgement)
                    .put("won", battle.won())
                    .put("lost", battle.lost())
                    .put("undecided", battle.undecided()));
    ArrayNode records = json.putArray("records");
    for (Story.Told told : story.told()) {
      ObjectNode record =
          records
              .addObject()
              .put("topic", told.position().topic().shortName())
              .put("partition", told.position().partition())
              .put("offset", told.position().offset());
      try {
        record.set("value", JSON.readTree(AvroJson.of(told.value())));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("Avro's JSON is no JSON", e);
      }
    }
    return json;
  }
}
