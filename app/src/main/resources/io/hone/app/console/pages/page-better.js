// Is the model getting better? The answer first, then what stands behind it, and the orders that follow from it.

import { get } from "./api.js";
import { lineChart } from "./chart.js";
import { h } from "./dom.js";
import { ago, brief, count, fixed, percent, plain, seconds, shortId } from "./format.js";
import { order } from "./orders.js";
import { answer, empty, formatOf, heading, measured, panel, standIn, table } from "./parts.js";
import { resource } from "./resource.js";
import { link } from "./router.js";
import { became, refusal } from "./orders-fate.js";

const QUALITY = [
  { name: "as actor", tone: 0, of: ["actor_accuracy", "mean_score"] },
  { name: "as judge", tone: 1, of: ["judge_accuracy", "judge.agreement"] },
  { name: "as meta-judge", tone: 2, of: ["meta_accuracy"] },
];
const OBJECTIONS = { rejected: "Promote it although it was rejected", candidate: "Promote it before its examination" };
const WORDS = { better: ["good", "Better"], worse: ["bad", "Worse"], unclear: ["open", "Not clear"], waiting: ["open", "Not known yet"] };

export function open(ctx) {
  const versions = resource((signal) => get("versions", {}, signal), ctx.refresh);
  const sent = [];
  return {
    title: "Better?",
    close: versions.close,
    run: (before) => before && before.changes.versions !== ctx.run().changes.versions && versions.reload(),
    view: () => [heading("Better?", "Whether the model improves, from examinations on questions it is never trained on."), versions.data ? better(ctx, versions.data, sent) : standIn(versions, "versions")],
  };
}

function better(ctx, data, sent) {
  const [kind, word] = WORDS[data.answer.kind] ?? WORDS.unclear;
  return [
    answer(kind, data.answer.sentence, word),
    orders(ctx, data, sent),
    data.versions.length ? [h("div", { class: "columns wide-first" }, quality(data), winRate(data)), h("div", { class: "columns" }, lengths(data), cost(data)), all(ctx, data, sent)] : empty("No version has been announced yet: the first one is being examined."),
  ];
}

const tenths = (v) => percent(v, 0);
const names = (data) => data.versions.map((v) => v.version);

function points(data, measure) {
  return data.versions
    .filter((v) => v.measures[measure])
    .map((v) => ({ x: v.version, y: v.measures[measure].value, low: v.measures[measure].low, high: v.measures[measure].high, note: `${count(v.measures[measure].count)} observations` }));
}

function quality(data) {
  const shares = QUALITY.map((role) => ({ ...role, measure: role.of.find((m) => data.measures.includes(m)) })).filter((role) => role.measure && role.measure !== "mean_score");
  const score = data.measures.includes("mean_score") && !data.measures.includes("actor_accuracy");
  return panel(
    "Quality by version",
    { note: shares.length ? "Share right, with 95 % intervals. Intervals that do not overlap are a clear difference." : null },
    shares.length ? lineChart({ label: "Quality by version", x: { kind: "category", values: names(data) }, format: formatOf("actor_accuracy"), tick: tenths, height: 250, legend: true, limits: [0, 1], series: shares.map((role) => ({ name: role.name, tone: role.tone, points: points(data, role.measure) })) }) : null,
    score ? lineChart({ label: "Mean score by version", x: { kind: "category", values: names(data) }, format: formatOf("mean_score"), height: 180, series: [{ name: "mean score of its responses", tone: 0, points: points(data, "mean_score") }] }) : null,
    shares.length || score ? null : empty("No version has been examined yet."),
  );
}

function winRate(data) {
  const won = points(data, "win_rate");
  return panel(
    "Win rate against its parent",
    { note: "Above 50 % its responses are preferred to those of the version before it." },
    won.length ? lineChart({ label: "Win rate by version", x: { kind: "category", values: names(data) }, format: formatOf("win_rate"), tick: tenths, limits: [0, 1], height: 250, domain: [0.4, 0.6], series: [{ name: "win rate", tone: 3, points: won }], marks: [{ value: 0.5, label: "even" }] }) : empty("There is nothing to compare the first version with."),
  );
}

// A model that only writes more wins comparisons too: gain and length stand side by side.
function lengths(data) {
  const ratio = points(data, "length_ratio");
  return panel(
    "Length beside the gain",
    { note: "A gain that comes with longer responses may be a gain of length alone." },
    ratio.length
      ? [
          lineChart({ label: "Length ratio by version", x: { kind: "category", values: names(data) }, format: (v) => `× ${fixed(v, 2)}`, height: 150, domain: [0.9, 1.1], series: [{ name: "length against its parent's", tone: 4, points: ratio }], marks: [{ value: 1, label: "as long" }] }),
          h("ul", { class: "plainlist" }, data.versions.map(lengthSentence)),
        ]
      : empty("No lengths have been compared yet."),
  );
}

function lengthSentence(v) {
  const ratio = v.measures.length_ratio;
  const won = v.measures.win_rate;
  if (!ratio || !won) return null;
  const longer = ratio.low > 1.05 ? "longer" : ratio.high < 0.95 ? "shorter" : "as long";
  const better = won.low > 0.5 ? "better" : won.high < 0.5 ? "worse" : "neither clearly better nor worse";
  const doubt = longer === "longer" && better === "better";
  return h("li", { key: v.version, class: doubt ? "doubt" : null }, h("bdi", {}, v.version), `: ${better}, and ${longer}${doubt ? ": look whether length is all that was gained" : ""}.`);
}

