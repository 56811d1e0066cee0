package io.hone.app.exam;

import io.hone.app.seed.Examination;
import io.hone.event.Measure;
import io.hone.models.LanguageModel;
import io.hone.streams.recipe.Conversation;
import io.hone.streams.recipe.text.Rubric;
import io.hone.streams.recipe.text.SideBySide;
import io.hone.streams.recipe.text.Templates;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything that versions are asked, the same for each of them. */
final class Paper {
  private static final int OWN_JUDGEMENTS = 4;

  private final ExamSettings settings;
  private final Rubric rubric;
  private final SideBySide sideBySide;
  private final Optional<Examination> world;
  private final List<Conversation> prompts;
  private final Labels labels;

  /**
   * What was found.
   *
   * @param measures of the candidate
   * @param reference of the promoted version, as judge of the same responses; empty without one
   */
  record Findings(Map<String, Measure> measures, Map<String, Measure> reference) {}

  /**
   * Reads the files of prompts and labels.
   *
   * @throws io.hone.app.config.ConfigException if one cannot be read
   * @throws IllegalArgumentException if a template is not of the form
   */
  Paper(ExamSettings settings, Templates templates) {
    this.settings = settings;
    this.rubric = new Rubric(templates, settings.maximumScore());
    this.sideBySide = new SideBySide(templates);
    this.world = world(settings, templates);
    this.prompts =
        settings
            .prompts()
            .map(file -> HeldOut.read(file, settings.promptsLimit()))
            .orElseGet(this::fromWorld);
    this.labels = settings.labels().map(Labels::read).orElse(Labels.NONE);
  }

  private static Optional<Examination> world(ExamSettings settings, Templates templates) {
    int questions = settings.worldQuestions();
    return questions == 0
        ? Optional.empty()
        : Optional.of(
            new Examination(
                templates,
                new Examination.Settings(questions, 1, OWN_JUDGEMENTS, settings.seed())));
  }

  private List<Conversation> fromWorld() {
    return world.stream()
        .flatMap(asked -> asked.questions().stream())
        .limit(settings.promptsLimit())
        .map(Conversation::of)
        .toList();
  }

  /**
   * Asks; takes seconds to minutes.
   *
   * @param model that holds the candidate
   * @param others the promoted version and who compares the two with it; empty for the first
   *     version of a run, which is then measured by itself
   */
  Findings ask(LanguageModel model, Examinee candidate, Optional<Others> others) {
    Judge asJudge = judge(candidate);
    Optional<Judge> promoted = others.map(each -> judge(each.promoted()));
    Judge arbiter =
        others
            .filter(each -> each.arbiter() != each.promoted())
            .map(each -> judge(each.arbiter()))
            .or(() -> promoted)
            .orElse(asJudge);
    Sitting sitting =
        new Sitting(
            settings,
            prompts,
            candidate,
            others.map(Others::promoted).orElse(candidate),
            new Sitting.Judges(asJudge, promoted.orElse(asJudge), arbiter));
    Measures measures = new Measures();
    measures.putAll(sitting.measures(labels));
    world.ifPresent(
        asked -> measures.putBrief(asked.brief(model, candidate.name(), settings.pointsShown())));
    return new Findings(measures.all(), promoted.isPresent() ? sitting.reference() : Map.of());
  }

  /** Who a candidate is compared with, and by whom. */
  record Others(Examinee promoted, Examinee arbiter) {}

  private Judge judge(Examinee who) {
    return new Judge(who, rubric, sideBySide, settings.judging());
  }
}
