package io.hone.app.config;

import io.hone.consumers.calls.SourceKind;
import io.hone.models.openai.OpenAiSettings;
import io.hone.models.torch.Precision;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Every key of Hone's own. */
public final class Keys {
  private static final int ANY = Integer.MAX_VALUE;

  public static final Key<String> RUN =
      new Key<>("run", Kind.TEXT, "main", "The run: the namespace of all its topics and groups.");

  public static final Key<String> RECIPE =
      new Key<>("recipe.name", Kind.TEXT, "meta-rewarding", "How prompts become preference pairs.");
  public static final Key<Path> RECIPE_TEMPLATES =
      new Key<>(
          "recipe.templates",
          Kind.FILE,
          "",
          "A folder with prompt templates instead of Hone's own; what it lacks is Hone's.");

  public static final Key<Integer> EPISODES_OPEN =
      new Key<>(
          "episodes.open",
          Kind.whole(1, ANY),
          "1000",
          "Episodes of one model version that may be open at a time; further prompts wait.");
  public static final Key<Integer> EPISODES_ATTEMPTS =
      new Key<>(
          "episodes.attempts",
          Kind.whole(1, ANY),
          "3",
          "How often a call is asked before it has failed.");
  public static final Key<Duration> EPISODES_PATIENCE =
      new Key<>(
          "episodes.patience",
          Kind.TIME_SPAN,
          "10m",
          "How long an answer may take, its time in the queue included, before its call is asked"
              + " again.");
  public static final Key<Duration> EPISODES_TICK =
      new Key<>("episodes.tick", Kind.TIME_SPAN, "1s", "How often deadlines are looked at.");
  public static final Key<String> EPISODES_INITIAL =
      new Key<>(
          "episodes.initial",
          Kind.TEXT,
          "base",
          "The policy's version while none is promoted on the topic of models; empty: prompts wait"
              + " until one is.");
  public static final Key<Integer> EPISODES_THREADS =
      new Key<>(
          "episodes.threads",
          Kind.whole(1, 256),
          "1",
          "Threads of this process; in all processes at most as many work as there are"
              + " partitions.");
  public static final Key<Path> EPISODES_STATE =
      new Key<>(
          "episodes.state",
          Kind.FILE,
          "",
          "Where stores lie, for this process alone; empty: under the data folder.");

  public static final Key<Boolean> STATISTICS_ENABLED =
      new Key<>(
          "statistics.enabled",
          Kind.FLAG,
          "true",
          "Whether this process makes the run's statistics beside the episodes.");
  public static final Key<Duration> STATISTICS_WINDOW =
      new Key<>(
          "statistics.window",
          Kind.TIME_SPAN,
          "10s",
          "Event time that figures are summed over; 1 s or more.");
  public static final Key<Duration> STATISTICS_REMEMBER =
      new Key<>(
          "statistics.remember",
          Kind.TIME_SPAN,
          "1h",
          "How long, in the stream's time, the records of an ended prompt are told from"
              + " repetitions; what comes later is only counted as late.");
  public static final Key<Path> STATISTICS_STATE =
      new Key<>(
          "statistics.state",
          Kind.FILE,
          "",
          "Where their stores lie, for this process alone; empty: beside those of the episodes.");

