package io.hone.streams.statistics;

import io.hone.event.CallErrorKind;
import io.hone.event.JudgementStatus;
import io.hone.event.OutcomeStatus;
import io.hone.event.PairKind;
import io.hone.event.Stage;
import io.hone.event.Winner;
import io.hone.streams.statistics.Fact.Answered;
import io.hone.streams.statistics.Fact.Asked;
import io.hone.streams.statistics.Fact.Completed;
import io.hone.streams.statistics.Fact.Decided;
import io.hone.streams.statistics.Fact.Ended;
import io.hone.streams.statistics.Fact.Judged;
import io.hone.streams.statistics.Fact.Paired;
import io.hone.streams.statistics.Fact.Submitted;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Facts as bytes, some 50 for each: kind, id, time, version, and what its kind holds. */
final class FactBytes {
  /** All but the texts. */
  private static final int MOST_FIXED = 120;

  private static final int LONGEST_TEXT = 1_000; // bytes

  /** Where the kind stands, and the id and time behind it. */
  static final int KIND = 0;

  static final int ID = 1;
  static final int AT = 9;

  private FactBytes() {}

  static byte kind(Fact fact) {
    return switch (fact) {
      case Submitted f -> 1;
      case Asked f -> 2;
      case Completed f -> 3;
      case Answered f -> 4;
      case Judged f -> 5;
      case Decided f -> 6;
      case Paired f -> 7;
      case Ended f -> 8;
    };
  }

  static final byte SUBMITTED = 1;
  static final byte ENDED = 8;

  static byte[] write(Fact fact) {
    byte[] version = text(fact.version());
    byte[] reason = fact instanceof Ended ended ? text(ended.reason()) : new byte[0];
    ByteBuffer out = ByteBuffer.allocate(MOST_FIXED + version.length + reason.length);
    out.put(kind(fact)).putLong(fact.id()).putLong(fact.at());
    put(out, version);
    switch (fact) {
      case Submitted f -> {}
      case Asked f -> put(out, f.stage());
      case Completed f -> {
        put(out, f.stage());
        put(out, text(f.failure().map(Enum::name).orElse("")));
        put(out, f.worked());
        out.putLong(f.promptTokens()).putLong(f.completionTokens());
        out.putLong(f.latency()).putLong(f.queued());
      }
      case Answered f -> put(out.putInt(f.length()), f.duplicate());
      case Judged f -> {
        put(out.putLong(f.response()), f.status());
        out.putDouble(f.score()).putInt(f.length());
      }
      case Decided f -> put(out.putLong(f.first()).putLong(f.second()), f.winner());
      case Paired f -> {
        put(out, f.kind());
        out.putInt(f.chosenLength()).putInt(f.rejectedLength().orElse(-1));
        out.putDouble(f.chosenScore());
      }
      case Ended f -> {
        put(out, f.status());
        put(out, reason);
        out.putLong(f.took());
      }
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  /** Reads what {@link #write} wrote, and leaves the buffer behind it. */
  static Fact read(ByteBuffer in) {
    byte kind = in.get();
    long id = in.getLong();
    long at = in.getLong();
    String version = text(in);
    return switch (kind) {
      case SUBMITTED -> new Submitted(at);
      case 2 -> new Asked(id, at, version, stage(in));
      case 3 ->
          new Completed(
              id,
              at,
              version,
              stage(in),
              failure(text(in)),
              flag(in),
              in.getLong(),
              in.getLong(),
              in.getLong(),
              in.getLong());
      case 4 -> new Answered(id, at, version, in.getInt(), flag(in));
      case 5 ->
          new Judged(
              id,
              at,
              version,
              in.getLong(),
              JudgementStatus.valueOf(text(in)),
              in.getDouble(),
              in.getInt());
      case 6 -> new Decided(id, at, version, in.getLong(), in.getLong(), Winner.valueOf(text(in)));
      case 7 ->
          new Paired(
              id,
              at,
              version,
              PairKind.valueOf(text(in)),
              in.getInt(),
              Optional.of(in.getInt()).filter(length -> length >= 0),
              in.getDouble());
      case ENDED -> new Ended(at, version, OutcomeStatus.valueOf(text(in)), text(in), in.getLong());
      default -> throw new IllegalStateException("A stored fact has the unknown kind " + kind);
    };
  }

  private static void put(ByteBuffer out, Enum<?> constant) {
    put(out, text(constant.name()));
  }

  private static void put(ByteBuffer out, boolean flag) {
    out.put((byte) (flag ? 1 : 0));
  }

  private static void put(ByteBuffer out, byte[] text) {
    out.putShort((short) text.length).put(text);
  }

  private static boolean flag(ByteBuffer in) {
    return in.get() != 0;
  }

  private static Stage stage(ByteBuffer in) {
    return Stage.valueOf(text(in));
  }

  private static Optional<CallErrorKind> failure(String name) {
    return name.isEmpty() ? Optional.empty() : Optional.of(CallErrorKind.valueOf(name));
  }

  private static byte[] text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return bytes.length <= LONGEST_TEXT ? bytes : Arrays.copyOf(bytes, LONGEST_TEXT);
  }

  private static String text(ByteBuffer in) {
    byte[] text = new byte[in.getShort()];
    in.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }
}
