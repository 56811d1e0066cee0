package io.hone.models.llama;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.hone.models.ModelException;
import io.hone.models.file.AdapterConfig;
import io.hone.models.file.AdapterFolder;
import io.hone.models.file.Dtype;
import io.hone.models.file.SafetensorsWriter;
import io.hone.models.file.SafetensorsWriter.TensorSource;
import io.hone.models.torch.Autograd;
import io.hone.models.torch.Script;
import io.hone.models.torch.TorchRuntime;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * An adapter that learns (LoRA, arXiv 2106.09685): for each layer and each adapted projection A (r,
 * in) and B (out, r) as they stand in PEFT's files, scaling apart. {@link LoraWeights} is the form
 * for decoding.
 *
 * <p>Owns its tensors.
 */
public final class LoraAdapter implements AutoCloseable {
  private static final String WEIGHTS = "adapter_model.safetensors";
  private static final String A_WEIGHT = ".lora_A.weight";
  private static final String B_WEIGHT = ".lora_B.weight";

  private final TorchRuntime runtime;
  private final LlamaLayout layout;
  private final AdapterConfig config;
  private final NDManager owner;
  private final List<Place> places;
  private final List<NDArray> tensors;

  /** Where a projection lies: rows {@code at} to {@code at + rows} of one of the fused weights. */
  private record Place(String name, int slot, long at, long rows, long columns) {}

  private LoraAdapter(
      TorchRuntime runtime, LlamaLayout layout, AdapterConfig config, IntFunction<Values> values) {
    this.runtime = runtime;
    this.layout = layout;
    this.config = config;
    this.places = places(layout, config.targetModules());
    this.owner = runtime.manager().newSubManager();
    List<NDArray> made = new ArrayList<>();
    try {
      for (int i = 0; i < places.size(); i++) {
        Values value = values.apply(i);
        Place place = places.get(i);
        made.add(runtime.of(owner, value.a(), config.rank(), place.columns()));
        made.add(runtime.of(owner, value.b(), place.rows(), config.rank()));
      }
    } catch (RuntimeException e) {
      owner.close();
      throw e;
    }
    this.tensors = List.copyOf(made);
  }

  @SuppressWarnings("ArrayRecordComponent") // lives for a few lines
  private record Values(float[] a, float[] b) {}

  private static List<Place> places(LlamaLayout layout, List<String> projections) {
    List<Place> places = new ArrayList<>();
    for (int l = 0; l < layout.config().layers(); l++) {
      for (String projection : projections) {
        places.add(place(layout, l, projection));
      }
    }
    return List.copyOf(places);
  }

  private static Place place(LlamaLayout layout, int layer, String projection) {
    for (int i = layout.layer(layer); i < layout.layer(layer + 1); i++) {
      LlamaLayout.Slot slot = layout.slots().get(i);
      long at = 0;
      for (LlamaLayout.Part part : slot.parts()) {
        if (part.name().endsWith("." + projection + ".weight")) {
          String module = part.name().substring(0, part.name().length() - ".weight".length());
          return new Place("base_model.model." + module, i, at, part.rows(), slot.columns());
        }
        at += part.rows();
      }
    }
    throw ModelException.permanent(
        "The model has no projection \"%s\"; adaptable are %s."
            .formatted(projection, AdapterConfig.MODULES));
  }

  /**
   * A new adapter, which changes nothing yet: A uniform in +-1/sqrt(in), as PEFT draws it, B zero.
   *
   * @param seed same seed, same adapter
   */
  public static LoraAdapter create(
      TorchRuntime runtime, LlamaLayout layout, AdapterConfig config, long seed) {
    List<Place> places = places(layout, config.targetModules());
    Random random = new Random(seed);
    return new LoraAdapter(
        runtime,
        layout,
        config,
        i -> {
          Place place = places.get(i);
          float[] a = new float[Math.toIntExact(config.rank() * place.columns())];
          double bound = 1 / Math.sqrt((double) place.columns());
          for (int j = 0; j < a.length; j++) {
            a[j] = (float) (bound * (2 * random.nextDouble() - 1));
          }
          return new Values(a, new float[Math.toIntExact(place.rows() * config.rank())]);
        });
  }