  public static final Key<SourceKind> WORKER_SOURCE =
      new Key<>(
          "worker.source",
          Kind.oneOf(SourceKind.class),
          "share-group",
          "How calls are taken: by a share group (any number of workers, tens of calls in flight)"
              + " or a sliding window (hundreds in flight, as many workers as the work topics have"
              + " partitions).");
  public static final Key<Integer> WORKER_SLOTS =
      new Key<>(
          "worker.slots",
          Kind.whole(1, 2_000),
          "16",
          "Calls at the model at a time; a share group has as many consumers for each stage, 100 at"
              + " most.");
  public static final Key<String> WORKER_NAME =
      new Key<>("worker.name", Kind.TEXT, "", "The name in completions; empty: by process id.");
  public static final Key<Duration> WORKER_CALL_LIMIT =
      new Key<>(
          "worker.call-limit", Kind.TIME_SPAN, "4m", "How long one attempt at the model may take.");
  public static final Key<Duration> WORKER_RETRY_WINDOW =
      new Key<>(
          "worker.retry-window",
          Kind.TIME_SPAN,
          "2m",
          "How long after its delivery a call that failed for the moment may be tried again.");
  public static final Key<Duration> WORKER_VERSION_PATIENCE =
      new Key<>(
          "worker.version-patience",
          Kind.TIME_SPAN,
          "1m",
          "How long a call waits for a version that no model holds before it has failed.");
  public static final Key<Duration> WORKER_GRACE =
      new Key<>(
          "worker.grace",
          Kind.TIME_SPAN,
          "30s",
          "How long a stop waits for what is in flight; the rest is handed back.");

  public static final Key<Integer> WORKER_KEEP_VERSIONS =
      new Key<>(
          "worker.keep-versions",
          Kind.whole(0, 1_000),
          "3",
          "Versions besides the promoted one and the model's own that stay loaded, for episodes"
              + " that began with them.");

  public static final Key<String> STORE_LOCATION =
      new Key<>(
          "store.location",
          Kind.TEXT,
          "",
          "Where the files of versions lie: a folder that all machines mount, or"
              + " s3://BUCKET/PREFIX; empty: under the data folder.");
  public static final Key<String> STORE_S3_ENDPOINT =
      new Key<>(
          "store.s3-endpoint",
          Kind.TEXT,
          "",
          "The URL of an S3-compatible server; empty: AWS. Keys come from the environment, as AWS's"
              + " tools take them.");
  public static final Key<String> STORE_S3_REGION =
      new Key<>("store.s3-region", Kind.TEXT, "us-east-1", "The bucket's region.");

  public static final Key<ModelKind> MODEL_KIND =
      new Key<>(
          "model.kind",
          Kind.oneOf(ModelKind.class),
          "folder",
          "What answers: a model folder in this process, a server with OpenAI's API, or a script"
              + " that plays a model for trials of everything else.");
  public static final Key<String> MODEL_NAME =
      new Key<>("model.name", Kind.TEXT, "policy", "The name that calls route by.");
  public static final Key<String> MODEL_VERSION =
      new Key<>(
          "model.version",
          Kind.TEXT,
          "base",
          "The version that a folder's own weights, or a script, stand for.");
  public static final Key<Path> MODEL_FOLDER =
      new Key<>("model.folder", Kind.FILE, "", "A model folder in Hugging Face's form.");
  public static final Key<String> MODEL_DEVICE =
      new Key<>("model.device", Kind.TEXT, "cpu", "cpu, cuda or cuda:N.");
  public static final Key<Integer> MODEL_THREADS =
      new Key<>(
          "model.threads",
          Kind.whole(1, 1_024),
          "1",
          "CPU threads inside one operation; more pay off above a hidden size of about 512.");
  public static final Key<Precision> MODEL_PRECISION =
      new Key<>(
          "model.precision", Kind.oneOf(Precision.class), "", "Empty: f32 on cpu, bf16 on cuda.");
  public static final Key<String> MODEL_SERVER =
      new Key<>("model.server", Kind.TEXT, "", "The server's URL, e.g. http://localhost:8000/v1.");
  public static final Key<OpenAiSettings.Dialect> MODEL_SERVER_KIND =
      new Key<>(
          "model.server-kind",
          Kind.oneOf(OpenAiSettings.Dialect.class),
          "openai",
          "Which server it is; vllm gives token ids.");
  public static final Key<String> MODEL_SERVER_MODEL =
      new Key<>(
          "model.server-model",
          Kind.TEXT,
          "",
          "The model's name there, which stands for model.version; empty: the only one it has.");
  public static final Key<String> MODEL_KEY_VARIABLE =
      new Key<>(
          "model.api-key-env",
          Kind.TEXT,
          "",
          "The environment variable that holds the server's API key.");
  public static final Key<Path> MODEL_KEY_FILE =
      new Key<>("model.api-key-file", Kind.FILE, "", "The file that holds the server's API key.");
  public static final Key<Integer> MODEL_SCRIPT_SEED =
      new Key<>(
          "model.script-seed", Kind.whole(0, ANY), "0", "The same seed plays the same answers.");
  public static final Key<Duration> MODEL_SCRIPT_LATENCY =
      new Key<>(
          "model.script-latency",
          Kind.TIME_SPAN,
          "50ms",
          "Mean of the script's times to answer, which are exponential, cut at ten times the"
              + " mean.");
  public static final Key<Double> MODEL_SCRIPT_FAULTS =
      new Key<>(
          "model.script-faults",
          Kind.share(),
          "0",
          "Share of the script's answers that fail and may be asked again.");

