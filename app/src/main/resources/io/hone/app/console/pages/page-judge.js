// Can the judge still be trusted? The answer, then each figure of its health over versions and over time.

import { get } from "./api.js";
import { histogram, lineChart } from "./chart.js";
import { h } from "./dom.js";
import { count, fixed, percent, short, significant } from "./format.js";
import { answer, empty, heading, panel, standIn } from "./parts.js";
import { calmly, resource } from "./resource.js";

const two = (v) => fixed(v, 2);
const share = (v) => percent(v, 0);

/** Each with what a healthy judge shows. Keys are those of `derived`. */
const FIGURES = [
  { key: "score_mean", name: "Mean score", format: two, tick: short, domain: [3, 5], limits: [0, 5], says: "It should follow the quality of the answers. A judge that gives 5 to everything no longer tells them apart." },
  { key: "higher_wins", name: "Higher-scored judgement wins", format: share, domain: [0.4, 1], limits: [0, 1], says: "How often the meta-judge prefers the judgement that gave more points. Near 100 % it only looks at the points." },
  { key: "position_first", name: "First position wins", format: share, domain: [0.3, 0.7], limits: [0, 1], says: "Half would be fair. Far from it the meta-judge decides by place, not by content." },
  { key: "score_variance", name: "Variance among judgements", format: two, tick: short, domain: [0, 1], says: "Of one response, in points². At zero there is nothing left for the meta-judge to choose from." },
  { key: "judgement_agreement", name: "Judgements that agree", format: share, domain: [0, 1], limits: [0, 1], says: "Two judgements of one response with equal points." },
  { key: "parse_failures", name: "Judgements without points", format: percent, domain: [0, 0.05], limits: [0, 1], says: "Those that cannot be read, or lie outside 0 to 5." },
  { key: "order_consistency", name: "Same winner in both orders", format: share, domain: [0.4, 1], limits: [0, 1], says: "Two coins would agree half of the time." },
  { key: "length_score_slope", name: "Points per 100 characters", format: (v) => significant(v * 100, 2), domain: [0, 0.001], says: "Within one prompt. Above zero, longer answers score higher." },
  { key: "length_score_correlation", name: "Correlation of length and score", format: two, tick: short, domain: [-0.5, 0.5], limits: [-1, 1], says: "Within one prompt, from −1 to 1." },
];
const WORDS = { trust: ["good", "Trust it"], doubt: ["bad", "Doubt it"], waiting: ["open", "Not known yet"] };

export function open(ctx) {
  const judge = resource((signal) => get("judge", {}, signal), ctx.refresh);
  const again = calmly(judge.reload, 10000);
  return {
    title: "Judge",
    close: judge.close,
    run: again,
    view: () => [heading("Judge", "Whether scores and verdicts can still be believed."), judge.data ? health(judge.data) : standIn(judge, "the judge's figures")],
  };
}

function health(data) {
  const [kind, word] = WORDS[data.answer.kind] ?? WORDS.waiting;
  const known = FIGURES.filter((f) => data.versions.some((v) => has(v, f)) || data.series.some((p) => has(p, f)));
  return [
    answer(kind, data.answer.sentence, word),
    known.length ? [scores(data), h("div", { class: "cards" }, known.map((f) => card(data, f)))] : empty("Nothing has been judged yet."),
  ];
}

const has = (it, f) => Number.isFinite(it.figures.derived?.[f.key]);
const value = (it, f) => it.figures.derived[f.key];

function card(data, f) {
  const marks = data.marks.filter((m) => m.figure === f.key);
  const versions = data.versions.filter((v) => has(v, f));
  const series = data.series.filter((p) => has(p, f));
  const now = versions.at(-1);
  const common = { format: f.format, tick: f.tick, marks, domain: f.domain, limits: f.limits };
  return panel(
    f.name,
    { class: "health", note: f.says, beside: now ? h("p", { class: "now", "data-figure": `${now.version}.${f.key}`, "data-value": value(now, f) }, h("strong", {}, f.format(value(now, f))), h("span", { class: "soft" }, " ", h("bdi", {}, now.version))) : null },
    h("h3", {}, "By version"),
    lineChart({ ...common, label: `${f.name} by version`, x: { kind: "category", values: versions.map((v) => v.version) }, series: [{ name: f.name, tone: 1, points: versions.map((v) => ({ x: v.version, y: value(v, f) })) }] }),
    h("h3", {}, "Over time"),
    series.length > 1 ? lineChart({ ...common, height: 130, label: `${f.name} over time`, x: { kind: "time" }, series: [{ name: f.name, tone: 1, points: series.map((p) => ({ x: p.from, y: value(p, f) })) }] }) : empty("Not enough time has passed for a line."),
  );
}

function scores(data) {
  const all = data.versions.map((v) => ({ version: v.version, ...whole(v.figures.moments?.score) })).filter((v) => v.total > 0);
  if (all.length === 0) return null;
  const most = Math.max(...all.flatMap((v) => v.buckets.map((n) => n / v.total)));
  return panel(
    "Which scores it gives",
    { note: "Share of judgements by points, in percent. One tall bar is a judge that says the same to everyone." },
    h(
      "div",
      { class: "histograms" },
      all.map((v) =>
        h(
          "figure",
          { key: v.version },
          h("figcaption", {}, h("bdi", {}, v.version), h("span", { class: "soft" }, ` ${count(v.total)} judgements, mean ${two(v.mean)}`)),
          histogram({ label: `Scores of ${v.version}: ${v.bounds.map((b, i) => `${b}: ${share(v.buckets[i] / v.total)}`).join(", ")}`, bounds: v.bounds, buckets: v.buckets, most, format: (b) => (Number.isInteger(b) ? String(b) : b.toFixed(1)) }),
        ),
      ),
    ),
  );
}

// Only buckets that hold something are sent: all halves from 0 to 5 are shown, so that versions compare.
function whole(score) {
  const bounds = Array.from({ length: 11 }, (_, i) => i / 2);
  const buckets = bounds.map(() => 0);
  (score?.bounds ?? []).forEach((bound, i) => {
    const at = Math.min(10, Math.max(0, Math.round(bound * 2)));
    buckets[at] += score.buckets[i] ?? 0;
  });
  return { bounds, buckets, total: buckets.reduce((a, b) => a + b, 0), mean: score?.mean };
}