  /** An adapter as a folder has it. */
  public static LoraAdapter load(TorchRuntime runtime, LlamaLayout layout, AdapterFolder folder) {
    List<Place> places = places(layout, folder.config().targetModules());
    return new LoraAdapter(
        runtime,
        layout,
        folder.config(),
        i ->
            new Values(
                read(folder, places.get(i).name() + A_WEIGHT),
                read(folder, places.get(i).name() + B_WEIGHT)));
  }

  private static float[] read(AdapterFolder folder, String name) {
    long[] shape = folder.tensors().shape(name);
    float[] values = new float[Math.toIntExact(shape[0] * shape[1])];
    folder.tensors().copyTo(name, FloatBuffer.wrap(values));
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw ModelException.permanent(
            "Tensor %s of %s holds %s at element %d; its training diverged: use another version."
                .formatted(name, folder.path(), values[i], i));
      }
    }
    return values;
  }

  /**
   * Writes {@code adapter_config.json} and {@code adapter_model.safetensors}, as PEFT does.
   *
   * @throws IOException if they exist or the disk is full
   */
  public void save(Path folder) throws IOException {
    LinkedHashMap<String, TensorSource> sources = new LinkedHashMap<>();
    List<String> names = names();
    for (int i = 0; i < names.size(); i++) {
      sources.put(names.get(i), source(runtime, tensors.get(i)));
    }
    config.write(folder);
    SafetensorsWriter.write(folder.resolve(WEIGHTS), sources, Map.of("format", "pt"));
  }

  /** A tensor to be written as f32, piece by piece. */
  public static TensorSource source(TorchRuntime runtime, NDArray tensor) {
    return new TensorSource(
        Dtype.F32,
        tensor.getShape().getShape(),
        sink -> {
          try {
            runtime.read(
                tensor,
                piece -> {
                  try {
                    SafetensorsWriter.writeFloats(sink, piece);
                  } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                });
          } catch (java.io.UncheckedIOException e) {
            throw e.getCause();
          }
        });
  }

  /** Adds the adapter's product to the base, which then answers as base and adapter did. */
  public void mergeInto(LlamaWeights base) {
    add(base, config.scaling());
  }

  /** Takes the adapter's product out of the base again, up to rounding. */
  public void unmergeFrom(LlamaWeights base) {
    add(base, -config.scaling());
  }

  private void add(LlamaWeights base, double scaling) {
    String method =
        """
        def merge(self, w: Tensor, a: Tensor, b: Tensor, at: int, scaling: float) -> Tensor:
          return torch.addmm_(torch.narrow(w, 0, at, torch.size(b, 0)), b, a, beta=1, alpha=scaling)
        """;
    try (Script script = runtime.compile(method);
        NDManager scope = runtime.manager().newSubManager();
        Autograd off = Autograd.off()) {
      for (int i = 0; i < places.size(); i++) {
        Place place = places.get(i);
        NDArray weight = base.tensors().get(place.slot());
        script.call(
            scope,
            "merge",
            weight,
            tensors.get(2 * i),
            tensors.get(2 * i + 1),
            place.at(),
            scaling);
      }
    }
  }

  public AdapterConfig config() {
    return config;
  }

  public LlamaLayout layout() {
    return layout;
  }

  /** Adapted projections in the order of the tensors, such as {@code q_proj}. */
  public List<String> projections() {
    return config.targetModules();
  }

  /** What the product of B and A is multiplied by. */
  public double scaling() {
    return config.scaling();
  }

  /** PEFT's names of {@link #tensors()}, in their order. */
  public List<String> names() {
    return places.stream()
        .flatMap(place -> Stream.of(place.name() + A_WEIGHT, place.name() + B_WEIGHT))
        .toList();
  }

  /** A and B of each projection, layer by layer. */
  public List<NDArray> tensors() {
    return tensors;
  }

  @Override
  public void close() {
    owner.close();
  }
}
