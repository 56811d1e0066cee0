package io.hone.models.decode;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.hone.models.file.ModelConfig;
import io.hone.models.torch.Precision;
import io.hone.models.torch.Script;
import io.hone.models.torch.TorchRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The memory for keys and values: lanes of running sequences and kept prefixes, together never
 * above the bound (but for the moment in which a lane's contents move to a larger one). Prefixes
 * that nobody holds and lanes that nobody uses make room for others. For the decode thread.
 */
final class KeyValueMemory implements AutoCloseable {
  /** The shortest row; lengths double from here to the context. */
  private static final int SHORTEST = 32;

  private final ModelConfig config;
  private final Precision precision;
  private final TorchRuntime runtime;
  private final NDManager owner;
  private final Script script;
  private final DecodeSettings settings;
  private final int context;
  private final PrefixCache<Version, NDArray> prefixes = new PrefixCache<>();
  private final List<Lane> lanes = new ArrayList<>();
  private long used;

  KeyValueMemory(
      ModelConfig config,
      Precision precision,
      TorchRuntime runtime,
      Script script,
      DecodeSettings settings,
      int context) {
    this.config = config;
    this.precision = precision;
    this.runtime = runtime;
    this.owner = runtime.manager().newSubManager();
    this.script = script;
    this.settings = settings;
    this.context = context;
  }

  /** Bytes that a request of so many prompt tokens and positions needs at least. */
  long needed(int prompt, int positions) {
    return bytes(1, rowLength(positions)) + bytes(1, prompt - 1);
  }

  private long bytes(int rows, int positions) {
    return 2L
        * config.layers()
        * config.keyValueHeads()
        * config.headSize()
        * precision.bytes()
        * rows
        * positions;
  }

  private int rowLength(int positions) {
    int length = SHORTEST;
    while (length < positions) {
      length *= 2;
    }
    return Math.min(length, Math.max(context, positions));
  }

  private NDArray cache(int rows, int positions) {
    return runtime.zeros(
        owner,
        precision,
        config.layers(),
        2,
        rows,
        config.keyValueHeads(),
        positions,
        config.headSize());
  }

  /** Promises a row of so many positions, if there is room. */
  Optional<Lane> reserve(Version version, int positions) {
    int length = rowLength(positions);
    Optional<Lane> found =
        lanes.stream()
            .filter(lane -> lane.version() == version && lane.keys() == length)
            .findFirst();
    if (found.isEmpty()) {
      return firstRows(version, length);
    }
    Lane lane = found.get();
    if (!lane.hasRoom() && !grow(lane)) {
      return Optional.empty();
    }
    lane.reserve();
    return found;
  }

  private Optional<Lane> firstRows(Version version, int length) {
    for (int rows = Math.min(4, settings.batch()); rows >= 1; rows /= 2) {
      if (makeRoom(bytes(rows, length))) {
        Lane lane = new Lane(version, length, cache(rows, length), rows);
        lane.reserve();
        used += bytes(rows, length);
        lanes.add(lane);
        return Optional.of(lane);
      }
    }
    return Optional.empty();
  }

  private boolean grow(Lane lane) {
    int most = Math.min(lane.capacity() * 2, settings.batch());
    for (int rows = most; rows > lane.capacity(); rows = (rows + lane.capacity()) / 2) {
      long more = bytes(rows - lane.capacity(), lane.keys());
      if (makeRoom(more)) {
        NDArray larger = cache(rows, lane.keys());
        try (NDManager scope = runtime.manager().newSubManager()) {
          copy(scope, larger, 0, lane.cache(), 0, lane.rows().size(), lane.keys());
        }
        lane.grow(larger, rows).close();
        used += more;
        return true;
      }
    }
    return false;
  }

  /** Frees what nobody uses until so many bytes fit; false if they cannot. */
  private boolean makeRoom(long bytes) {
    while (used + bytes > settings.keyValueBytes()) {
      Optional<Prefix<Version, NDArray>> oldest = prefixes.evict();
      if (oldest.isPresent()) {
        free(oldest.get());
        continue;
      }
      Optional<Lane> idle = lanes.stream().filter(Lane::empty).findFirst();
      if (idle.isEmpty()) {
        return false;
      }
      free(idle.get());
    }
    return true;
  }

  private void free(Lane lane) {
    lanes.remove(lane);
    used -= bytes(lane.capacity(), lane.keys());
    lane.cache().close();
  }

  private void free(Prefix<Version, NDArray> prefix) {
    used -= bytes(1, prefix.length());
    prefix.cache().close();
  }

  /**
   * The prefix of a prompt without its last token: one that is there or is being computed, or a new
   * one that takes over what another shares with it. Pinned for the caller. Empty if there is no
   * room now.
   */
  Optional<Prefix<Version, NDArray>> prefix(Version version, int[] prompt) {
    int length = prompt.length - 1;
    Optional<PrefixCache.Match<Version, NDArray>> match = prefixes.longest(version, prompt, length);
    if (match.isPresent() && match.get().tokens() == length) {
      Prefix<Version, NDArray> whole = match.get().prefix();
      whole.pin();
      return Optional.of(whole);
    }
    match.ifPresent(shared -> shared.prefix().pin());
    try {
      if (!makeRoom(bytes(1, length))) {
        return Optional.empty();
      }
      int shared = match.map(PrefixCache.Match::tokens).orElse(0);
      NDArray cache = cache(1, length);
      used += bytes(1, length);
      if (shared > 0) {
        try (NDManager scope = runtime.manager().newSubManager()) {
          NDArray source = match.orElseThrow().prefix().cache();
          copy(scope, cache, 0, source, 0, 1, shared);
        }
      }
      int[] tokens = java.util.Arrays.copyOf(prompt, length);
      Prefix<Version, NDArray> made = new Prefix<>(version, tokens, cache, shared);
      made.pin();
      prefixes.add(made);
      return Optional.of(made);
    } finally {
      match.ifPresent(shared -> shared.prefix().unpin());
    }
  }

  /** Lets a prefix go that will not be computed to its end. */
  void abandon(Prefix<Version, NDArray> prefix) {
    prefixes.remove(prefix);
    free(prefix);
  }

  /** Puts a sequence on a promised row, behind its prefix. */
  void enter(Lane lane, Sequence sequence, Optional<Prefix<Version, NDArray>> prefix) {
    int row = lane.enter(sequence);
    if (prefix.isPresent()) {
      try (NDManager scope = runtime.manager().newSubManager()) {
        copy(scope, lane.cache(), row, prefix.get().cache(), 0, 1, sequence.position());
      }
    }
  }

  /**
   * Takes a sequence off its row; the last row moves there. Higher rows first, if several leave.
   */
  void leave(Lane lane, int row) {
    int last = lane.rows().size() - 1;
    Sequence moved = lane.rows().remove(last);
    if (row < last) {
      lane.rows().set(row, moved);
      try (NDManager scope = runtime.manager().newSubManager()) {
        copy(scope, lane.cache(), row, lane.cache(), last, 1, moved.position());
      }
    }
  }

  /** Makes numbers of a row that held none; a masked position must be finite. */
  void clear(Lane lane) {
    try (NDManager scope = runtime.manager().newSubManager()) {
      int used = lane.rows().size();
      script.call(scope, "clear_rows", lane.cache(), used, lane.capacity() - used);
    }
  }

  private void copy(
      NDManager scope, NDArray to, int toRow, NDArray from, int fromRow, int rows, int keys) {
    script.call(scope, "copy_rows", to, toRow, from, fromRow, rows, keys);
  }

  List<Lane> lanes() {
    return lanes;
  }

  /** Frees all that belongs to a version on which nothing runs any more. */
  void forget(Version version) {
    for (Prefix<Version, NDArray> prefix : prefixes.of(version)) {
      abandon(prefix);
    }
    for (Lane lane : List.copyOf(lanes)) {
      if (lane.version() == version) {
        free(lane);
      }
    }
  }

  /** Bytes in use, kept prefixes included. */
  long used() {
    return used;
  }

  @Override
  public void close() {
    owner.close();
  }
}
