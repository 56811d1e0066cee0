package io.hone.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.models.train.TrainingEvent;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * How a training run goes: one line that is written over on a terminal, plain lines elsewhere, at
 * most about one a second. Keeps what {@code --json} prints at the end.
 */
final class TrainProgress implements Consumer<TrainingEvent> {
  private static final int WIDTH = 20;
  private static final long SECOND = 1_000_000_000L;

  /** Where the lines go. */
  enum Style {
    BAR,
    LINES,
    SILENT
  }

  private final PrintWriter out;
  private final Style style;
  private final LongSupplier nanos;
  private final ObjectNode json = new ObjectMapper().createObjectNode();
  private final ArrayNode history = json.putArray("history");
  private final long began;
  private long last;
  private long firstStep;

  /** In the style that suits a command's output: a bar on a terminal, nothing beside JSON. */
  static TrainProgress of(Output output) {
    if (Boolean.getBoolean("hone.terminal")) {
      return new TrainProgress(output.err(), Style.BAR, System::nanoTime);
    }
    return new TrainProgress(
        output.out(), output.isJson() ? Style.SILENT : Style.LINES, System::nanoTime);
  }

  TrainProgress(PrintWriter out, Style style, LongSupplier nanos) {
    this.out = out;
    this.style = style;
    this.nanos = nanos;
    this.began = nanos.getAsLong();
    this.last = began - SECOND;
  }

  /** Everything that was told, as one object. */
  ObjectNode json() {
    return json;
  }

  @Override
  public void accept(TrainingEvent event) {
    switch (event) {
      case TrainingEvent.Started started -> started(started);
      case TrainingEvent.Reference reference ->
          show(
              reference.done() == reference.pairs(),
              share(reference.done(), reference.pairs()),
              "reference %d of %d".formatted(reference.done(), reference.pairs()));
      case TrainingEvent.Step step -> step(step);
      case TrainingEvent.CheckpointWritten written -> {
        json.put("checkpoint_step", written.step());
      }
      case TrainingEvent.Finished finished -> finished(finished);
    }
  }

  private void started(TrainingEvent.Started started) {
    firstStep = started.firstStep();
    json.put("pairs", started.items());
    json.put("left_out", started.leftOut());
    json.put("trainable_parameters", started.trainableParameters());
    json.put("first_step", started.firstStep() + 1);
    String text =
        String.format(
            Locale.ROOT,
            "%d rows, %,d trainable parameters, %d steps",
            started.items(),
            started.trainableParameters(),
            started.steps());
    if (started.leftOut() > 0) {
      text += "; %d rows are too long and left out".formatted(started.leftOut());
    }
    if (started.firstStep() > 0) {
      text += "; going on after step " + started.firstStep();
    }
    line(text);
  }

  private void step(TrainingEvent.Step step) {
    TrainingEvent.Preference preference = step.preference();
    ObjectNode each = history.addObject();
    each.put("step", step.step());
    each.put("loss", step.loss());
    each.put("nll", step.nll());
    if (!preference.equals(TrainingEvent.Preference.NONE)) {
      each.put("preference_loss", preference.loss());
      each.put("chosen_reward", preference.chosenReward());
      each.put("rejected_reward", preference.rejectedReward());
      each.put("margin", preference.margin());
      each.put("accuracy", preference.accuracy());
      each.put("kl", preference.kl());
    }
    each.put("gradient_norm", step.gradientNorm());
    each.put("learning_rate", step.learningRate());
    each.put("tokens_per_second", step.speed().tokensPerSecond());
    each.put("pairs_per_second", step.speed().itemsPerSecond());
    each.put("padding_share", step.speed().paddingShare());
    boolean always = step.step() == firstStep + 1 || step.step() == step.steps();
    show(always, share(step.step(), step.steps()), style == Style.BAR ? bar(step) : text(step));
  }

  private static String text(TrainingEvent.Step step) {
    return String.format(
        Locale.ROOT,
        "step %d of %d  loss %.4f%s  gradient %.2f  %.0f tokens/s  %.1f rows/s  padding %.0f %%",
        step.step(),
        step.steps(),
        step.loss(),
        preference(step.preference()),
        step.gradientNorm(),
        step.speed().tokensPerSecond(),
        step.speed().itemsPerSecond(),
        100 * step.speed().paddingShare());
  }

  private static String preference(TrainingEvent.Preference of) {
    return of.equals(TrainingEvent.Preference.NONE)
        ? ""
        : String.format(
            Locale.ROOT,
            "  margin %.3f  accuracy %.2f  kl %.2f",
            of.margin(),
            of.accuracy(),
            of.kl());
  }

  private String bar(TrainingEvent.Step step) {
    return String.format(
        Locale.ROOT,
        "%d/%d  loss %.4f  %.0f tok/s  %s left",
        step.step(),
        step.steps(),
        step.loss(),
        step.speed().tokensPerSecond(),
        left(step));
  }

  private String left(TrainingEvent.Step step) {
    double each = (nanos.getAsLong() - began) / 1e9 / (step.step() - firstStep);
    long seconds = Math.round(each * (step.steps() - step.step()));
    return seconds < 120 ? seconds + " s" : seconds / 60 + " min";
  }

  private void finished(TrainingEvent.Finished finished) {
    json.put("steps", finished.steps());
    json.put("out", finished.result().toString());
    clear();
    if (style != Style.SILENT) {
      line("Done after step %d: %s".formatted(finished.steps(), finished.result()));
    }
  }

  private void show(boolean always, double share, String text) {
    long now = nanos.getAsLong();
    if (style == Style.BAR) {
      int filled = (int) Math.round(WIDTH * share);
      out.print("\r\033[K[" + "#".repeat(filled) + "-".repeat(WIDTH - filled) + "] " + text);
      out.flush();
    } else if (always || now - last >= SECOND) {
      last = now;
      line(text);
    }
  }

  private static double share(long done, long of) {
    return of == 0 ? 1 : (double) done / of;
  }

  private void line(String text) {
    if (style != Style.SILENT) {
      out.println(text);
      out.flush();
    }
  }

  /** Ends a bar, so that what follows begins on a line of its own. */
  void clear() {
    if (style == Style.BAR) {
      out.print("\r\033[K");
      out.flush();
    }
  }
}
