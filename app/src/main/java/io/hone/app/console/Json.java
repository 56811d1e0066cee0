package io.hone.app.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.streams.statistics.Derived;
import io.hone.streams.statistics.Distribution;
import io.hone.streams.statistics.Figures;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Pieces of JSON that several answers have. What is not known is null. */
final class Json {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Json() {}

  static ObjectNode object() {
    return NODES.objectNode();
  }

  static ArrayNode array(Stream<? extends JsonNode> of) {
    ArrayNode array = NODES.arrayNode();
    of.forEach(array::add);
    return array;
  }

  static ArrayNode texts(Stream<String> of) {
    ArrayNode array = NODES.arrayNode();
    of.forEach(array::add);
    return array;
  }

  static ObjectNode counts(Map<String, Long> counts) {
    ObjectNode json = object();
    counts.forEach(json::put);
    return json;
  }

  /** A number, or null if it is none. */
  static JsonNode number(@Nullable Double value) {
    return value == null || !Double.isFinite(value) ? NullNode.instance : NODES.numberNode(value);
  }

  /** A number in the shortest form that a float has, or null if it is none. */
  static JsonNode number(float value) {
    return Float.isFinite(value) ? NODES.numberNode(value) : NullNode.instance;
  }

  /** Figures with what follows from them. */
  static ObjectNode figures(Figures figures) {
    ObjectNode json = object();
    json.set("counts", counts(figures.counts()));
    ObjectNode sums = json.putObject("sums");
    figures.sums().forEach((name, sum) -> sums.set(name, number(sum)));
    ObjectNode moments = json.putObject("moments");
    figures.distributions().forEach((name, values) -> moments.set(name, moments(values)));
    ObjectNode derived = json.putObject("derived");
    Derived.of(figures).forEach(derived::put);
    return json;
  }

  private static ObjectNode moments(Distribution values) {
    ObjectNode json = object().put("count", values.count());
    json.set("mean", number(values.mean()));
    json.set("variance", number(values.variance()));
    json.set("min", number(values.min()));
    json.set("max", number(values.max()));
    json.set("p50", number(values.quantile(0.5)));
    json.set("p95", number(values.quantile(0.95)));
    ArrayNode bounds = json.putArray("bounds");
    ArrayNode buckets = json.putArray("buckets");
    long beyond = 0;
    for (Map.Entry<Double, Long> bucket : values.buckets().entrySet()) {
      if (bucket.getKey().isInfinite()) {
        beyond += bucket.getValue();
      } else {
        bounds.add(bucket.getKey());
        buckets.add(bucket.getValue());
      }
    }
    buckets.add(beyond);
    return json;
  }
}
