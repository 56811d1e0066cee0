package io.hone.consumers.export;

import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import blue.strategic.parquet.ParquetWriter;
import blue.strategic.parquet.ValueWriter;
import io.hone.event.Candidate;
import io.hone.event.Lineage;
import io.hone.event.ModelRef;
import io.hone.event.PreferencePair;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/**
 * Parquet with flat columns, compressed by Snappy: every pair with its scores, lengths, lineage and
 * versions. {@code messages} holds the conversation as JSON. A supervised example has nulls where a
 * pair has its rejected side. It keeps a row group in memory, some 128 MiB at most.
 */
public final class ParquetPairs implements PairFile {
  private static final MessageType COLUMNS = columns();

  private final ParquetWriter<PreferencePair> writer;

  /**
   * @param file that does not exist
   */
  public ParquetPairs(Path file) throws IOException {
    writer = ParquetWriter.writeFile(COLUMNS, file.toFile(), ParquetPairs::dehydrate);
  }

  @Override
  public void write(PreferencePair pair) throws IOException {
    writer.write(pair);
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }

  private static MessageType columns() {
    Types.MessageTypeBuilder types = Types.buildMessage();
    for (String text :
        new String[] {
          "pair_id",
          "prompt_id",
          "kind",
          "messages",
          "chosen",
          "chosen_id",
          "policy",
          "actor",
          "run",
          "recipe",
          "recipe_config_hash",
          "reason"
        }) {
      types.required(BINARY).as(stringType()).named(text);
    }
    for (String text :
        new String[] {"rejected", "rejected_id", "judge", "meta_judge", "template_hash"}) {
      types.optional(BINARY).as(stringType()).named(text);
    }
    for (String number :
        new String[] {"score_chosen", "score_rejected", "elo_chosen", "elo_rejected"}) {
      types.optional(DOUBLE).named(number);
    }
    return types
        .required(DOUBLE)
        .named("weight")
        .required(INT32)
        .named("length_chosen")
        .optional(INT32)
        .named("length_rejected")
        .required(INT32)
        .named("ballots_chosen")
        .optional(INT32)
        .named("ballots_rejected")
        .required(INT32)
        .named("iteration")
        .required(INT64)
        .as(timestampType(true, TimeUnit.MILLIS))
        .named("paired_at")
        .named("preference_pair");
  }

  private static void dehydrate(PreferencePair pair, ValueWriter row) {
    row.write("pair_id", pair.getPairId());
    row.write("prompt_id", pair.getPromptId());
    row.write("kind", pair.getKind().name());
    row.write("messages", TrlMessages.of(pair.getMessages()).toString());
    row.write("weight", pair.getWeight());
    row.write("reason", pair.getReason());
    row.write("paired_at", pair.getPairedAt().toEpochMilli());
    side(row, "chosen", pair.getChosen());
    Candidate rejected = pair.getRejected();
    if (rejected != null) side(row, "rejected", rejected);
    lineage(row, pair.getLineage());
    row.write("policy", ModelNames.of(pair.getPolicy()));
    row.write("actor", ModelNames.of(pair.getActor()));
    model(row, "judge", pair.getJudge());
    model(row, "meta_judge", pair.getMetaJudge());
  }

  private static void side(ValueWriter row, String side, Candidate candidate) {
    row.write(side, candidate.getText());
    row.write(side + "_id", candidate.getId());
    row.write("length_" + side, candidate.getLength());
    row.write("ballots_" + side, candidate.getBallots());
    if (candidate.getScore() != null) row.write("score_" + side, candidate.getScore());
    if (candidate.getElo() != null) row.write("elo_" + side, candidate.getElo());
  }

  private static void lineage(ValueWriter row, Lineage lineage) {
    row.write("run", lineage.getRun());
    row.write("recipe", lineage.getRecipe());
    row.write("recipe_config_hash", lineage.getRecipeConfigHash());
    row.write("iteration", lineage.getIteration());
    if (lineage.getTemplateHash() != null) row.write("template_hash", lineage.getTemplateHash());
  }

  private static void model(ValueWriter row, String column, @Nullable ModelRef model) {
    if (model != null) row.write(column, ModelNames.of(model));
  }
}
