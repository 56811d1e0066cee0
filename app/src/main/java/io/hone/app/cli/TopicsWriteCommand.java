package io.hone.app.cli;

import io.hone.app.records.AvroJson;
import io.hone.app.stack.Cluster;
import io.hone.schemas.catalog.Topic;
import io.hone.schemas.serde.ValueSerdes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hone topics write}: records into a topic of the catalogue, from JSON lines. */
@Command(
    name = "write",
    description = {
      "Write records into a topic of the catalogue: one JSON object a line, in Avro's JSON encoding.",
      "Every line is checked against the topic's contract before the first is written."
    },
    mixinStandardHelpOptions = true)
final class TopicsWriteCommand implements Callable<Integer> {
  @Mixin private ClusterOptions clusterOptions;
  @Mixin private Output output;

  @Parameters(
      index = "0",
      paramLabel = "TOPIC",
      description = "Full name of the topic, e.g. hone.main.prompts.")
  private String topic;

  @Parameters(
      index = "1",
      paramLabel = "FILE",
      description = "The JSON lines; - for standard input.")
  private String file;

  @Option(
      names = "--key",
      defaultValue = "",
      paramLabel = "FIELD",
      description =
          "The field that becomes the record's key; the contract's first field if not given.")
  private String keyField;

  @Override
  public Integer call() throws Exception {
    Schema schema = schema();
    List<GenericRecord> records = parse(schema);
    Map<String, Object> settings = clusterOptions.settings();
    String key = keyField.isEmpty() ? schema.getFields().getFirst().name() : keyField;
    if (schema.getField(key) == null) {
      throw new UserError("--key " + key + " is not a field of " + schema.getName());
    }
    try (Cluster cluster = Cluster.connect(settings);
        Serializer<Object> values = ValueSerdes.serializer(settings);
        KafkaProducer<String, Object> producer = producer(cluster.settings(), values)) {
      cluster.requireTopic(topic);
      List<Future<?>> sent = new ArrayList<>();
      for (GenericRecord record : records) {
        sent.add(
            producer.send(new ProducerRecord<>(topic, String.valueOf(record.get(key)), record)));
      }
      for (Future<?> future : sent) future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException k) throw k;
      throw e;
    }
    if (output.isJson()) output.out().printf("{\"written\": %d}%n", records.size());
    else output.out().printf("%d records written to %s%n", records.size(), topic);
    output.out().flush();
    return 0;
  }

  private Schema schema() {
    String[] parts = topic.split("\\.", 3);
    return parts.length < 3 || !parts[0].equals("hone")
        ? unknown()
        : Topic.named(parts[2]).map(Topic::value).orElseGet(this::unknown);
  }

  private Schema unknown() {
    throw new UserError(
        "topic '"
            + topic
            + "' is not in the catalogue: write to one of docs/reference/topics.md, as"
            + " hone.<run>.<topic>");
  }

  private List<GenericRecord> parse(Schema schema) throws IOException {
    List<GenericRecord> records = new ArrayList<>();
    int number = 0;
    for (String line : lines()) {
      number++;
      if (line.isBlank()) continue;
      try {
        records.add(AvroJson.parse(schema, line));
      } catch (IOException e) {
        throw new UserError(
            "line %d of %s is not a %s (%s): nothing was written"
                .formatted(number, file, schema.getName(), e.getMessage()),
            e);
      }
    }
    return records;
  }

  private List<String> lines() throws IOException {
    if (!file.equals("-")) {
      Path path = InputFile.required(file);
      try {
        return Files.readAllLines(path);
      } catch (CharacterCodingException e) {
        throw new UserError(file + " is not UTF-8 text: nothing was written", e);
      }
    }
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      return in.lines().toList();
    }
  }

  private static KafkaProducer<String, Object> producer(
      Map<String, Object> settings, Serializer<Object> values) {
    return new KafkaProducer<>(Cluster.durable(settings), new StringSerializer(), values);
  }
}
