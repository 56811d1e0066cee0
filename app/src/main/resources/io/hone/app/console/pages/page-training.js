// What the trainer measures, step by step, versions laid over each other.

import { get } from "./api.js";
import { lineChart, sample } from "./chart.js";
import { h } from "./dom.js";
import { brief, count, fixed, percent, short, significant } from "./format.js";
import { empty, figure, figures, heading, panel, standIn } from "./parts.js";
import { calmly, resource } from "./resource.js";
import { go, link } from "./router.js";

const three = (v) => significant(v, 3);
const CHARTS = [
  { key: "loss", name: "Loss", format: three, says: "What is minimised. Of DPO alone it begins at 0.69, the logarithm of two." },
  { key: "margin", name: "Margin", format: three, says: "Reward of the chosen less that of the rejected." },
  { key: "accuracy", name: "Accuracy", format: (v) => percent(v, 0), says: "Pairs whose chosen response has the higher reward.", domain: [0.4, 1] },
  { key: "chosen_reward", name: "Reward of the chosen", format: three, says: "Falling below zero: the policy leaves what it should keep." },
  { key: "rejected_reward", name: "Reward of the rejected", format: three, says: "Should fall." },
  { key: "kl", name: "KL estimate", format: three, says: "Mean log ratio to the reference, over both." },
  { key: "gradient_norm", name: "Gradient norm", format: three, says: "Before clipping." },
  { key: "learning_rate", name: "Learning rate", format: (v) => significant(v, 2) },
  { key: "tokens_per_second", name: "Tokens a second", format: brief },
  { key: "staleness", name: "Staleness", format: (v) => fixed(v, 1), says: "Versions between the pairs' policy and the promoted one.", domain: [0, 1] },
];
const OVERLAID = 4;

export function open(ctx) {
  let route = ctx.route;
  const training = resource((signal) => get("training", {}, signal), ctx.refresh);
  const again = calmly(training.reload, 2000);
  return {
    title: "Training",
    close: training.close,
    moved: (now) => (route = now),
    run: (before) => before && before.changes.training !== ctx.run().changes.training && again(),
    view: () => [heading("Training", "Each round of the trainer, step by step."), training.data ? rounds(training.data, route.query.versions) : standIn(training, "steps")],
  };
}

function rounds(data, chosen) {
  const all = data.versions;
  if (all.length === 0) return empty("The trainer has not begun: it waits for enough pairs.");
  const names = chosen === undefined ? all.slice(-OVERLAID).map((v) => v.version) : chosen.split(",");
  const shown = all.map((v, i) => ({ ...v, tone: i % 6 })).filter((v) => names.includes(v.version));
  return [newest(all.at(-1)), choice(all, names), shown.length ? h("div", { class: "cards small" }, CHARTS.map((chart) => one(chart, shown))) : empty("No version is chosen.")];
}

function newest(v) {
  const last = v.steps.at(-1);
  if (!last) return empty(`${v.version} has no step yet.`);
  return panel(
    v.state === "training" ? `Training ${v.version}` : `${v.version} is trained`,
    { class: "newest" },
    h("progress", { value: last.step, max: v.steps_of_round || 1, "aria-label": `Steps of ${v.version}` }),
    figures(
      figure("step", `${count(last.step)} of ${count(v.steps_of_round)}`, { raw: last.step, id: "training.step" }),
      figure("round", count(v.round + 1)),
      figure("epoch", fixed(last.epoch, 2)),
      figure("pairs", count(last.pairs)),
      figure("loss", three(last.loss), { raw: last.loss, id: "training.loss" }),
      figure("margin", three(last.margin)),
      figure("accuracy", percent(last.accuracy, 0)),
      figure("tokens", `${brief(Math.round(last.tokens_per_second))}/s`),
    ),
  );
}

function choice(all, names) {
  const toggled = (name, on) => link(["training"], { versions: all.map((v) => v.version).filter((v) => (v === name ? on : names.includes(v))).join(",") || "none" });
  return h(
    "fieldset",
    { class: "choice" },
    h("legend", {}, "Versions"),
    all.map((v, i) => h("label", { key: v.version, class: `tone-${i % 6}` }, h("input", { type: "checkbox", checked: names.includes(v.version), on: { change: (e) => go(toggled(v.version, e.target.checked)) } }), sample(i % 6), h("bdi", {}, v.version))),
  );
}

function one(chart, versions) {
  const series = versions.map((v) => ({ name: v.version, tone: v.tone, points: v.steps.filter((step) => Number.isFinite(step[chart.key])).map((step) => ({ x: step.step, y: step[chart.key] })) }));
  if (series.every((line) => line.points.length === 0)) return null;
  return panel(chart.name, { class: "health", note: chart.says, key: chart.key }, lineChart({ label: chart.name, x: { kind: "number", label: "step" }, series, format: chart.format, tick: chart.format === three || chart.key === "learning_rate" ? short : chart.format, domain: chart.domain, height: 150, legend: false }));
}
