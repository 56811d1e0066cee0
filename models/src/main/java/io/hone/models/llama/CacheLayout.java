package io.hone.models.llama;

/**
 * Where keys and values lie in a cache of shape (L, 2, rows, G, keys, E). A cache of few rows is
 * what its shape says. One of more is a sequence of pieces along the keys, each of them whole: the
 * keys 0 to 31 of all rows, then 32 to 63, 64 to 127 and so on by doubling. Attention reads the
 * first keys of every row; in pieces it reads memory that lies together, which is what decoding
 * many sequences waits for.
 */
public final class CacheLayout {
  /** Up to so many rows a cache is one piece. */
  static final int FEW = 16;

  /** Keys of the first piece. */
  static final int FIRST = 32;

  private CacheLayout() {}

  /**
   * Where the key of a row's first group at a position lies, counted in vectors of E from the
   * beginning of a layer's keys; those of the other groups follow {@link #stride} apart.
   */
  public static long place(int rows, int groups, int keys, int row, int position) {
    long begin = begin(rows, position);
    return begin * rows * groups
        + (long) row * groups * stride(rows, keys, position)
        + position
        - begin;
  }

  /** How many vectors the keys of neighbouring groups at a position lie apart. */
  public static int stride(int rows, int keys, int position) {
    if (rows <= FEW) {
      return keys;
    }
    int begin = begin(rows, position);
    return Math.min(Math.max(begin, FIRST), keys - begin);
  }

  private static int begin(int rows, int position) {
    return rows <= FEW || position < FIRST ? 0 : Integer.highestOneBit(position);
  }

  /** The same as TorchScript, with what copies and clears rows. */
  static final String METHODS =
      """
      def first(self, rows: int, keys: int) -> int:
        size = keys
        if rows > FEW:
          size = ops.prim.min(FIRST, keys)
        return size
      def piece(self, cache: Tensor, start: int, count: int) -> Tensor:
        rows = torch.size(cache, 2)
        keys = torch.size(cache, 4)
        begin = 0
        size = self.first(rows, keys)
        while start >= begin + size:
          begin = begin + size
          size = ops.prim.min(begin, keys - begin)
        wide = rows * torch.size(cache, 3) * torch.size(cache, 5)
        whole = torch.narrow(torch.flatten(cache, 2, 5), 2, wide * begin, wide * size)
        return torch.narrow(torch.view(whole, [torch.size(cache, 0), 2, rows, torch.size(cache, 3), size, torch.size(cache, 5)]), 4, start - begin, count)
      def copy_rows(self, target: Tensor, target_row: int, source: Tensor, source_row: int, rows: int, keys: int) -> Tensor:
        start = 0
        size = FIRST
        while start < keys:
          count = ops.prim.min(size, keys - start)
          torch.copy_(torch.narrow(self.piece(target, start, count), 2, target_row, rows), torch.narrow(self.piece(source, start, count), 2, source_row, rows))
          start = start + count
          size = start
        return target
      def clear_rows(self, cache: Tensor, row: int, rows: int) -> Tensor:
        keys = torch.size(cache, 4)
        start = 0
        size = FIRST
        while start < keys:
          count = ops.prim.min(size, keys - start)
          torch.zero_(torch.narrow(self.piece(cache, start, count), 2, row, rows))
          start = start + count
          size = start
        return cache
      """
          .replace("FEW", Integer.toString(FEW))
          .replace("FIRST", Integer.toString(FIRST));
}
