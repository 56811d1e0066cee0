package io.hone.models.file;

/**
 * The rotary embedding's fields of {@code config.json}: {@code rope_theta} and {@code rope_scaling}
 * of transformers 4, {@code rope_parameters} of transformers 5.
 */
final class RopeFields {
  private RopeFields() {}

  static Rope read(JsonFields json) {
    JsonFields parameters = json.object("rope_parameters");
    JsonFields scaling = parameters.isEmpty() ? json.object("rope_scaling") : parameters;
    double theta =
        parameters.has("rope_theta")
            ? parameters.number("rope_theta", 1)
            : json.number("rope_theta", 1, 10_000);
    scaling.only("partial_rotary_factor", "1", v -> v.isNumber() && v.asDouble() == 1);
    if (scaling.isEmpty()) {
      return new Rope(theta, new Rope.Scaling.None());
    }
    String name = scaling.has("rope_type") || !scaling.has("type") ? "rope_type" : "type";
    int positions = json.integer("max_position_embeddings", 1, Integer.MAX_VALUE);
    return new Rope(
        theta,
        switch (scaling.text(name)) {
          case "default" -> new Rope.Scaling.None();
          case "linear" -> new Rope.Scaling.Linear(factor(scaling));
          case "llama3" -> llama3(scaling, positions);
          case "yarn" -> yarn(scaling, positions);
          default -> throw scaling.refused(name, "one of default, linear, llama3, yarn");
        });
  }

  private static double factor(JsonFields scaling) {
    double factor = scaling.number("factor", 0);
    if (factor < 1) {
      throw scaling.refused("factor", "at least 1");
    }
    return factor;
  }

  private static double originalContext(JsonFields scaling, int positions) {
    return scaling.number("original_max_position_embeddings", 0, positions);
  }

  private static Rope.Scaling llama3(JsonFields scaling, int positions) {
    double low = scaling.number("low_freq_factor", 0);
    double high = scaling.number("high_freq_factor", 0);
    if (high <= low) {
      throw scaling.refused("high_freq_factor", "above low_freq_factor = " + low);
    }
    return new Rope.Scaling.Llama3(factor(scaling), low, high, originalContext(scaling, positions));
  }

  private static Rope.Scaling yarn(JsonFields scaling, int positions) {
    double factor = factor(scaling);
    double scale = scaling.number("mscale", -1, 0);
    double scaleAllDimensions = scaling.number("mscale_all_dim", -1, 0);
    double inferred =
        scale > 0 && scaleAllDimensions > 0
            ? magnitude(factor, scale) / magnitude(factor, scaleAllDimensions)
            : magnitude(factor, 1);
    return new Rope.Scaling.Yarn(
        factor,
        originalContext(scaling, positions),
        scaling.number("beta_fast", 0, 32),
        scaling.number("beta_slow", 0, 1),
        scaling.number("attention_factor", 0, inferred),
        scaling.flag("truncate", true));
  }

  /** Equation 22 of the YaRN paper, with DeepSeek's weight. */
  private static double magnitude(double factor, double weight) {
    return factor <= 1 ? 1 : 0.1 * weight * Math.log(factor) + 1;
  }
}