  public static final Key<Integer> TRAINER_ROUND_PROMPTS =
      new Key<>(
          "trainer.round-prompts",
          Kind.whole(0, ANY),
          "0",
          "Finished prompts that make a round full; 0: a round is not counted in prompts.");
  public static final Key<Integer> TRAINER_ROUND_PAIRS =
      new Key<>(
          "trainer.round-pairs",
          Kind.whole(0, ANY),
          "1000",
          "Preference pairs that make a round full; 0: a round is not counted in pairs.");
  public static final Key<Duration> TRAINER_LONGEST_WAIT =
      new Key<>(
          "trainer.longest-wait",
          Kind.TIME_SPAN,
          "1h",
          "After the first pair was read, a round is full with the pairs that there are.");
  public static final Key<Integer> TRAINER_STALENESS =
      new Key<>(
          "trainer.staleness",
          Kind.whole(0, ANY),
          "1",
          "How many versions behind the parent the maker of a pair may be; older pairs are counted and left out.");
  public static final Key<Double> TRAINER_JUDGE_SHARE =
      new Key<>(
          "trainer.judge-share",
          Kind.share(),
          "0.15",
          "The most that pairs of judgements may be of a round; which ones follows from their ids.");
  public static final Key<Integer> TRAINER_JUDGE_CAP =
      new Key<>(
          "trainer.judge-cap",
          Kind.whole(0, ANY),
          "0",
          "The most pairs of judgements for each score that the better one gave; 0: no bound.");
  public static final Key<Double> TRAINER_JUDGE_MARK =
      new Key<>(
          "trainer.judge-mark",
          Kind.share(),
          "0.64",
          "How often the parent must be right as a meta-judge, where the examination measured it, for pairs of judgements to be learned from.");
  public static final Key<Double> TRAINER_RATE =
      new Key<>("trainer.learning-rate", Kind.share(), "0.001", "The peak of the learning rate.");
  public static final Key<Integer> TRAINER_WARM_UP =
      new Key<>("trainer.warm-up", Kind.whole(0, ANY), "4", "Steps before the peak.");
  public static final Key<Double> TRAINER_FINAL_RATE =
      new Key<>(
          "trainer.final-rate",
          Kind.share(),
          "0.2",
          "What is left of the peak at the end of a straight decay.");
  public static final Key<Double> TRAINER_BETA =
      new Key<>(
          "trainer.beta",
          Kind.number(0, 100),
          "0.1",
          "How dear it is to leave the parent; above 0.");
  public static final Key<Double> TRAINER_NLL_WEIGHT =
      new Key<>(
          "trainer.nll-weight",
          Kind.number(0, 100),
          "1",
          "Weight of the chosen answer's negative log-likelihood per token; it keeps a small model from unlearning.");
  public static final Key<Integer> TRAINER_RANK =
      new Key<>(
          "trainer.rank",
          Kind.whole(1, 1_024),
          "8",
          "Rank of a run's first adapter, whose alpha is twice that; later versions go on from it.");
  public static final Key<Integer> TRAINER_EPOCHS =
      new Key<>("trainer.epochs", Kind.whole(1, ANY), "3", "Passes over a round.");
  public static final Key<Integer> TRAINER_BATCH =
      new Key<>("trainer.batch-pairs", Kind.whole(1, ANY), "32", "Pairs per step.");
  public static final Key<Integer> TRAINER_MAX_STEPS =
      new Key<>(
          "trainer.max-steps",
          Kind.whole(1, ANY),
          "",
          "Ends the training of a round early; empty: when its epochs are over.");
  public static final Key<Integer> TRAINER_MAX_TOKENS =
      new Key<>(
          "trainer.max-tokens",
          Kind.whole(2, ANY),
          "",
          "Longest prompt with answer, longer pairs are left out; empty: the model's context.");
  public static final Key<Integer> TRAINER_BATCH_TOKENS =
      new Key<>(
          "trainer.batch-tokens",
          Kind.whole(1, ANY),
          "1024",
          "Tokens computed at a time; gradients add up over a step.");
  public static final Key<Integer> TRAINER_CHECKPOINT =
      new Key<>("trainer.checkpoint-every", Kind.whole(1, ANY), "20", "Steps between checkpoints.");
  public static final Key<Integer> TRAINER_SEED =
      new Key<>(
          "trainer.seed",
          Kind.whole(0, ANY),
          "0",
          "Of the pairs' order and of a run's first adapter.");
  public static final Key<String> TRAINER_DEVICE =
      new Key<>(
          "trainer.device",
          Kind.TEXT,
          "cpu",
          "cpu, cuda or cuda:N; only on cpu does a run that was killed give the same weights to the bit.");
  public static final Key<Integer> TRAINER_THREADS =
      new Key<>("trainer.threads", Kind.whole(1, 1_024), "1", "CPU threads inside one operation.");
  public static final Key<Path> TRAINER_STATE =
      new Key<>(
          "trainer.state",
          Kind.FILE,
          "",
          "Where rounds are worked on, for this process alone; empty: under the data folder.");

