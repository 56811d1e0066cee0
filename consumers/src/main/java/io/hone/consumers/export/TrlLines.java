package io.hone.consumers.export;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.event.Candidate;
import io.hone.event.PreferencePair;
import java.io.IOException;
import java.io.OutputStream;

/**
 * JSON lines in TRL's conversational form (huggingface.co/docs/trl/dataset_formats): {@code
 * prompt}, {@code chosen}, {@code rejected} of a pair; {@code prompt}, {@code completion} of a
 * supervised example. The columns beside them are never null, because a reader takes a column's
 * type from the first lines.
 */
public final class TrlLines implements PairFile {
  private static final ObjectWriter JSON =
      new ObjectMapper().writer().without(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

  private final OutputStream out;

  /**
   * @param out closed with this
   */
  public TrlLines(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(PreferencePair pair) throws IOException {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.set("prompt", TrlMessages.of(pair.getMessages()));
    Candidate rejected = pair.getRejected();
    if (rejected == null) {
      row.set("completion", TrlMessages.answer(pair.getChosen().getText()));
    } else {
      row.set("chosen", TrlMessages.answer(pair.getChosen().getText()));
      row.set("rejected", TrlMessages.answer(rejected.getText()));
    }
    row.put("weight", pair.getWeight())
        .put("pair_id", pair.getPairId())
        .put("prompt_id", pair.getPromptId())
        .put("kind", pair.getKind().name())
        .put("policy", ModelNames.of(pair.getPolicy()))
        .put("iteration", pair.getLineage().getIteration());
    JSON.writeValue(out, row);
    out.write('\n');
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
