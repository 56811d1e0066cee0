package io.hone.app.console;

import io.hone.app.config.Config;
import io.hone.app.config.Keys;
import io.hone.app.records.RunLookup;
import io.hone.app.web.Answer;
import io.hone.app.web.Assets;
import io.hone.app.web.Refusal;
import io.hone.app.web.Request;
import io.hone.app.web.Route;
import io.hone.app.web.WebSettings;
import io.hone.schemas.catalog.Namespace;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;

/**
 * The console of one run: pages and what they ask for.
 *
 * <p>Life cycle: {@link #start} returns at once and begins to read the run; {@link #routes} are for
 * a web server, which is to be closed before {@link #close} is called.
 */
public final class Console implements AutoCloseable {
  private final WatchedRun run;
  private final RunLookup lookup;
  private final Live live;
  private final List<Route> routes = new ArrayList<>();

  /**
   * What a console is to be.
   *
   * @param writable whether orders can be given
   * @param mostPairs so many are held; the oldest go first
   */
  public record Settings(boolean writable, int mostPairs) {

    /** As configured: orders can be given where there is a token. */
    public static Settings of(Config config, WebSettings web) {
      return new Settings(web.token().isPresent(), config.get(Keys.CONSOLE_PAIRS));
    }
  }

  private Console(Map<String, Object> kafka, Namespace run, Settings settings) {
    this.run = WatchedRun.start(kafka, run, settings.mostPairs());
    this.lookup = new RunLookup(kafka, run);
    Stories stories = new Stories(this.run, lookup);
    Letters letters = new Letters(kafka, run, lookup);
    RunPart whole = new RunPart(this.run, settings.writable(), InstantSource.system());
    this.live = new Live(whole::json);
    pages();
    get("/api/run", request -> Answer.json(whole.json()));
    get("/api/live", request -> new Answer.Events(live.events()));
    SeriesPart series = new SeriesPart(this.run);
    get("/api/series", request -> Answer.json(series.json(request)));
    QualityPart quality = new QualityPart(this.run);
    get("/api/versions", request -> Answer.json(quality.versions()));
    get("/api/judge", request -> Answer.json(quality.judge()));
    TrainingPart training = new TrainingPart(this.run);
    get("/api/training", request -> Answer.json(training.json()));
    PairsPart pairs = new PairsPart(this.run, lookup, stories);
    get("/api/pairs", request -> Answer.json(pairs.list(request)));
    get("/api/pairs/{pair_id}", request -> Answer.json(pairs.one(request)));
    get("/api/prompts/{prompt_id}", request -> prompt(stories, request));
    FailuresPart failures = new FailuresPart(this.run, letters);
    get("/api/failures", request -> Answer.json(failures.summary()));
    get("/api/dead-letters", request -> Answer.json(failures.list(request)));
    get("/api/dead-letters/{id}", request -> Answer.json(failures.one(request)));
    OrdersPart orders = new OrdersPart(kafka, this.run, letters);
    routes.add(Route.post("/api/orders", orders::order));
    routes.add(Route.post("/api/votes", orders::vote));
    routes.add(Route.post("/api/resend", orders::resend));
  }

  /**
   * Starts.
   *
   * @param kafka settings of clients and registry
   */
  public static Console start(Map<String, Object> kafka, Namespace run, Settings settings) {
    return new Console(kafka, run, settings);
  }

  private void pages() {
    Answer.Whole index = Assets.read(Console.class, "pages/index.html");
    routes.add(Route.open("/", request -> index));
    routes.addAll(Assets.routes(Console.class, "pages", "/assets/"));
  }

  private void get(String path, Function<Request, Answer> answer) {
    routes.add(Route.get(path, request -> answered(answer, request)));
  }

  private static Answer answered(Function<Request, Answer> answer, Request request) {
    try {
      return answer.apply(request);
    } catch (KafkaException e) {
      throw new Refusal(503, "the run's topics cannot be read now: " + e.getMessage());
    }
  }

  private static Answer prompt(Stories stories, Request request) {
    String id = request.named().getOrDefault("prompt_id", "");
    Stories.Told told =
        stories
            .of(id)
            .orElseThrow(
                () ->
                    new Refusal(
                        404,
                        "prompt %s is not of this run, or not read yet"
                            .formatted(Words.beginning(id, 100))));
    var json = Json.object().put("prompt_id", id);
    json.set("story", StoryJson.of(told));
    return Answer.json(json);
  }

  /** What a web server is to serve. */
  public List<Route> routes() {
    return List.copyOf(routes);
  }

  @Override
  public void close() {
    live.close();
    run.close();
    lookup.close();
  }
}
