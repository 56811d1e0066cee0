package io.hone.models.decode;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.hone.models.ModelException;
import io.hone.models.Sampling;
import io.hone.models.llama.CacheLayout;
import io.hone.models.llama.DecodeCode;
import io.hone.models.llama.LlamaWeights;
import io.hone.models.llama.LoraWeights;
import io.hone.models.llama.RopeTables;
import io.hone.models.torch.Autograd;
import io.hone.models.torch.Script;
import io.hone.models.torch.TorchRuntime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Draws up one step, runs it and hands the tokens out. In a step of N tokens the running sequences
 * come first, one token each, lane by lane; then pieces of the prefixes that are being computed.
 * Runs of one adapter are ranges. For the decode thread.
 */
final class Stepper implements AutoCloseable {
  /** How many of the most likely tokens are sorted for top-p before all are. */
  private static final int SORTED = 1024;

  private final TorchRuntime runtime;
  private final Script script;
  private final RopeTables rope;
  private final int prefillTokens;
  private final int vocabulary;
  private final int groups;
  private final DecodeStatistics.Counter counter;
  private List<LoraWeights> boundAdapters = List.of();
  private Script.Bound adapters = Script.bind(List.of());

  /** Told of every sample that has ended, higher rows first. */
  interface Leaver {
    void leave(Lane lane, int row);
  }

  Stepper(
      TorchRuntime runtime,
      Script script,
      RopeTables rope,
      int prefillTokens,
      int vocabulary,
      int groups,
      DecodeStatistics.Counter counter) {
    this.runtime = runtime;
    this.script = script;
    this.rope = rope;
    this.prefillTokens = prefillTokens;
    this.vocabulary = vocabulary;
    this.groups = groups;
    this.counter = counter;
  }

  /** A piece of a prefix: {@code count} tokens from {@code prefix.ready()} on. */
  private record Piece(Prefix<Version, NDArray> prefix, int count) {}

  /** One step for the lanes of these weights and the first of the prefixes to compute. */
  void run(
      LlamaWeights weights,
      List<Lane> lanes,
      Deque<Prefix<Version, NDArray>> filling,
      Leaver leaver) {
    List<Lane> ordered = new ArrayList<>(lanes);
    ordered.sort(Comparator.comparing(lane -> lane.version().name()));
    List<Piece> pieces = pieces(weights, filling);
    Batch batch = new Batch();
    ordered.forEach(batch::lane);
    pieces.forEach(batch::piece);
    long begin = System.nanoTime();
    try (NDManager scope = runtime.manager().newSubManager();
        Autograd off = Autograd.off()) {
      NDArray tokens = scope.create(batch.tokens(), new Shape(4, batch.tokenCount()));
      Script.Bound lora = adapters(batch.adapters);
      long[] segments = longs(batch.segments);
      long[] ranges = longs(batch.ranges);
      if (batch.rows == 0) {
        script.call(
            scope,
            "step",
            tokens,
            segments,
            ranges,
            batch.caches,
            weights.bound(),
            lora,
            rope.cos(),
            rope.sin());
        counter.step(0, batch.tokenCount(), System.nanoTime() - begin);
        pieces.forEach(piece -> computed(piece, filling));
        return;
      }
      NDArray settings = scope.create(batch.settings(ordered), new Shape(batch.rows, 4));
      NDArray[] drawn =
          script.call(
              scope,
              "next",
              tokens,
              settings,
              batch.most,
              batch.scores,
              segments,
              ranges,
              batch.caches,
              weights.bound(),
              lora,
              rope.cos(),
              rope.sin());
      long[] ids = drawn[0].toLongArray();
      double[] scores = batch.scores ? drawn[1].toDoubleArray() : new double[batch.rows];
      counter.step(batch.rows, batch.tokenCount() - batch.rows, System.nanoTime() - begin);
      pieces.forEach(piece -> computed(piece, filling));
      handOut(ordered, ids, scores, leaver);
    }
  }

  private List<Piece> pieces(LlamaWeights weights, Deque<Prefix<Version, NDArray>> filling) {
    List<Piece> pieces = new ArrayList<>();
    int left = prefillTokens;
    for (Prefix<Version, NDArray> prefix : filling) {
      if (left > 0 && prefix.version().weights() == weights) {
        int count = Math.min(left, prefix.length() - prefix.ready());
        pieces.add(new Piece(prefix, count));
        left -= count;
      }
    }
    pieces.sort(Comparator.comparing(piece -> piece.prefix().version().name()));
    return pieces;
  }

  private static void computed(Piece piece, Deque<Prefix<Version, NDArray>> filling) {
    piece.prefix().advance(piece.count());
    if (piece.prefix().complete()) {
      filling.remove(piece.prefix());
    }
  }

