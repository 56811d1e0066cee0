// The loop alive: what each stage does, what waits, and whether the account holds.

import { get } from "./api.js";
import { sparkline } from "./chart.js";
import { h } from "./dom.js";
import { ago, brief, count, many, millis, percent, plain, rate, significant } from "./format.js";
import { empty, figure, figures, heading, panel, reasons, version } from "./parts.js";
import { calmly, resource } from "./resource.js";
import { link } from "./router.js";

const STAGES = [
  { stage: "actor", name: "Actor", does: "answers" },
  { stage: "judge", name: "Judge", does: "scores answers" },
  { stage: "meta_judge", name: "Meta-judge", does: "judges judgements" },
];

export function open(ctx) {
  const rates = STAGES.map(({ stage }) => resource((signal) => get("series", { stage, points: 60 }, signal), ctx.refresh));
  const again = calmly(() => rates.forEach((one) => one.reload()), 10000);
  return {
    title: "Loop",
    run: again,
    close: () => rates.forEach((one) => one.close()),
    view: () => [heading("Loop", "From prompts to a better model and round again."), ctx.run() ? loop(ctx.run(), rates) : h("p", { class: "waiting" }, "Waiting for the state of the run …")],
  };
}

function loop(run, rates) {
  return [
    run.account.accepted === 0 ? empty("No prompt has been accepted yet.", h("p", {}, "Submit some: ", h("code", {}, "./hone submit questions.jsonl"))) : null,
    h(
      "div",
      { class: "map" },
      prompts(run),
      STAGES.map((it, i) => stage(run, it, rates[i].data)),
      pairs(run),
      trainer(run),
      inUse(run),
      account(run),
    ),
    h("div", { class: "columns" }, noPair(run), tokens(run)),
  ];
}

function station(area, name, does, state, ...inside) {
  return h(
    "section",
    { class: `station ${area}${state.moving ? " moving" : ""}`, "aria-label": name, key: area },
    h("header", {}, h("h2", {}, name), h("p", { class: "does" }, does)),
    h("p", { class: `state ${state.tone ?? ""}`.trim() }, state.text),
    inside,
  );
}

function prompts(run) {
  const { accepted, open } = run.account;
  return station("prompts", "Prompts", "come in", { text: run.paused ? "admission is paused" : open ? "being worked on" : accepted ? "all ended" : "none yet", moving: open > 0 && !run.paused, tone: run.paused ? "warn" : "" }, big(count(accepted), "accepted"), h("progress", { value: accepted - open, max: accepted || 1, "aria-label": "Prompts whose episode has ended" }), figures(figure("ended", count(accepted - open)), figure("open", count(open), { raw: open, id: "prompts.open" })));
}

function stage(run, { stage: key, name, does }, series) {
  const it = run.stages.find((one) => one.stage === key);
  if (!it) return station(key, name, does, { text: "has no part in this recipe" });
  const moving = it.per_second > 0;
  const text = moving ? "working" : it.open ? "waiting for a worker" : "nothing to do";
  return station(
    key,
    name,
    does,
    { text, moving, tone: !moving && it.open ? "warn" : "" },
    big(rate(it.per_second), "done, over the last minute"),
    series?.points.length > 1 ? sparkline(done(series.points), `${name}: how many answers came, over the run`) : null,
    figures(
      figure("open", count(it.open), { raw: it.open, id: `${key}.open`, title: "asked and not answered yet" }),
      figure("lag", count(it.lag), { raw: it.lag, id: `${key}.lag`, title: "records of the work topic that no worker has finished" }),
      figure("p95", millis(it.latency_p95), { raw: it.latency_p95, id: `${key}.p95`, title: `half within ${millis(it.latency_p50)}` }),
      figure("waited p95", millis(it.queued_p95), { raw: it.queued_p95, title: "from asking to the start of work" }),
      figure("failed", count(it.failed), { raw: it.failed, id: `${key}.failed`, tone: it.failed ? "bad" : "", title: failures(it) }),
      figure("tokens", it.tokens_per_second === null ? "–" : `${brief(Math.round(it.tokens_per_second))}/s`, { raw: it.tokens_per_second }),
      figure("done", count(it.completions), { raw: it.completions, id: `${key}.completions` }),
    ),
    served(it.versions),
  );
}

function failures(it) {
  return Object.entries(it.failures).map(([kind, n]) => `${n} × ${plain(kind)}`).join(", ") || "none";
}

function served(versions) {
  const all = Object.entries(versions).sort((a, b) => b[1] - a[1]);
  const total = all.reduce((sum, [, n]) => sum + n, 0);
  if (!total) return null;
  return h("p", { class: "served" }, h("span", { class: "soft" }, "served by "), all.map(([name, n]) => [version(name, { after: all.length > 1 ? h("span", { class: "soft" }, ` ${percent(n / total, 0)}`) : null }), " "]));
}

/** Completions of the last minute by version, all stages together: whether every worker has come to the promoted one. */
function everyStage(run) {
  const sums = {};
  for (const { versions } of run.stages) for (const [name, n] of Object.entries(versions)) sums[name] = (sums[name] ?? 0) + n;
  return sums;
}

