package io.hone.models.text;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.el.JinjavaProcessors;
import com.hubspot.jinjava.el.TypeConvertingMapELResolver;
import com.hubspot.jinjava.el.ext.JinjavaListELResolver;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import io.hone.models.ChatMessage;
import io.hone.models.ModelException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jinjava.javax.el.ArrayELResolver;
import jinjava.javax.el.CompositeELResolver;
import org.jspecify.annotations.Nullable;

/**
 * A model's chat template (Jinja, as transformers' {@code apply_chat_template} renders it), by
 * Jinjava. A template is code of whoever made the model, so it runs bounded: no files, no
 * reflection, no recursion, so many steps, so much output. The text of messages is never
 * interpreted. Safe for many threads.
 */
final class ChatTemplate {
  private static final int LONGEST_OUTPUT = 1 << 26;
  private static final int MOST_STEPS = 1_000_000;
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final Set<String> TAGS_WITHOUT_BOUND =
      Set.of("include", "import", "from", "extends", "block", "call", "cycle", "autoescape");

  private static final ThreadLocal<Bound> BOUND = new ThreadLocal<>();

  private final Jinjava jinjava;
  private final String source;
  private final Map<String, String> specialTokens;

  /** What one rendering has left. */
  private static final class Bound {
    private final long deadline = System.nanoTime() + LONGEST.toNanos();
    private int steps;

    void step() {
      steps++;
      if (steps > MOST_STEPS || System.nanoTime() > deadline) {
        throw new Refusal("it does not come to an end");
      }
    }
  }

  /**
   * What a template calls to refuse a conversation; also our own bound. An error passes through
   * Jinjava.
   */
  private static final class Refusal extends Error {
    private static final long serialVersionUID = 1;

    Refusal(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * Takes a template.
   *
   * @param specialTokens {@code bos_token} and its like, by those names
   * @param clock the date for templates that ask for one
   */
  ChatTemplate(String source, Map<String, String> specialTokens, Clock clock) {
    // As Jinja does; Jinjava would cut the output's last newline instead.
    this.source =
        rewrite(source.endsWith("\n") ? source.substring(0, source.length() - 1) : source);
    this.specialTokens = Map.copyOf(specialTokens);
    CompositeELResolver resolver = new CompositeELResolver();
    resolver.add(new ArrayELResolver(true));
    resolver.add(new JinjavaListELResolver(true));
    resolver.add(new TypeConvertingMapELResolver(true));
    resolver.add(new PythonMethods());
    this.jinjava =
        new Jinjava(
            JinjavaConfig.newBuilder()
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                .withNestedInterpretationEnabled(false)
                .withMaxOutputSize(LONGEST_OUTPUT)
                .withMaxStringLength(LONGEST_OUTPUT)
                .withMaxListSize(1 << 20)
                .withMaxMapSize(1 << 16)
                .withRangeLimit(1000)
                .withMaxRenderDepth(8)
                .withKeepTrailingNewline(true)
                .withElResolver(resolver)
                .withDisabled(Map.of(Context.Library.TAG, TAGS_WITHOUT_BOUND))
                .withDateTimeProvider(clock::millis)
                .withTimeZone(clock.getZone())
                .withProcessors(
                    JinjavaProcessors.newBuilder()
                        .withNodePreProcessor((node, interpreter) -> step())
                        .build())
                .withLegacyOverrides(
                    LegacyOverrides.newBuilder()
                        .withEvaluateMapKeys(true)
                        .withIterateOverMapKeys(true)
                        .withUseNaturalOperatorPrecedence(true)
                        .withParseWhitespaceControlStrictly(true)
                        .withAllowAdjacentTextNodes(true)
                        .withUseTrimmingForNotesAndExpressions(true)
                        .withKeepNullableLoopValues(true)
                        .withHandleBackslashInQuotesOnly(true)
                        .withDefaultKeepTrailingNewlineBehavior(true)
                        .build())
                .build());
    Context context = jinjava.getGlobalContext();
    context.registerFunction(
        new ELFunctionDefinition(
            "", "raise_exception", ChatTemplate.class, "refuse", String.class));
    context.registerFunction(
        new ELFunctionDefinition("", "strftime_now", ChatTemplate.class, "now", String.class));
    context.registerFilter(
        filter("trim", v -> v == null ? "" : PythonText.strip(v.toString(), null, true, true)));
    context.registerFilter(filter("tojson", PythonJson::write));
    context.registerExpTest(new FlagTest());
  }

  /** {@code x == true} as Python sees it: a text is equal to no truth value. */
  private static final class FlagTest implements ExpTest {
    @Override
    public String getName() {
      return JinjaDialect.EQUALS_FLAG;
    }

    @Override
    public boolean evaluate(
        @Nullable Object value, JinjavaInterpreter interpreter, Object... arguments) {
      return switch (value) {
        case Boolean flag -> flag.equals(arguments[0]);
        case Number number -> number.doubleValue() == (Boolean.TRUE.equals(arguments[0]) ? 1 : 0);
        case null, default -> false;
      };
    }
  }

  private static String rewrite(String source) {
    try {
      return JinjaDialect.rewrite(source);
    } catch (StackOverflowError e) {
      throw ModelException.permanent("The model's chat template is nested too deeply.");
    }
  }

  private static Filter filter(
      String name, java.util.function.Function<@Nullable Object, Object> function) {
    return new Filter() {
      @Override
      public String getName() {
        return name;
      }

      @Override
      public Object filter(
          @Nullable Object value, JinjavaInterpreter interpreter, String... arguments) {
        return function.apply(value);
      }
    };
  }

  /** Jinjava wraps what a function throws. */
  private static void refuseAsTheTemplateDoes(@Nullable Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof Refusal refusal) {
        throw refusal;
      }
    }
  }