  private static void handOut(List<Lane> lanes, long[] ids, double[] scores, Leaver leaver) {
    int first = 0;
    for (Lane lane : lanes) {
      int rows = lane.rows().size();
      for (int row = rows - 1; row >= 0; row--) {
        Sequence sequence = lane.rows().get(row);
        long id = ids[first + row];
        if (id < 0) {
          lane.spoil();
          sequence.ticket().fail(notNumbers(lane.version()));
        } else if (sequence.accept((int) id, scores[first + row])) {
          leaver.leave(lane, row);
        }
      }
      first += rows;
    }
  }

  private static ModelException notNumbers(Version version) {
    return ModelException.permanent(
        "Version "
            + version.name()
            + " gives logits that are not numbers; its weights are damaged or its training"
            + " diverged: unload it.");
  }

  private Script.Bound adapters(List<LoraWeights> used) {
    if (!used.equals(boundAdapters)) {
      adapters.close();
      adapters = Script.bind(used.stream().flatMap(each -> each.tensors().stream()).toList());
      boundAdapters = List.copyOf(used);
    }
    return adapters;
  }

  /** Lets go of the adapters of the last step, so that one of them may be freed. */
  void unbind() {
    adapters.close();
    adapters = Script.bind(List.of());
    boundAdapters = List.of();
  }

  private static long[] longs(List<Integer> numbers) {
    return numbers.stream().mapToLong(Integer::longValue).toArray();
  }

  @Override
  public void close() {
    adapters.close();
  }

  /** One step, as the script takes it. */
  private final class Batch {
    private final List<Integer> ids = new ArrayList<>();
    private final List<Integer> positions = new ArrayList<>();
    private final List<Long> places = new ArrayList<>();
    private final List<Integer> strides = new ArrayList<>();
    private final List<Integer> segments = new ArrayList<>();
    private final List<Integer> ranges = new ArrayList<>();
    private final List<NDArray> caches = new ArrayList<>();
    private final List<LoraWeights> adapters = new ArrayList<>();
    private int rows;
    private int most;
    private boolean scores;

    void lane(Lane lane) {
      range(lane.version().adapter(), lane.rows().size());
      segment(DecodeCode.NEXT, lane.rows().size(), lane.cache(), lane.seen());
      for (int row = 0; row < lane.rows().size(); row++) {
        Sequence sequence = lane.rows().get(row);
        int position = sequence.position();
        ids.add(sequence.next());
        positions.add(position);
        places.add(CacheLayout.place(lane.capacity(), groups, lane.keys(), row, position));
        strides.add(CacheLayout.stride(lane.capacity(), lane.keys(), position));
        Sampling sampling = sequence.ticket().sampling();
        scores |= sampling.logProbabilities();
        if (sampling.temperature() > 0 && (sampling.topK() > 0 || sampling.topP() < 1)) {
          int wanted = sampling.topK() > 0 ? sampling.topK() : SORTED;
          most = Math.max(most, Math.min(wanted, vocabulary));
        }
      }
      rows += lane.rows().size();
    }

    void piece(Piece piece) {
      Prefix<Version, NDArray> prefix = piece.prefix();
      range(prefix.version().adapter(), piece.count());
      int end = prefix.ready() + piece.count();
      segment(DecodeCode.PREFILL, piece.count(), prefix.cache(), end);
      for (int at = prefix.ready(); at < end; at++) {
        ids.add(prefix.tokens()[at]);
        positions.add(at);
      }
    }

    private void segment(int kind, int count, NDArray cache, int keys) {
      segments.addAll(List.of(kind, count, caches.size(), 0, keys));
      caches.add(cache);
    }

    private void range(@Nullable LoraWeights adapter, int count) {
      if (adapter == null) {
        return;
      }
      if (!adapters.contains(adapter)) {
        adapters.add(adapter);
      }
      int index = adapters.indexOf(adapter);
      int last = ranges.size() - DecodeCode.RANGE;
      if (last >= 0
          && Objects.equals(ranges.get(last + 2), index)
          && ranges.get(last) + ranges.get(last + 1) == ids.size()) {
        ranges.set(last + 1, ranges.get(last + 1) + count);
      } else {
        ranges.addAll(List.of(ids.size(), count, index));
      }
    }

    int tokenCount() {
      return ids.size();
    }

    long[] tokens() {
      int count = ids.size();
      long[] tokens = new long[4 * count];
      for (int i = 0; i < count; i++) {
        tokens[i] = ids.get(i);
        tokens[count + i] = positions.get(i);
      }
      for (int i = 0; i < places.size(); i++) {
        tokens[2 * count + i] = places.get(i);
        tokens[3 * count + i] = strides.get(i);
      }
      return tokens;
    }

    /** Temperature, top-k, top-p and a uniform number of each row. */
    double[] settings(List<Lane> lanes) {
      double[] values = new double[rows * 4];
      int at = 0;
      for (Lane lane : lanes) {
        for (Sequence sequence : lane.rows()) {
          Sampling sampling = sequence.ticket().sampling();
          values[at++] = sampling.temperature();
          values[at++] = sampling.topK();
          values[at++] = sampling.topP();
          values[at++] = sequence.uniform();
        }
      }
      return values;
    }
  }
}
