package io.hone.models.train;

import io.hone.models.llama.LlamaTraining;
import java.util.ArrayList;
import java.util.List;

/**
 * A step's sequences laid out in rectangles.
 *
 * @param lengths tokens that go into the model, of each sequence
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one step
record Plan(List<Part> parts, int[] lengths, double paddingShare) {

  /**
   * One rectangle.
   *
   * @param sequences which sequences are its rows, in order
   * @param answers tokens scored of each
   */
  record Part(LlamaTraining.Rectangle rectangle, int[] sequences, int[] answers) {

    /** Adds the scores of each sequence's tokens up. */
    void sum(float[] scores, double[] into) {
      int at = 0;
      for (int i = 0; i < sequences.length; i++) {
        double sum = 0;
        for (int j = 0; j < answers[i]; j++) {
          sum += scores[at++];
        }
        into[sequences[i]] = sum;
      }
    }

    /** The slope of each sequence for each of its scored tokens. */
    float[] spread(double[] slopes) {
      float[] spread = new float[rectangle.rows().length];
      int at = 0;
      for (int i = 0; i < sequences.length; i++) {
        for (int j = 0; j < answers[i]; j++) {
          spread[at++] = (float) slopes[sequences[i]];
        }
      }
      return spread;
    }
  }

  static Plan of(List<Sequence> sequences, long maxCells, double maxPadding) {
    int[] lengths = sequences.stream().mapToInt(Sequence::inputs).toArray();
    List<Batches.Rectangle> cut = Batches.rectangles(lengths, maxCells, maxPadding);
    List<Part> parts = cut.stream().map(rectangle -> part(sequences, rectangle)).toList();
    return new Plan(parts, lengths, Batches.paddingShare(cut, lengths));
  }

  private static Part part(List<Sequence> all, Batches.Rectangle rectangle) {
    int width = rectangle.width();
    List<Sequence> sequences = rectangle.sequences().stream().map(all::get).toList();
    long[] ids = new long[sequences.size() * width];
    int[] answers = sequences.stream().mapToInt(sequence -> sequence.answer().length).toArray();
    List<Long> rows = new ArrayList<>();
    List<Long> targets = new ArrayList<>();
    for (int i = 0; i < sequences.size(); i++) {
      Sequence sequence = sequences.get(i);
      for (int t = 0; t < sequence.inputs(); t++) {
        ids[i * width + t] = sequence.input(t);
      }
      for (int j = 0; j < sequence.answer().length; j++) {
        rows.add((long) i * width + sequence.prompt().length - 1 + j);
        targets.add((long) sequence.answer()[j]);
      }
    }
    return new Part(
        new LlamaTraining.Rectangle(
            sequences.size(),
            width,
            ids,
            rows.stream().mapToLong(Long::longValue).toArray(),
            targets.stream().mapToLong(Long::longValue).toArray()),
        rectangle.sequences().stream().mapToInt(Integer::intValue).toArray(),
        answers);
  }

  /** Tokens that go into the model, without padding. */
  long tokens() {
    long sum = 0;
    for (int length : lengths) {
      sum += length;
    }
    return sum;
  }
}