function cost(data) {
  return panel(
    "What each version cost",
    { note: "Calls, tokens and model time of the episodes that it answered." },
    table(
      "Cost by version",
      ["Version", ...["Calls", "Tokens read", "written", "Model time", "Tokens a pair"].map((text) => h("th", { scope: "col", class: "number" }, text))],
      data.versions.map((v) => {
        const all = v.cost.prompt_tokens + v.cost.completion_tokens;
        return h("tr", { key: v.version }, h("th", { scope: "row" }, h("bdi", {}, v.version)), [count(v.cost.calls), brief(v.cost.prompt_tokens), brief(v.cost.completion_tokens), v.cost.model_seconds ? seconds(v.cost.model_seconds) : "–", v.episodes.paired ? brief(Math.round(all / v.episodes.paired)) : "–"].map((text) => h("td", { class: "number" }, text)));
      }),
    ),
  );
}

function all(ctx, data, sent) {
  const shown = data.measures;
  return panel(
    "Every version",
    { note: "Values with 95 % intervals." },
    table(
      "Every version and its measures",
      ["Version", "State", "Order", ...shown.map((m) => h("th", { scope: "col", class: "number" }, plain(m))), ...["Pairs learned from", "Episodes"].map((text) => h("th", { scope: "col", class: "number" }, text))],
      [...data.versions].reverse().map((v) =>
        h(
          "tr",
          { key: v.version, class: v.state === "promoted" ? "current" : null },
          h("th", { scope: "row" }, h("a", { href: link(["pairs"], { version: v.version }) }, h("bdi", {}, v.version)), v.parent ? h("span", { class: "under-line" }, `from ${v.parent}`) : null),
          h("td", {}, h("span", { class: `chip state-${v.state}` }, plain(v.state)), h("details", { class: "why" }, h("summary", {}, "why"), h("p", {}, v.reason || "No reason is recorded."))),
          h("td", {}, versionOrders(ctx, data, v, sent)),
          shown.map((m) => h("td", { class: "number", "data-figure": `${v.version}.${m}`, "data-value": v.measures[m]?.value ?? null }, measured(v.measures[m], formatOf(m)))),
          h("td", { class: "number" }, v.training ? [count(v.training.actor_pairs + v.training.judge_pairs), h("span", { class: "under-line" }, `${count(v.training.judge_pairs)} of judgements`)] : "–"),
          h("td", { class: "number" }, count(v.episodes.paired + v.episodes.no_pair + v.episodes.dead), h("span", { class: "under-line" }, `${count(v.episodes.paired)} paired`)),
        ),
      ),
    ),
  );
}

function versionOrders(ctx, data, v, sent) {
  const locked = lock(ctx);
  if (v.state === "promoted") {
    const before = v.parent;
    return button("Roll back", locked ?? (before ? null : `${v.version} is the first version: there is none to go back to.`), () =>
      give(ctx, sent, { kind: "rollback", version: v.version }, `Take back ${v.version}?`, `Workers return to the version that was promoted before it${before ? `, ${before} if nothing came between` : ""}. What runs on ${v.version} ends on it.`, "Roll back"),
    );
  }
  return button("Promote", locked, () => give(ctx, sent, { kind: "promote", version: v.version }, `Promote ${v.version}?`, `Every worker will change to ${v.version}. It is ${plain(v.state)} now${v.reason ? `: ${v.reason}` : ""}.`, "Promote", OBJECTIONS[v.state]));
}

function lock(ctx) {
  return ctx.run()?.writable === false ? "This console was started without a token, so it only reads. Start it with web.token to give orders." : null;
}

function button(text, locked, click) {
  return h("button", { type: "button", disabled: locked !== null, title: locked, on: { click } }, text);
}

function orders(ctx, data, sent) {
  const run = ctx.run();
  const locked = run ? lock(ctx) : "The state of the run is not known yet.";
  const kind = run?.paused ? "resume" : "pause";
  const text = kind === "pause" ? "No new prompts are taken up, and no new round is trained. What has begun goes on to its end." : "New prompts are taken up again.";
  return h(
    "div",
    { class: "orders" },
    button(kind === "pause" ? "Pause the run" : "Resume the run", locked, () => give(ctx, sent, { kind }, kind === "pause" ? "Pause the run?" : "Resume the run?", text, kind === "pause" ? "Pause" : "Resume")),
    locked ? h("p", { class: "soft", "data-locked": "" }, locked) : null,
    sent.length ? h("ul", { class: "sent", "aria-live": "polite" }, sent.map((one) => fate(one, run, data))) : null,
  );
}

async function give(ctx, sent, body, title, text, verb, objection) {
  const answered = await order({ title, text, verb, path: "orders", body, objection });
  if (answered) sent.unshift({ ...body, id: answered.command_id, at: Date.now() });
  ctx.refresh();
}

function fate(one, run, data) {
  const done = became(one, run, data);
  const why = done ? null : refusal(one, run);
  return h("li", { key: one.id, class: done ? "obeyed" : why ? "refused" : "waiting-order", "data-order": one.id, "data-obeyed": String(done) }, h("strong", {}, `${plain(one.kind)} ${one.version ?? ""}`.trim()), " ", h("code", { class: "id", title: one.id }, shortId(one.id)), done ? " – obeyed" : why ? ` – refused: ${why}` : ` – sent ${ago(one.at)}, not obeyed yet`);
}
