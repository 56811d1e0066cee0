package io.hone.models.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.hone.models.ModelException;
import io.hone.models.file.SafetensorsReader;
import io.hone.models.file.SafetensorsWriter;
import io.hone.models.file.SafetensorsWriter.TensorSource;
import io.hone.models.file.Tensors;
import io.hone.models.llama.LoraAdapter;
import io.hone.models.torch.Autograd;
import io.hone.models.torch.Precision;
import io.hone.models.torch.Script;
import io.hone.models.torch.TorchRuntime;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * AdamW (arXiv 1711.05101, algorithm 2) with clipping by the global norm. Matrices decay, vectors
 * (norms, biases) do not.
 *
 * <p>Owns its two moments; parameters and gradients belong to the model.
 */
public final class AdamW implements AutoCloseable {
  /**
   * @param beta1 decay of the mean of gradients
   * @param beta2 decay of the mean of their squares
   * @param epsilon added to the root of the latter
   * @param weightDecay per unit of learning rate
   * @param clip the largest global norm of gradients; larger ones are scaled down to it
   */
  public record Settings(
      double beta1, double beta2, double epsilon, double weightDecay, double clip) {

    /** The usual: 0.9, 0.999, 1e-8, no decay, clipped at 1. */
    public static final Settings DEFAULT = new Settings(0.9, 0.999, 1e-8, 0, 1);

    public Settings {
      require(beta1 >= 0 && beta1 < 1, "beta1", beta1, "in [0, 1)");
      require(beta2 >= 0 && beta2 < 1, "beta2", beta2, "in [0, 1)");
      require(epsilon > 0, "epsilon", epsilon, "above 0");
      require(weightDecay >= 0, "weight decay", weightDecay, "0 or more");
      require(clip > 0, "gradient clip", clip, "above 0");
    }

    private static void require(boolean holds, String name, double value, String allowed) {
      if (!holds) {
        throw new IllegalArgumentException(
            "%s must be %s, got %s.".formatted(name, allowed, value));
      }
    }
  }

  private static final String METHODS =
      """
      def norm(self, grads: List[Tensor]) -> Tensor:
        return torch.linalg_vector_norm(torch.stack(torch._foreach_norm(grads, 2)))
      def copy(self, target: Tensor, source: Tensor) -> Tensor:
        return torch.copy_(target, source)
      def zero(self, grads: List[Tensor]) -> Tensor:
        torch._foreach_zero_(grads)
        return grads[0]
      def update(self, params: List[Tensor], grads: List[Tensor], first: List[Tensor], second: List[Tensor], steps: List[Tensor], divide: Tensor, rate: float, beta1: float, beta2: float, decay: float, epsilon: float) -> Tensor:
        torch._fused_adamw_(params, grads, first, second, annotate(List[Tensor], []), steps, lr=rate, beta1=beta1, beta2=beta2, weight_decay=decay, eps=epsilon, amsgrad=False, maximize=False, grad_scale=divide, found_inf=None)
        return divide
      """;

  private final TorchRuntime runtime;
  private final Settings settings;
  private final Script script;
  private final NDManager owner;
  private final List<NDArray> gradients;
  private final List<NDArray> first = new ArrayList<>();
  private final List<NDArray> second = new ArrayList<>();
  private final List<Group> groups = new ArrayList<>();
  private final Script.Bound allGradients;
  private final Script.Bound allParameters;

  /** Parameters that are treated alike. */
  private record Group(
      boolean decays,
      Script.Bound parameters,
      Script.Bound gradients,
      Script.Bound first,
      Script.Bound second,
      int size) {
    void close() {
      parameters.close();
      gradients.close();
      first.close();
      second.close();
    }
  }

  AdamW(
      TorchRuntime runtime, Settings settings, List<NDArray> parameters, List<NDArray> gradients) {
    this.runtime = runtime;
    this.settings = settings;
    this.script = runtime.compile(METHODS);
    this.owner = runtime.manager().newSubManager();
    this.gradients = gradients;
    for (NDArray parameter : parameters) {
      first.add(runtime.zeros(owner, Precision.F32, parameter.getShape().getShape()));
      second.add(runtime.zeros(owner, Precision.F32, parameter.getShape().getShape()));
    }
    group(parameters, true);
    group(parameters, false);
    this.allGradients = Script.bind(gradients);
    this.allParameters = Script.bind(parameters);
  }

