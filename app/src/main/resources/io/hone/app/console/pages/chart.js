// Line charts and histograms in SVG, drawn for the width that they get.

import { h, s } from "./dom.js";
import { time as clock } from "./format.js";
import { extent, position, ticks } from "./scale.js";

const LEFT = 46;
const RIGHT = 14;
const TOP = 12;
const BOTTOM = 24;

/**
 * A chart of lines or of points with intervals.
 *
 * @param it.label what a reader who does not see it is told
 * @param it.x {kind: "category", values} or {kind: "time"} or {kind: "number", label}
 * @param it.series [{name, tone, points: [{x, y, low?, high?}]}]; tone 0 to 5 has its own colour, dash and marker
 * @param it.marks [{value, label, bad?: "above"|"below"}] lines to compare with
 * @param it.format how a value is written; `it.tick` the same for the axis, where it should be shorter
 * @param it.limits [least, most] beyond which no value can lie
 * @param it.legend whether the names are told; if not given, where there are several
 * @param it.domain [least, most] that is always shown
 */
export function lineChart(it) {
  const series = it.series.filter((one) => one.points.length > 0);
  return h(
    "div",
    { class: "chart" },
    it.legend ?? series.length > 1 ? legend(series) : null,
    h("div", { class: "plot", role: "img", "aria-label": spoken(it, series), vars: { "--height": `${it.height ?? 170}px` }, sized: (width) => draw(it, series, width) }),
  );
}

function spoken(it, series) {
  const told = series.map((one) => {
    const last = one.points.at(-1);
    return `${one.name}: ${it.format(one.points[0].y)} first, ${it.format(last.y)} last`;
  });
  return `${it.label}. ${told.join("; ") || "Nothing measured yet"}.`;
}

export function legend(series) {
  return h(
    "ul",
    { class: "legend" },
    series.map((one) => h("li", { class: `tone-${one.tone}` }, sample(one.tone), one.name)),
  );
}

/** Line and marker of a tone, as beside its name. */
export function sample(tone) {
  return s("svg", { class: "sample-line", viewBox: "0 0 26 10", "aria-hidden": "true" }, s("path", { class: "line", d: "M0 5H26" }), marker(tone, 13, 5));
}