  public static final Key<Path> EXAM_PROMPTS =
      new Key<>(
          "exam.prompts",
          Kind.FILE,
          "",
          "Held-out prompts on which versions are compared, in any form that submit takes; empty:"
              + " those of exam.world, if there are such, else nothing is compared.");
  public static final Key<Integer> EXAM_PROMPTS_LIMIT =
      new Key<>(
          "exam.prompts-limit",
          Kind.whole(1, 100_000),
          "100",
          "At most so many of them are asked.");
  public static final Key<ExamComparison> EXAM_COMPARISON =
      new Key<>(
          "exam.comparison",
          Kind.oneOf(ExamComparison.class),
          "pairwise",
          "How two responses are compared: side by side in both orders, or by the means of their"
              + " scores, for a judge that has only learned to score.");
  public static final Key<ExamJudge> EXAM_JUDGE =
      new Key<>(
          "exam.judge",
          Kind.oneOf(ExamJudge.class),
          "promoted",
          "Who compares: the promoted version, or the weights that the run began with.");
  public static final Key<Double> EXAM_TEMPERATURE =
      new Key<>(
          "exam.temperature",
          Kind.number(0, 10),
          "1",
          "Of responses to held-out prompts; 0: greedy.");
  public static final Key<Integer> EXAM_ANSWER_TOKENS =
      new Key<>(
          "exam.answer-tokens", Kind.whole(1, ANY), "512", "At most so many tokens a response.");
  public static final Key<Integer> EXAM_JUDGEMENTS =
      new Key<>("exam.judgements", Kind.whole(1, 64), "3", "Judgements of each response.");
  public static final Key<Double> EXAM_JUDGING_TEMPERATURE =
      new Key<>(
          "exam.judging-temperature",
          Kind.number(0, 10),
          "1",
          "Of judgements and comparisons; 0: greedy.");
  public static final Key<Integer> EXAM_JUDGEMENT_TOKENS =
      new Key<>(
          "exam.judgement-tokens",
          Kind.whole(1, ANY),
          "512",
          "At most so many tokens a judgement or comparison.");
  public static final Key<Path> EXAM_LABELS =
      new Key<>(
          "exam.labels",
          Kind.FILE,
          "",
          "JSON lines with prompt, response and score, or with prompt, chosen and rejected: how"
              + " often the judge agrees with them.");
  public static final Key<Boolean> EXAM_WORLD =
      new Key<>(
          "exam.world",
          Kind.FLAG,
          "false",
          "Whether versions are examined in the shipped seed's world, where a checker knows what is"
              + " right.");
  public static final Key<Integer> EXAM_WORLD_QUESTIONS =
      new Key<>("exam.world-questions", Kind.whole(1, 100_000), "300", "Held-out questions of it.");
  public static final Key<Integer> EXAM_SEED =
      new Key<>(
          "exam.seed",
          Kind.whole(0, ANY),
          "777",
          "Of the world's questions and all draws: every version is asked alike.");

