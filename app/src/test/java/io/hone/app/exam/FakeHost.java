package io.hone.app.exam;

import io.hone.models.ChatMessage;
import io.hone.models.Generation;
import io.hone.models.GenerationRequest;
import io.hone.models.LanguageModel;
import io.hone.models.ModelException;
import io.hone.models.Prompt;
import io.hone.models.VersionHost;
import io.hone.models.scripted.Answer;
import io.hone.models.scripted.Answers;
import io.hone.models.scripted.Script;
import io.hone.models.scripted.ScriptedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import reactor.core.publisher.Mono;

/**
 * A host whose versions behave as the folders that they are loaded from are called. Responses say
 * how good they are, {@code quality 3}, and honest judges read that.
 */
final class FakeHost implements LanguageModel, VersionHost {
  private static final Pattern QUALITY = Pattern.compile("quality (\\d)");

  private final Map<String, Answer> behaviours = new ConcurrentHashMap<>();
  private final Map<String, Answer> loaded = new ConcurrentHashMap<>();
  private final List<String> everLoaded = new ArrayList<>();
  private final LanguageModel model =
      new ScriptedModel(
          Script.of(
              1, (request, sample, random) -> behaviour(request).text(request, sample, random)));

  FakeHost(Answer base) {
    loaded.put("base", base);
  }

  /** What a version does that is loaded from a folder of this name. */
  FakeHost knows(String folder, Answer behaviour) {
    behaviours.put(folder, behaviour);
    return this;
  }

  /** A version that answers, and judges and compares as it is told to. */
  static Answer version(Answer actor, Answer judge, Answer comparer) {
    return Answers.byPart(
        Answers::partByClosing,
        Map.of(
            Answers.Part.ACTOR, actor,
            Answers.Part.JUDGE, judge,
            Answers.Part.META_JUDGE, comparer));
  }

  /** Responses of 1 to 3, or so much better. */
  static Answer actor(int better) {
    return (request, sample, random) ->
        "An answer of quality " + (1 + better + random.nextInt(3)) + " to " + last(request) + ".";
  }

  static Answer honestJudge() {
    return (request, sample, random) -> "So it is.\nScore: " + qualities(request).getFirst();
  }

  static Answer honestComparer() {
    return (request, sample, random) -> {
      List<Integer> shown = qualities(request);
      int lead = shown.get(0) - shown.get(1);
      return "So it is.\nWinner: " + (lead == 0 ? "a tie" : lead > 0 ? "Response A" : "Response B");
    };
  }

  static Answer honest(int better) {
    return version(actor(better), honestJudge(), honestComparer());
  }

  static Answer says(String text) {
    return (request, sample, random) -> text;
  }

  static Answer fails(ModelException failure) {
    return (request, sample, random) -> {
      throw failure;
    };
  }

  private Answer behaviour(GenerationRequest request) {
    Answer answer = loaded.get(request.version());
    if (answer == null) throw ModelException.permanent(request.version() + " is not loaded.");
    return answer;
  }

  private static List<Integer> qualities(GenerationRequest request) {
    return QUALITY
        .matcher(last(request))
        .results()
        .map((MatchResult found) -> Integer.valueOf(found.group(1)))
        .toList();
  }

  private static String last(GenerationRequest request) {
    List<ChatMessage> messages = ((Prompt.Chat) request.prompt()).messages();
    return messages.getLast().text();
  }

  /** Every name that was ever loaded, in order. */
  List<String> everLoaded() {
    return everLoaded;
  }

  @Override
  public Mono<Generation> generate(GenerationRequest request) {
    return model.generate(request);
  }

  @Override
  public int capacity() {
    return 16;
  }

  @Override
  public Mono<Void> load(String version, Path folder) {
    return Mono.fromRunnable(
        () -> {
          Answer behaviour = behaviours.get(folder.getFileName().toString());
          if (behaviour == null) throw ModelException.permanent("There is no " + folder + ".");
          if (loaded.putIfAbsent(version, behaviour) != null) {
            throw ModelException.permanent(version + " is loaded already.");
          }
          everLoaded.add(version);
        });
  }

  @Override
  public Mono<Void> unload(String version) {
    return Mono.fromRunnable(() -> loaded.remove(version));
  }

  @Override
  public Set<String> versions() {
    return new TreeSet<>(loaded.keySet());
  }

  @Override
  public void close() {
    model.close();
  }
}
