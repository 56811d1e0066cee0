package io.hone.app.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.app.orders.Orders;
import io.hone.app.orders.VersionRules;
import io.hone.app.stack.Cluster;
import io.hone.app.web.Answer;
import io.hone.app.web.Refusal;
import io.hone.app.web.Request;
import io.hone.event.ControlCommand;
import io.hone.event.ControlKind;
import io.hone.schemas.versions.VersionBook;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** What a person orders; each becomes a record of the topic of control, with who and why. */
final class OrdersPart {
  private static final Set<String> CHOICES = Set.of("a", "b", "tie", "discard");
  private static final int MOST_LETTERS = 500;

  private final Map<String, Object> kafka;
  private final WatchedRun run;
  private final Letters letters;

  /**
   * @param kafka settings of clients and registry
   */
  OrdersPart(Map<String, Object> kafka, WatchedRun run, Letters letters) {
    this.kafka = kafka;
    this.run = run;
    this.letters = letters;
  }

  /** Pause, resume, promote or roll back. */
  Answer order(Request request) {
    JsonNode body = request.json();
    Orders.Giver giver = giver(body);
    String kind = Asked.text(body, "kind");
    return switch (kind) {
      case "pause" -> given(ControlKind.PAUSE, null, Map.of(), giver);
      case "resume" -> given(ControlKind.RESUME, null, Map.of(), giver);
      case "promote" -> promote(Asked.text(body, "version"), body, giver);
      case "rollback" -> rollback(giver);
      default ->
          throw Refusal.wrong(
              "kind is '%s': take pause, resume, promote or rollback"
                  .formatted(Words.beginning(kind, 100)));
    };
  }

  private Answer promote(String version, JsonNode body, Orders.Giver giver) {
    boolean force = body.path("force").asBoolean(false);
    Optional<VersionRules.Objection> objection =
        VersionRules.promote(versions(), version).filter(o -> !(o.forcible() && force));
    if (objection.isPresent()) throw refused(objection.get());
    Map<String, String> arguments = force ? Map.of("force", "true") : Map.of();
    return given(ControlKind.PROMOTE, version, arguments, giver);
  }

  /** Names the version, so that it is taken back once, however often this is ordered. */
  private Answer rollback(Orders.Giver giver) {
    VersionBook versions = versions();
    VersionRules.rollback(versions)
        .ifPresent(
            objection -> {
              throw refused(objection);
            });
    String promoted = versions.promoted().orElseThrow().getModel().getVersion();
    return given(ControlKind.ROLLBACK, promoted, Map.of(), giver);
  }

  private VersionBook versions() {
    return run.read(RunIndex.View::versions);
  }

  private static Refusal refused(VersionRules.Objection objection) {
    return new Refusal(409, objection.sentence());
  }

  /** A person's view of a pair. */
  Answer vote(Request request) {
    JsonNode body = request.json();
    Orders.Giver giver = giver(body);
    String pair = Asked.text(body, "pair_id");
    String choice = Asked.text(body, "choice");
    if (!CHOICES.contains(choice)) {
      throw Refusal.wrong(
          "choice is '%s': take a, b, tie or discard".formatted(Words.beginning(choice, 100)));
    }
    if (run.read(view -> view.pairs().find(pair)).isEmpty()) {
      throw new Refusal(404, "pair %s is not known here".formatted(Words.beginning(pair, 100)));
    }
    return given(ControlKind.VOTE, pair, Map.of(OrderIndex.CHOICE, choice), giver);
  }

  private static Orders.Giver giver(JsonNode body) {
    return new Orders.Giver(Asked.by(body), Asked.why(body));
  }

  private Answer given(
      ControlKind kind,
      @Nullable String target,
      Map<String, String> arguments,
      Orders.Giver giver) {
    ControlCommand order = give(kind, target, arguments, giver);
    return Answer.json(202, Json.object().put("command_id", order.getCommandId()));
  }

  private ControlCommand give(
      ControlKind kind,
      @Nullable String target,
      Map<String, String> arguments,
      Orders.Giver giver) {
    try (Cluster cluster = Cluster.connect(kafka)) {
      return new Orders(cluster, run.run()).give(kind, target, arguments, giver);
    } catch (KafkaException e) {
      throw new Refusal(503, "the order was not written: " + e.getMessage());
    }
  }

  /** A letter that is to be sent again, and what would become of it. */
  private record Resent(
      String id, Optional<ProducerRecord<byte[], byte[]>> record, Optional<String> refused) {}

  /** Dead letters, as they were or edited, to their topics again. */
  Answer resend(Request request) {
    JsonNode body = request.json();
    Orders.Giver giver = giver(body);
    JsonNode wanted = body.path("letters");
    if (!wanted.isArray() || wanted.isEmpty() || wanted.size() > MOST_LETTERS) {
      throw Refusal.wrong("letters must be a list of 1 to %d".formatted(MOST_LETTERS));
    }
    List<Resent> all = new ArrayList<>();
    for (JsonNode letter : wanted) all.add(resent(letter));
    boolean dry = body.path("dry_run").asBoolean(true);
    ObjectNode json = Json.object().put("dry_run", dry);
    List<Resent> able = all.stream().filter(each -> each.record().isPresent()).toList();
    if (!dry && !able.isEmpty()) json.put("command_id", write(able, giver));
    ArrayNode results = json.putArray("results");
    for (Resent each : all) {
      String would = each.record().map(record -> told(record, dry)).orElse(null);
      results
          .addObject()
          .put("id", each.id())
          .put(dry ? "would" : "written", would)
          .put("refused", each.refused().orElse(null));
    }
    return Answer.json(dry ? 200 : 202, json);
  }

  private Resent resent(JsonNode letter) {
    String id = Asked.text(letter, "id");
    try {
      var position =
          LetterIndex.position(id)
              .orElseThrow(() -> Refusal.wrong("an id is like 0-17: partition and offset"));
      JsonNode edited = letter.path("json");
      ProducerRecord<byte[], byte[]> record =
          letters.again(letters.read(position), edited.isObject() ? edited : null);
      return new Resent(id, Optional.of(record), Optional.empty());
    } catch (Refusal e) {
      return new Resent(id, Optional.empty(), Optional.ofNullable(e.getMessage()));
    }
  }

  private static String told(ProducerRecord<byte[], byte[]> record, boolean dry) {
    return "%sto %s, %d bytes"
        .formatted(dry ? "be written " : "", record.topic(), record.value().length);
  }

  /** The order first: a record that is there twice is told by it, one that is lost is, too. */
  private String write(List<Resent> able, Orders.Giver giver) {
    String ids = able.stream().map(Resent::id).collect(Collectors.joining(","));
    String order =
        give(ControlKind.RESEND, null, Map.of(OrderIndex.LETTERS, ids), giver).getCommandId();
    Map<String, Object> settings = Cluster.durable(kafka);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      List<Future<?>> sent = new ArrayList<>();
      for (Resent each : able) {
        ProducerRecord<byte[], byte[]> record = each.record().orElseThrow();
        record.headers().add(Letters.HEADER, order.getBytes(StandardCharsets.UTF_8));
        sent.add(producer.send(record));
      }
      for (Future<?> one : sent) one.get();
      return order;
    } catch (ExecutionException | KafkaException e) {
      throw new Refusal(
          503,
          "order %s is recorded, but not every record was written: send them again (%s)"
              .formatted(order, e.getMessage()));
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
