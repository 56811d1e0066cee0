package io.hone.streams.episode;

import io.hone.streams.episode.EpisodeStores.Opened;
import io.hone.streams.recipe.Episode;
import io.hone.streams.recipe.Fact;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The open episodes that something happened to last, with all their facts, so that a step need not
 * read again what the one before it has read. Of one that is not here the stores know everything.
 */
final class RecentEpisodes {
  private final long most;
  private final Map<String, Recent> byAge = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /**
   * An open episode in memory.
   *
   * @param opened as it is stored
   * @param episode with all its facts
   */
  record Playing(Opened opened, Episode episode) {}

  private static final class Recent {
    private Playing playing;
    private final List<Fact> arrived = new ArrayList<>(); // since it was played
    private long bytes;

    private Recent(Playing playing, long bytes) {
      this.playing = playing;
      this.bytes = bytes;
    }
  }

  /**
   * @param most bytes of records whose facts are kept
   */
  RecentEpisodes(long most) {
    this.most = most;
  }

  /** An episode with every fact that it has, if it is here. */
  Optional<Playing> find(String promptId) {
    Recent recent = byAge.get(promptId);
    if (recent == null) return Optional.empty();
    if (!recent.arrived.isEmpty()) {
      Playing before = recent.playing;
      recent.playing = new Playing(before.opened(), before.episode().with(recent.arrived));
      recent.arrived.clear();
    }
    return Optional.of(recent.playing);
  }

  /**
   * @param size of the records behind it, in bytes
   */
  void put(String promptId, Playing playing, long size) {
    remove(promptId);
    byAge.put(promptId, new Recent(playing, size));
    grow(size);
  }

  /**
   * A fact was stored; nothing to do if its episode is not here.
   *
   * @param size of its record, in bytes
   */
  void arrived(String promptId, Fact fact, long size) {
    Recent recent = byAge.get(promptId);
    if (recent == null) return;
    recent.arrived.add(fact);
    recent.bytes += size;
    grow(size);
  }

  private void grow(long more) {
    bytes += more;
    while (bytes > most && !byAge.isEmpty()) {
      remove(byAge.keySet().iterator().next());
    }
  }

  void remove(String promptId) {
    Recent recent = byAge.remove(promptId);
    if (recent != null) bytes -= recent.bytes;
  }

  /** As at the beginning. */
  void clear() {
    byAge.clear();
    bytes = 0;
  }

  int size() {
    return byAge.size();
  }
}
