package io.hone.models.llama;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.hone.models.ModelException;
import io.hone.models.torch.Autograd;
import io.hone.models.torch.Precision;
import io.hone.models.torch.Script;
import io.hone.models.torch.TorchRuntime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A model that learns: log-probabilities of answers, and gradients of weights or of an adapter.
 *
 * <p>{@link #forward} scores a rectangle of sequences and keeps what the way back needs; {@link
 * #backward} turns derivatives with respect to those scores into gradients, which add up until the
 * caller zeroes them. Sums run in a fixed order, so on CPU the same calls give the same bits.
 *
 * <p>For one thread at a time. Owns gradients and tables; weights and adapter belong to whoever
 * made them and must outlive it.
 */
public final class LlamaTraining implements AutoCloseable {
  /** Elements of the logits computed at a time, at most, unless one row has more. */
  private static final long LOGITS = 1L << 24;

  private final TorchRuntime runtime;
  private final LlamaLayout layout;
  private final Script script;
  private final NDManager owner;
  private final RopeTables tables;
  private final List<NDArray> parameters;
  private final List<NDArray> gradients;
  private final Script.Bound weights;
  private final Script.Bound adapterWeights;
  private final Script.Bound referenceWeights;
  private final Script.Bound weightGradients;
  private final Script.Bound adapterGradients;
  private final boolean learnsAdapter;
  private final boolean hasReferenceAdapter;
  private final int chunk;

  private LlamaTraining(
      TorchRuntime runtime,
      LlamaWeights base,
      @Nullable LoraAdapter adapter,
      @Nullable LoraAdapter reference,
      boolean fused) {
    if (base.precision() != Precision.F32) {
      throw ModelException.permanent(
          "Training needs weights in f32, got " + base.precision() + "; load them as f32.");
    }
    this.runtime = runtime;
    this.layout = base.layout();
    this.script =
        runtime.compile(
            adapter == null
                ? TrainingCode.of(layout, fused, List.of(), 1)
                : TrainingCode.of(layout, fused, adapter.projections(), adapter.scaling()));
    this.owner = runtime.manager().newSubManager();
    this.tables =
        RopeTables.of(
            layout.config(), layout.config().contextLength(), runtime, owner, Precision.F32);
    this.parameters = adapter == null ? base.tensors() : adapter.tensors();
    List<NDArray> zeros = new ArrayList<>();
    for (NDArray parameter : parameters) {
      zeros.add(runtime.zeros(owner, Precision.F32, parameter.getShape().getShape()));
    }
    this.gradients = List.copyOf(zeros);
    this.weights = Script.bind(base.tensors());
    this.adapterWeights = Script.bind(adapter == null ? List.of() : adapter.tensors());
    this.referenceWeights = Script.bind(reference == null ? List.of() : reference.tensors());
    this.learnsAdapter = adapter != null;
    this.hasReferenceAdapter = reference != null;
    // A frozen base collects no gradient; the script then reads this list's indices only.
    this.weightGradients = Script.bind(adapter == null ? gradients : base.tensors());
    this.adapterGradients = Script.bind(adapter == null ? List.of() : gradients);
    this.chunk = (int) Math.max(1, LOGITS / layout.config().vocabularySize());
  }

  /** All weights learn. */
  public static LlamaTraining full(TorchRuntime runtime, LlamaWeights weights) {
    return new LlamaTraining(runtime, weights, null, null, isCpu(runtime));
  }

  /** As {@link #full}, with attention as it is computed on devices without the fused kernel. */
  static LlamaTraining plainAttention(TorchRuntime runtime, LlamaWeights weights) {
    return new LlamaTraining(runtime, weights, null, null, false);
  }

  private static boolean isCpu(TorchRuntime runtime) {
    return runtime.manager().getDevice().getDeviceType().equals("cpu");
  }

  /**
   * The adapter learns, the base stays as it is.
   *
   * @param reference the adapter that the reference has, of the same projections, rank and scaling;
   *     empty if the reference is the base alone
   */
  public static LlamaTraining adapter(
      TorchRuntime runtime,
      LlamaWeights base,
      LoraAdapter adapter,
      Optional<LoraAdapter> reference) {
    reference.ifPresent(
        other -> {
          if (!other.config().targetModules().equals(adapter.config().targetModules())
              || other.scaling() != adapter.scaling()) {
            throw new IllegalArgumentException(
                "The reference's adapter is %s, the policy's %s; they must be alike."
                    .formatted(other.config(), adapter.config()));
          }
        });
    return new LlamaTraining(runtime, base, adapter, reference.orElse(null), isCpu(runtime));
  }

  /** Whose scores are asked for. */
  public enum Version {
    /** What learns. */
    POLICY,
    /**
     * What the policy began as: the base with the reference's adapter or with none. In full
     * fine-tuning there is none beside the policy; score before the first step instead.
     */
    REFERENCE
  }

  /** What of the activations stays in memory between {@link #forward} and {@link #backward}. */
  public enum Keep {
    /** Nothing: scores only, no way back. */
    NOTHING(TrainingCode.KEEP_NOTHING),
    /** The layers' inputs; everything else is computed again, layer by layer. */
    INPUTS(TrainingCode.KEEP_INPUTS),
    /** What the derivatives need. */
    ALL(TrainingCode.KEEP_ALL);

    private final long code;

    Keep(long code) {
      this.code = code;
    }
  }

  /**
   * Sequences of one length, padded on the right.
   *
   * @param ids (sequences * width) token ids, sequence by sequence; padding is any valid id
   * @param rows places in {@code ids} whose following token is scored, ascending
   * @param targets the token that follows each of {@code rows}
   */
  @SuppressWarnings("ArrayRecordComponent") // handed to torch at once, never compared
  public record Rectangle(int sequences, int width, long[] ids, long[] rows, long[] targets) {}

  /** Memory that a rectangle holds between forward and backward, in bytes; an estimate. */
  public long bytes(Rectangle rectangle, Keep keep) {
    var c = layout.config();
    long heads = c.heads() + 2L * c.keyValueHeads();
    long all = 2L * c.hiddenSize() + (2 * heads + c.heads()) * c.headSize();
    long perToken =
        switch (keep) {
          case NOTHING -> 0;
          case INPUTS -> c.hiddenSize();
          case ALL -> all + 2L * c.intermediateSize();
        };
    long head = keep == Keep.ALL ? rectangle.rows().length * (long) c.vocabularySize() : 0;
    return 4 * (rectangle.ids().length * perToken * c.layers() + head);
  }

  /** A rectangle on its way: scores, and what was kept. Close it. */
  public static final class Pass implements AutoCloseable {
    private final NDManager scope;
    private final Rectangle rectangle;
    private final List<NDArray> inputs;
    private final List<NDArray> kept;
    private final Keep keep;
    private final float[] scores;

    private Pass(
        NDManager scope,
        Rectangle rectangle,
        List<NDArray> inputs,
        List<NDArray> kept,
        Keep keep,
        float[] scores) {
      this.scope = scope;
      this.rectangle = rectangle;
      this.inputs = inputs;
      this.kept = kept;
      this.keep = keep;
      this.scores = scores;
    }

    /** Log-probabilities of the targets, one for each of the rectangle's rows. */
    public float[] scores() {
      return scores.clone();
    }

    public Rectangle rectangle() {
      return rectangle;
    }

    /** Whether {@link #backward} can follow. */
    public Keep keep() {
      return keep;
    }

    @Override
    public void close() {
      scope.close();
    }
  }

  /**
   * Scores a rectangle.
   *
   * @param keep nothing for the reference, which does not learn
   */
  public Pass forward(Rectangle rectangle, Version version, Keep keep) {
    boolean reference = version == Version.REFERENCE;
    if (reference && (!learnsAdapter || keep != Keep.NOTHING)) {
      throw new IllegalArgumentException(
          learnsAdapter
              ? "The reference does not learn: keep nothing of its pass."
              : "In full fine-tuning the reference is the policy before its first step.");
    }
    NDManager scope = runtime.manager().newSubManager();
    try (Autograd off = Autograd.off()) {
      int n = rectangle.rows().length;
      List<NDArray> inputs =
          List.of(
              scope.create(rectangle.ids(), new Shape(rectangle.sequences(), rectangle.width())),
              scope.create(rectangle.rows(), new Shape(n)),
              scope.create(rectangle.targets(), new Shape(n)));
      NDArray[] results =
          script.call(
              scope,
              "forward",
              inputs.get(0),
              inputs.get(1),
              inputs.get(2),
              weights,
              reference ? referenceWeights : adapterWeights,
              tables.cos(),
              tables.sin(),
              reference ? hasReferenceAdapter : learnsAdapter,
              keep.code,
              keep == Keep.ALL,
              chunk);
      float[] scores = runtime.floats(results[0]);
      results[0].close();
      List<NDArray> kept = Arrays.asList(results).subList(1, results.length);
      return new Pass(scope, rectangle, inputs, kept, keep, scores);
    } catch (RuntimeException e) {
      scope.close();
      throw e;
    }
  }

  /**
   * Adds to the gradients; what the pass kept is used up.
   *
   * @param slopes derivatives of the loss with respect to the pass's scores
   */
  public void backward(Pass pass, float[] slopes) {
    if (pass.keep == Keep.NOTHING) {
      throw new IllegalArgumentException("A pass that kept nothing has no way back.");
    }
    try (Autograd off = Autograd.off()) {
      script.call(
          pass.scope,
          "backward",
          pass.inputs.get(0),
          pass.inputs.get(1),
          pass.inputs.get(2),
          pass.scope.create(slopes, new Shape(slopes.length)),
          pass.kept,
          weights,
          adapterWeights,
          weightGradients,
          adapterGradients,
          tables.cos(),
          tables.sin(),
          pass.keep.code,
          pass.keep == Keep.ALL,
          chunk);
    }
  }

  /** What learns, in a fixed order. */
  public List<NDArray> parameters() {
    return parameters;
  }

  /** Gradients of {@link #parameters()}, in their order. */
  public List<NDArray> gradients() {
    return gradients;
  }

  public LlamaLayout layout() {
    return layout;
  }

  public TorchRuntime runtime() {
    return runtime;
  }

  @Override
  public void close() {
    weights.close();
    adapterWeights.close();
    referenceWeights.close();
    weightGradients.close();
    adapterGradients.close();
    script.close();
    owner.close();
  }
}