  private void group(List<NDArray> parameters, boolean matrices) {
    List<Integer> members = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      if ((parameters.get(i).getShape().dimension() > 1) == matrices) {
        members.add(i);
      }
    }
    if (!members.isEmpty()) {
      groups.add(
          new Group(
              matrices,
              Script.bind(members.stream().map(parameters::get).toList()),
              Script.bind(members.stream().map(gradients::get).toList()),
              Script.bind(members.stream().map(first::get).toList()),
              Script.bind(members.stream().map(second::get).toList()),
              members.size()));
    }
  }

  /** The norm of all gradients as one vector. */
  double gradientNorm() {
    return norm(allGradients);
  }

  /** The norm of all parameters as one vector; not finite as soon as one of them is not. */
  double parameterNorm() {
    return norm(allParameters);
  }

  private double norm(Script.Bound tensors) {
    try (NDManager scope = runtime.manager().newSubManager();
        Autograd off = Autograd.off()) {
      return runtime.floats(script.one(scope, "norm", tensors))[0];
    }
  }

  /**
   * Moves the parameters; uses up the gradients.
   *
   * @param step from 1
   * @param norm of the gradients, finite
   */
  void update(long step, double rate, double norm) {
    try (NDManager scope = runtime.manager().newSubManager();
        Autograd off = Autograd.off()) {
      float divide = (float) Math.max(1, norm / settings.clip());
      NDArray scale = runtime.of(scope, new float[] {divide});
      NDArray count = runtime.of(scope, new float[] {step});
      for (Group group : groups) {
        script.call(
            scope,
            "update",
            group.parameters(),
            group.gradients(),
            group.first(),
            group.second(),
            Collections.nCopies(group.size(), count),
            scale,
            rate,
            settings.beta1(),
            settings.beta2(),
            group.decays() ? settings.weightDecay() : 0.0,
            settings.epsilon());
      }
    }
    zeroGradients();
  }

  void zeroGradients() {
    try (NDManager scope = runtime.manager().newSubManager();
        Autograd off = Autograd.off()) {
      script.call(scope, "zero", allGradients);
    }
  }

  /** Writes both moments into a new file. */
  void save(Path file) throws IOException {
    LinkedHashMap<String, TensorSource> sources = new LinkedHashMap<>();
    for (int i = 0; i < first.size(); i++) {
      sources.put("first." + i, LoraAdapter.source(runtime, first.get(i)));
      sources.put("second." + i, LoraAdapter.source(runtime, second.get(i)));
    }
    SafetensorsWriter.write(file, sources, Map.of());
  }

  /** Takes both moments out of a file that {@link #save} wrote for the same parameters. */
  void restore(Path file) {
    try (Tensors tensors = SafetensorsReader.open(file)) {
      for (int i = 0; i < first.size(); i++) {
        copy(tensors, "first." + i, first.get(i));
        copy(tensors, "second." + i, second.get(i));
      }
    }
  }

  private void copy(Tensors tensors, String name, NDArray target) {
    long[] shape = target.getShape().getShape();
    if (!tensors.names().contains(name) || !Arrays.equals(tensors.shape(name), shape)) {
      throw ModelException.permanent(
          "The checkpoint's optimizer has no %s of shape %s: it is another model's."
              .formatted(name, Arrays.toString(shape)));
    }
    float[] values = new float[Math.toIntExact(target.getShape().size())];
    tensors.copyTo(name, FloatBuffer.wrap(values));
    try (NDManager scope = runtime.manager().newSubManager();
        Autograd off = Autograd.off()) {
      script.call(scope, "copy", target, runtime.of(scope, values, shape));
    }
  }

  @Override
  public void close() {
    groups.forEach(Group::close);
    allGradients.close();
    allParameters.close();
    script.close();
    owner.close();
  }
}