  public static final Key<Double> PROMOTE_WIN_RATE =
      new Key<>(
          "promote.win-rate",
          Kind.share(),
          "0.5",
          "A version is rejected if its win rate against the promoted one is surely (by its whole"
              + " 95 % interval) below this.");
  public static final Key<Double> PROMOTE_PARSE_FAILURES =
      new Key<>(
          "promote.parse-failures",
          Kind.share(),
          "0.2",
          "Rejected if the share of its judgements without points is surely above this, and above"
              + " the promoted version's.");
  public static final Key<Double> PROMOTE_ONE_SCORE =
      new Key<>(
          "promote.one-score",
          Kind.share(),
          "0.8",
          "Rejected if the share of its judgements that give one and the same score is surely above"
              + " this, and above the promoted version's.");
  public static final Key<Double> PROMOTE_LENGTH_LEAST =
      new Key<>(
          "promote.length-least",
          Kind.number(0, 1),
          "0.5",
          "Rejected if its responses are surely shorter than so many times the promoted version's.");
  public static final Key<Double> PROMOTE_LENGTH_MOST =
      new Key<>(
          "promote.length-most",
          Kind.number(1, 1_000_000),
          "2",
          "Rejected if its responses are surely longer than so many times the promoted version's.");
  public static final Key<Double> PROMOTE_ORDER_CONSISTENCY =
      new Key<>(
          "promote.order-consistency",
          Kind.share(),
          "0.3",
          "Rejected if the share of its comparisons that end alike in both orders is surely below"
              + " this, and below the promoted version's; two coins have 0.5.");
  public static final Key<Double> PROMOTE_ACCURACY_DROP =
      new Key<>(
          "promote.accuracy-drop",
          Kind.share(),
          "0.05",
          "Rejected if a checker finds its greedy answers or judgements right less often than the"
              + " promoted version's by more than this.");

  public static final Key<Integer> WEB_PORT =
      new Key<>(
          "web.port",
          Kind.whole(0, 65_535),
          "",
          "Where metrics and health are served, and by ./hone run and ./hone console the console; 0"
              + " takes any free port. Without it nothing is, but ./hone run takes 0 and ./hone"
              + " console 4663.");
  public static final Key<String> WEB_HOST =
      new Key<>(
          "web.host",
          Kind.TEXT,
          "127.0.0.1",
          "The address that is listened on. One that other machines reach needs a token.");
  public static final Key<String> WEB_TOKEN =
      new Key<>(
          "web.token",
          Kind.TEXT,
          "",
          "Who has it may change things, and read from other machines; 16 characters or more.");
  public static final Key<Path> WEB_TOKEN_FILE =
      new Key<>("web.token-file", Kind.FILE, "", "A file whose first line is the token.");
  public static final Key<Integer> CONSOLE_PAIRS =
      new Key<>(
          "console.pairs",
          Kind.whole(1, 10_000_000),
          "200000",
          "Pairs that the console lists, the newest; each takes about 1 KB of memory.");