function draw(it, series, width) {
  const height = it.height ?? 170;
  const box = { left: LEFT, right: width - RIGHT, top: TOP, bottom: height - BOTTOM };
  const [least, most] = extent(series, it.marks ?? [], it.domain);
  const [lowest, highest] = it.limits ?? [-Infinity, Infinity];
  const lines = ticks(least, most, Math.max(2, Math.floor((box.bottom - box.top) / 32))).filter((v) => v >= lowest && v <= highest);
  const y = position(Math.min(least, ...lines), Math.max(most, ...lines), box.bottom, box.top);
  const x = horizontal(it.x, series, box);
  return s(
    "svg",
    { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
    (it.marks ?? []).map((mark) => zone(mark, y, box)),
    lines.map((value) => [
      s("line", { class: "grid", x1: box.left, x2: box.right, y1: y(value), y2: y(value) }),
      s("text", { class: "tick", x: box.left - 7, y: y(value) + 4, "text-anchor": "end" }, (it.tick ?? it.format)(value)),
    ]),
    x.labels.map((one) => s("text", { class: "tick", x: one.at, y: height - 7, "text-anchor": one.anchor ?? "middle" }, one.text)),
    series.map((one, i) => curve(one, i, series.length, x, y, it)),
    marks(it.marks ?? [], y, box),
  );
}

function horizontal(spec, series, box) {
  const wide = box.right - box.left;
  if (spec.kind === "category") {
    const step = wide / Math.max(1, spec.values.length);
    const at = (value) => box.left + step * (spec.values.indexOf(value) + 0.5);
    const every = Math.ceil(64 / step);
    const labels = spec.values.map((value, i) => ({ text: shorter(value, Math.floor((step * every) / 7.5)), at: at(value), shown: i % every === 0 }));
    return { at, step, labels: labels.filter((one) => one.shown) };
  }
  const all = series.flatMap((one) => one.points.map((p) => p.x));
  const [from, to] = all.length ? [Math.min(...all), Math.max(...all)] : [0, 1];
  const at = position(from, to === from ? from + 1 : to, box.left + 4, box.right - 4);
  const text = spec.kind === "time" ? (v) => clock(v) : (v) => `${spec.label} ${v}`;
  const labels = all.length === 0 ? [] : [{ text: text(from), at: box.left, anchor: "start" }];
  if (to > from) labels.push({ text: text(to), at: box.right, anchor: "end" });
  return { at, step: 0, labels };
}

function shorter(text, most) {
  return text.length <= most ? text : `${text.slice(0, Math.max(1, most - 1))}…`;
}

function curve(one, index, of, x, y, it) {
  const shift = x.step ? (index - (of - 1) / 2) * Math.min(12, x.step / (of + 1)) : 0;
  const spots = one.points.map((p) => ({ ...p, px: x.at(p.x) + shift, py: y(p.y) }));
  const path = spots.map((p, i) => `${i ? "L" : "M"}${p.px.toFixed(1)} ${p.py.toFixed(1)}`).join("");
  const dots = x.step > 0 || spots.length < 3;
  return s(
    "g",
    { class: `tone-${one.tone}` },
    s("path", { class: of > 1 ? "line" : "line whole", d: path }),
    spots.map((p) => (p.low === undefined || p.low === null ? null : s("path", { class: "interval", d: `M${p.px} ${y(p.low)}V${y(p.high)}M${p.px - 4} ${y(p.low)}h8M${p.px - 4} ${y(p.high)}h8` }))),
    dots ? spots.map((p) => s("g", {}, s("title", {}, told(one, p, it)), marker(one.tone, p.px, p.py))) : null,
  );
}

function told(one, p, it) {
  const range = p.low === undefined || p.low === null ? "" : ` (${it.format(p.low)} to ${it.format(p.high)})`;
  return `${one.name}, ${p.x}: ${it.format(p.y)}${range}${p.note ? `, ${p.note}` : ""}`;
}

const SHAPES = [
  (x, y) => s("circle", { class: "spot", cx: x, cy: y, r: 4 }),
  (x, y) => s("rect", { class: "spot", x: x - 3.6, y: y - 3.6, width: 7.2, height: 7.2 }),
  (x, y) => s("path", { class: "spot", d: `M${x} ${y - 5}l5 5l-5 5l-5 -5z` }),
  (x, y) => s("path", { class: "spot", d: `M${x} ${y - 4.6}l5 8.4h-10z` }),
];

function marker(tone, x, y) {
  return SHAPES[tone % SHAPES.length](x, y);
}

// Reference lines; the label stands above its line, or below where that would hit the label of another.
function marks(all, y, box) {
  let last = -Infinity;
  return [...all]
    .sort((a, b) => b.value - a.value)
    .map((mark) => {
      const at = y(mark.value);
      let text = at - 4 < box.top + 6 ? at + 12 : at - 4;
      if (text - last < 12) text = Math.max(at + 12, last + 12);
      last = text;
      return s(
        "g",
        { class: mark.bad ? "mark bad" : "mark" },
        s("line", { x1: box.left, x2: box.right, y1: at, y2: at }),
        s("text", { x: box.right, y: text, "text-anchor": "end" }, mark.label),
      );
    });
}

function zone(mark, y, box) {
  if (!mark.bad) return null;
  const at = Math.max(box.top, Math.min(box.bottom, y(mark.value)));
  const [from, to] = mark.bad === "above" ? [box.top, at] : [at, box.bottom];
  return s("rect", { class: "zone", x: box.left, width: box.right - box.left, y: from, height: Math.max(0, to - from) });
}

/** Bars of how many fell between bounds: bounds[i] is the upper end of buckets[i], and belongs to it. */
export function histogram({ label, bounds, buckets, format, most, height = 90 }) {
  const total = buckets.reduce((a, b) => a + b, 0);
  return h("div", { class: "plot histogram", role: "img", "aria-label": label, vars: { "--height": `${height}px` }, sized: (width) => bars(bounds, buckets, total, most, width, height, format) });
}

function bars(bounds, buckets, total, most, width, height, format) {
  const step = width / Math.max(1, buckets.length);
  const tallest = most ?? Math.max(...buckets.map((n) => n / (total || 1)));
  const scale = (height - 34) / (tallest || 1);
  return s(
    "svg",
    { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
    buckets.map((n, i) => {
      const part = total ? n / total : 0;
      const tall = part * scale;
      return s(
        "g",
        {},
        s("title", {}, `${format(bounds[i])}: ${n} (${(part * 100).toFixed(1)} %)`),
        s("rect", { class: "bar", x: i * step + 1, width: Math.max(1, step - 2), y: height - 18 - tall, height: Math.max(n ? 1 : 0, tall) }),
        part >= 0.1 ? s("text", { class: "tick", x: (i + 0.5) * step, y: height - 22 - tall, "text-anchor": "middle" }, `${(part * 100).toFixed(0)}`) : null,
        i % Math.ceil(26 / step) === 0 ? s("text", { class: "tick", x: (i + 0.5) * step, y: height - 4, "text-anchor": "middle" }, format(bounds[i])) : null,
      );
    }),
    s("line", { class: "axis", x1: 0, x2: width, y1: height - 17.5, y2: height - 17.5 }),
  );
}

/** A small line without axes: how a figure went. */
export function sparkline(points, label) {
  return h("div", { class: "spark", role: "img", "aria-label": label, sized: (width) => spark(points, width, 30) });
}

function spark(points, width, height) {
  const y = position(0, Math.max(1, ...points.map((p) => p.y)), height - 2, 3);
  const x = position(points[0].x, points.at(-1).x, 1, width - 1);
  const line = points.map((p, i) => `${i ? "L" : "M"}${x(p.x).toFixed(1)} ${y(p.y).toFixed(1)}`).join("");
  return s(
    "svg",
    { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
    points.length > 1 ? [s("path", { class: "under", d: `${line}L${width - 1} ${height}L1 ${height}Z` }), s("path", { class: "line", d: line })] : null,
  );
}
