package io.hone.consumers.export;

import io.hone.event.ContentKind;
import io.hone.event.PairKind;
import io.hone.event.PreferencePair;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/**
 * Takes the pairs of a run, writes those that are wanted, each once, and counts. It keeps the ids
 * of what it wrote: about 80 bytes a pair.
 */
public final class PairExport {
  private final Wanted wanted;
  private final PairFile file;
  private final Set<UUID> written = new HashSet<>();
  private long read;
  private long exported;
  private long repeated;
  private long otherKind;
  private long otherVersion;
  private long supervised;
  private long withImages;

  public PairExport(Wanted wanted, PairFile file) {
    this.wanted = wanted;
    this.file = file;
  }

  /**
   * What became of the records: {@code read} is the sum of the others.
   *
   * @param exported written to the file
   * @param repeated written before under the same id
   * @param otherKind of a kind that is not wanted; supervised examples are not among them
   * @param otherVersion made by another version of the policy
   * @param supervised examples without a rejected side, where pairs are exported
   * @param withImages left out because their messages hold images, which the files cannot carry
   */
  public record Report(
      long read,
      long exported,
      long repeated,
      long otherKind,
      long otherVersion,
      long supervised,
      long withImages) {}

  /**
   * Takes the next record of the topic.
   *
   * @throws IOException if the file cannot be written
   */
  public void take(PreferencePair pair) throws IOException {
    read++;
    if (!wanted.kindOf(pair)) {
      if (pair.getKind() == PairKind.SUPERVISED) supervised++;
      else otherKind++;
    } else if (!wanted.versionOf(pair)) {
      otherVersion++;
    } else if (hasImages(pair)) {
      withImages++;
    } else if (!written.add(number(pair.getPairId()))) {
      repeated++;
    } else {
      file.write(pair);
      exported++;
    }
  }

  private static boolean hasImages(PreferencePair pair) {
    return pair.getMessages().stream()
        .flatMap(message -> message.getParts().stream())
        .anyMatch(part -> part.getKind() != ContentKind.TEXT);
  }

  /** The id as 128 bits, which is what an id of ours has. */
  private static UUID number(String pairId) {
    if (!pairId.matches("x-[0-9a-f]{32}")) {
      throw new IllegalArgumentException(
          "pair id '%s' is none of ours: run ./hone verify on the run".formatted(pairId));
    }
    return new UUID(
        Long.parseUnsignedLong(pairId, 2, 18, 16), Long.parseUnsignedLong(pairId, 18, 34, 16));
  }

  public Report report() {
    return new Report(read, exported, repeated, otherKind, otherVersion, supervised, withImages);
  }
}