  private static void step() {
    Bound current = BOUND.get();
    if (current != null) {
      current.step();
    }
  }

  /** {@code raise_exception}, for Jinjava. */
  @SuppressWarnings("DoNotCallSuggester") // only templates call it
  public static String refuse(String message) {
    throw new Refusal(message);
  }

  /** {@code strftime_now}, for Jinjava. */
  public static String now(String format) {
    JinjavaConfig config = JinjavaInterpreter.getCurrent().getConfig();
    Instant now = Instant.ofEpochMilli(config.getDateTimeProvider().getCurrentTimeMillis());
    ZoneId zone = config.getTimeZone();
    try {
      return PythonText.strftime(format, now.atZone(zone));
    } catch (IllegalArgumentException e) {
      throw new Refusal(String.valueOf(e.getMessage()));
    }
  }

  /**
   * The conversation as text.
   *
   * @param generationPrompt whether the opening of the assistant's next turn follows
   * @throws ModelException permanent if the template refuses the conversation, is wrong, or does
   *     not end
   */
  String render(List<ChatMessage> messages, boolean generationPrompt) {
    List<Object> list = new ArrayList<>();
    for (ChatMessage message : messages) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("role", message.role().wireName());
      map.put("content", message.text());
      list.add(map);
    }
    Map<String, Object> bindings = new HashMap<>(specialTokens);
    bindings.put("strftime_now", true); // so that it is defined
    bindings.put("messages", list);
    bindings.put("add_generation_prompt", generationPrompt);
    BOUND.set(new Bound());
    try {
      RenderResult result = jinjava.renderForResult(source, bindings);
      if (result.hasErrors()) {
        refuseAsTheTemplateDoes(result.getErrors().getFirst().getException());
        throw ModelException.permanent(
            "The model's chat template cannot be rendered: "
                + result.getErrors().getFirst().getMessage()
                + "; mend chat_template in tokenizer_config.json.");
      }
      return result.getOutput();
    } catch (Refusal e) {
      throw ModelException.permanent(
          "The model's chat template refuses the conversation: " + e.getMessage());
    } catch (StackOverflowError e) {
      throw ModelException.permanent("The model's chat template is nested too deeply.");
    } finally {
      BOUND.remove();
    }
  }
}