  public static final Key<String> TRACES_ENDPOINT =
      new Key<>(
          "traces.endpoint",
          Kind.TEXT,
          "",
          "A collector of OpenTelemetry's that takes OTLP by HTTP, e.g. http://localhost:4318; empty:"
              + " no traces. One process of those that play episodes is enough.");
  public static final Key<Double> TRACES_SHARE =
      new Key<>(
          "traces.share",
          Kind.share(),
          "1",
          "Share of the episodes that are traced; which ones follows from their trace ids.");

  /** In the order of the reference page. */
  static final List<Key<?>> ALL =
      List.of(
          RUN,
          RECIPE,
          RECIPE_TEMPLATES,
          EPISODES_OPEN,
          EPISODES_ATTEMPTS,
          EPISODES_PATIENCE,
          EPISODES_TICK,
          EPISODES_INITIAL,
          EPISODES_THREADS,
          EPISODES_STATE,
          STATISTICS_ENABLED,
          STATISTICS_WINDOW,
          STATISTICS_REMEMBER,
          STATISTICS_STATE,
          WORKER_SOURCE,
          WORKER_SLOTS,
          WORKER_NAME,
          WORKER_CALL_LIMIT,
          WORKER_RETRY_WINDOW,
          WORKER_VERSION_PATIENCE,
          WORKER_GRACE,
          WORKER_KEEP_VERSIONS,
          STORE_LOCATION,
          STORE_S3_ENDPOINT,
          STORE_S3_REGION,
          MODEL_KIND,
          MODEL_NAME,
          MODEL_VERSION,
          MODEL_FOLDER,
          MODEL_DEVICE,
          MODEL_THREADS,
          MODEL_PRECISION,
          MODEL_SERVER,
          MODEL_SERVER_KIND,
          MODEL_SERVER_MODEL,
          MODEL_KEY_VARIABLE,
          MODEL_KEY_FILE,
          MODEL_SCRIPT_SEED,
          MODEL_SCRIPT_LATENCY,
          MODEL_SCRIPT_FAULTS,
          TRAINER_ROUND_PROMPTS,
          TRAINER_ROUND_PAIRS,
          TRAINER_LONGEST_WAIT,
          TRAINER_STALENESS,
          TRAINER_JUDGE_SHARE,
          TRAINER_JUDGE_CAP,
          TRAINER_JUDGE_MARK,
          TRAINER_RATE,
          TRAINER_WARM_UP,
          TRAINER_FINAL_RATE,
          TRAINER_BETA,
          TRAINER_NLL_WEIGHT,
          TRAINER_RANK,
          TRAINER_EPOCHS,
          TRAINER_BATCH,
          TRAINER_MAX_STEPS,
          TRAINER_MAX_TOKENS,
          TRAINER_BATCH_TOKENS,
          TRAINER_CHECKPOINT,
          TRAINER_SEED,
          TRAINER_DEVICE,
          TRAINER_THREADS,
          TRAINER_STATE,
          EXAM_PROMPTS,
          EXAM_PROMPTS_LIMIT,
          EXAM_COMPARISON,
          EXAM_JUDGE,
          EXAM_TEMPERATURE,
          EXAM_ANSWER_TOKENS,
          EXAM_JUDGEMENTS,
          EXAM_JUDGING_TEMPERATURE,
          EXAM_JUDGEMENT_TOKENS,
          EXAM_LABELS,
          EXAM_WORLD,
          EXAM_WORLD_QUESTIONS,
          EXAM_SEED,
          PROMOTE_WIN_RATE,
          PROMOTE_PARSE_FAILURES,
          PROMOTE_ONE_SCORE,
          PROMOTE_LENGTH_LEAST,
          PROMOTE_LENGTH_MOST,
          PROMOTE_ORDER_CONSISTENCY,
          PROMOTE_ACCURACY_DROP,
          WEB_PORT,
          WEB_HOST,
          WEB_TOKEN,
          WEB_TOKEN_FILE,
          CONSOLE_PAIRS,
          TRACES_ENDPOINT,
          TRACES_SHARE);

  private Keys() {}
}
