package io.hone.models.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Which items make up a step, and how a step's sequences are cut into rectangles of nearly equal
 * length. Both follow from the seed and the lengths alone, so that a resumed run sees what the
 * first would have seen.
 */
public final class Batches {
  private Batches() {}

  /**
   * Sequences that are computed together, padded on the right to the longest.
   *
   * @param sequences indices into the lengths given
   * @param width length of the longest
   */
  public record Rectangle(List<Integer> sequences, int width) {
    public Rectangle {
      sequences = List.copyOf(sequences);
    }

    /** Cells, padding included. */
    public long cells() {
      return (long) sequences.size() * width;
    }
  }

  /**
   * The order of all items in one pass over them: a permutation that depends on seed and epoch
   * alone, on every JDK.
   */
  static int[] order(int items, long seed, long epoch) {
    int[] order = new int[items];
    Arrays.setAll(order, i -> i);
    // java.util.Random: its algorithm is part of its specification.
    Random random = new Random(seed * 0x9E3779B97F4A7C15L + epoch * 0xBF58476D1CE4E5B9L);
    for (int i = items - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  /** Steps of one pass; the last may be smaller. */
  static int stepsPerEpoch(int items, int itemsPerStep) {
    return Math.ceilDiv(items, itemsPerStep);
  }

  /**
   * The items of one step.
   *
   * @param step from 0, counted over all passes
   * @return indices of items; each item once in every pass
   */
  public static int[] items(int items, int itemsPerStep, long seed, long step) {
    if (items < 1 || itemsPerStep < 1) {
      throw new IllegalArgumentException(
          "A step needs items, got %d items and %d per step.".formatted(items, itemsPerStep));
    }
    int steps = stepsPerEpoch(items, itemsPerStep);
    int[] order = order(items, seed, step / steps);
    int from = (int) (step % steps) * itemsPerStep;
    return Arrays.copyOfRange(order, from, Math.min(items, from + itemsPerStep));
  }

  /**
   * Cuts sequences into rectangles. Sequences go by length, longest first; a rectangle ends before
   * the sequence that would bring its padding above the limit or its cells above the most allowed.
   * A sequence longer than that most gets a rectangle of its own.
   *
   * @param lengths of the sequences, each at least 1
   * @param maxCells of a rectangle
   * @param maxPadding share of a rectangle's cells that may be padding, hence of all cells too
   */
  public static List<Rectangle> rectangles(int[] lengths, long maxCells, double maxPadding) {
    List<Integer> longestFirst = new ArrayList<>();
    for (int i = 0; i < lengths.length; i++) {
      if (lengths[i] < 1) {
        throw new IllegalArgumentException("Sequence %d is empty.".formatted(i));
      }
      longestFirst.add(i);
    }
    longestFirst.sort(Comparator.comparingInt((Integer i) -> -lengths[i]));
    List<Rectangle> rectangles = new ArrayList<>();
    List<Integer> open = new ArrayList<>();
    long tokens = 0;
    for (int next : longestFirst) {
      if (!open.isEmpty()) {
        int width = lengths[open.get(0)];
        long cells = (open.size() + 1L) * width;
        long padding = cells - tokens - lengths[next];
        if (cells > maxCells || padding > maxPadding * cells) {
          rectangles.add(new Rectangle(open, width));
          open.clear();
          tokens = 0;
        }
      }
      open.add(next);
      tokens += lengths[next];
    }
    if (!open.isEmpty()) {
      rectangles.add(new Rectangle(open, lengths[open.get(0)]));
    }
    return List.copyOf(rectangles);
  }

  /** The share of the cells that is padding. */
  public static double paddingShare(List<Rectangle> rectangles, int[] lengths) {
    long cells = rectangles.stream().mapToLong(Rectangle::cells).sum();
    long tokens =
        rectangles.stream()
            .flatMap(r -> r.sequences().stream())
            .mapToLong(sequence -> lengths[sequence])
            .sum();
    return cells == 0 ? 0 : 1 - (double) tokens / cells;
  }
}