const done = (points) => points.map((p) => ({ x: p.from, y: p.figures.counts?.completions ?? 0 }));

function pairs(run) {
  const { actor = 0, judge = 0, ...others } = run.pairs;
  const rest = Object.entries(others);
  const fresh = run.newest.pair_at && run.at - run.newest.pair_at < 60000;
  return station(
    "pairs",
    "Pairs",
    "of better and worse",
    { text: run.newest.pair_at ? `newest ${ago(run.newest.pair_at, run.at)}` : "none yet", moving: fresh },
    big(count(Object.values(run.pairs).reduce((a, b) => a + b, 0)), h("a", { href: "#/pairs" }, "preference pairs")),
    figures(figure("of answers", count(actor), { raw: actor, id: "pairs.actor" }), figure("of judgements", count(judge), { raw: judge, id: "pairs.judge" }), rest.map(([kind, n]) => figure(plain(kind), count(n), { raw: n })), figure("votes", count(run.votes), { raw: run.votes, id: "votes" })),
  );
}

function trainer(run) {
  const it = run.trainer;
  if (!it) return station("trainer", "Trainer", "learns from pairs", { text: "has not begun" });
  const done = it.step >= it.steps;
  return station(
    "trainer",
    "Trainer",
    "learns from pairs",
    { text: done ? `finished ${ago(it.at, run.at)}` : `training ${it.version}`, moving: !done },
    big(`${count(it.step)}/${count(it.steps)}`, h("a", { href: link(["training"]) }, `steps to ${it.version}`)),
    h("progress", { value: it.step, max: it.steps || 1, "aria-label": `Steps of ${it.version}` }),
    figures(figure("loss", significant(it.loss), { raw: it.loss, id: "trainer.loss" })),
  );
}

function inUse(run) {
  return station("version", "Version", "in use by workers", { text: run.promoted ? "promoted" : "none is promoted yet", moving: false }, big(run.promoted ?? "–", h("a", { href: "#/better" }, "is it better?"), "promoted"), served(everyStage(run)));
}

function big(value, what, id) {
  return h("p", { class: "big" }, h("strong", { "data-figure": id }, value), h("span", {}, what));
}

// Before all is read nobody knows yet.
const ACCOUNT = {
  true: { class: "holds", tone: "good", text: "✓ holds" },
  false: { class: "broken", tone: "bad", text: "✗ broken" },
  null: { class: "counting", tone: "", text: "still counting" },
};

function account(run) {
  const { accepted, paired, no_pair: none, dead, open, holds } = run.account;
  const term = (name, value, sign) => h("div", { class: "term" }, h("dt", {}, name), h("dd", { "data-figure": `account.${name.replace(" ", "_")}`, "data-value": value }, sign ? h("span", { class: "operator" }, `${sign} `) : null, count(value)));
  const gone = accepted - paired - none - dead - open;
  return h(
    "section",
    { class: `station account ${ACCOUNT[holds].class}`, "aria-label": "Account", key: "account" },
    h("header", {}, h("h2", {}, "Account"), h("p", { class: "does" }, "nothing gets lost")),
    h("p", { class: `state ${ACCOUNT[holds].tone}`, "data-figure": "account.holds", "data-value": String(holds) }, ACCOUNT[holds].text, holds === false && gone !== 0 ? `: ${count(Math.abs(gone))} ${gone > 0 ? "missing" : "too many"}` : null),
    h("dl", { class: "sum" }, term("accepted", accepted), term("paired", paired, "="), term("no pair", none, "+"), term("dead", dead, "+"), term("open", open, "+")),
    holds !== false ? null : h("p", { class: "note" }, "Run ", h("code", {}, "./hone verify"), ": it names the prompts."),
    run.dead_letters ? h("p", { class: "note" }, h("a", { href: "#/failures" }, many(run.dead_letters, "dead letter"))) : null,
  );
}

function noPair(run) {
  const { no_pair: none, dead, accepted } = run.account;
  const both = { ...run.no_pair_reasons };
  return panel(
    "Why no pair",
    { note: `${many(none, "episode")} ended without a pair, ${count(dead)} dead.` },
    Object.keys(both).length ? reasons(both, accepted) : empty(run.account.paired ? "Every ended episode gave a pair so far." : "No episode has ended yet."),
    Object.keys(run.dead_reasons).length ? [h("h3", {}, "Dead"), reasons(run.dead_reasons, accepted)] : null,
  );
}

function tokens(run) {
  const { prompt, completion } = run.tokens;
  const ended = run.account.paired + run.account.no_pair + run.account.dead;
  return panel(
    "Tokens",
    { note: `Recipe ${run.recipe}.` },
    figures(
      figure("read", count(prompt), { raw: prompt, id: "tokens.prompt" }),
      figure("written", count(completion), { raw: completion, id: "tokens.completion" }),
      figure("per ended prompt", ended ? brief(Math.round((prompt + completion) / ended)) : "–"),
      figure("per pair", run.account.paired ? brief(Math.round((prompt + completion) / run.account.paired)) : "–"),
      figure("unreadable records", count(run.unreadable), { raw: run.unreadable, id: "unreadable", tone: run.unreadable ? "bad" : "" }),
    ),
  );
}
