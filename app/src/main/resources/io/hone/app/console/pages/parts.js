// Pieces that several pages are made of.

import { h } from "./dom.js";
import { count, fixed, instant, percent, plain, shortId, time } from "./format.js";
import { link } from "./router.js";

/** The top of a page: its name and one line of what it is for. */
export function heading(title, lead, ...beside) {
  return h("header", { class: "page-head" }, h("div", {}, h("h1", {}, title), lead ? h("p", { class: "lead" }, lead) : null), beside);
}

/** The sentence that answers the page's question. `kind`: good, bad, open. */
export function answer(kind, sentence, word) {
  return h(
    "section",
    { class: `answer ${kind}`, "aria-label": "Answer", "data-answer": kind },
    h("p", { class: "verdict" }, h("span", { class: "sign", "aria-hidden": "true" }, { good: "▲", bad: "▼", open: "◆" }[kind]), word),
    h("p", { class: "sentence" }, sentence),
  );
}

/** A titled part of a page. */
export function panel(title, props, ...children) {
  const { note, beside, ...rest } = props ?? {};
  return h(
    "section",
    { ...rest, class: `panel ${rest.class ?? ""}`.trim(), "aria-label": title },
    h("div", { class: "panel-head" }, h("h2", {}, title), beside),
    note ? h("p", { class: "note" }, note) : null,
    children,
  );
}

export function empty(sentence, ...more) {
  return h("div", { class: "empty" }, h("p", {}, sentence), more);
}

/** What stands in place of data that are not there: waiting, or what went wrong. */
export function standIn(resource, what) {
  if (resource.error) {
    return h(
      "div",
      { class: "failure", role: "alert" },
      h("p", {}, resource.error.message),
      h("button", { type: "button", on: { click: () => resource.reload() } }, "Try again"),
    );
  }
  return h("p", { class: "waiting" }, `Loading ${what} …`);
}

/** A name and its figure. `raw` is what a program would read there. */
export function figure(name, value, props = {}) {
  const { raw, title, tone } = props;
  return h(
    "div",
    { class: tone ? `figure ${tone}` : "figure", title },
    h("dt", {}, name),
    h("dd", { "data-figure": props.id, "data-value": raw ?? null }, value),
  );
}

export const figures = (...children) => h("dl", { class: "figures" }, children);

/** A version as a chip that leads to its pairs. */
export function version(name, props = {}) {
  if (!name) return h("span", { class: "soft" }, "none");
  return h("a", { class: `chip ${props.tone ?? ""}`.trim(), href: link(["pairs"], { version: name }), title: `Pairs of ${name}` }, h("bdi", {}, name), props.after);
}

/** Reasons and how often, each as a bar. `to(reason)` gives a link. */
export function reasons(counts, total, to) {
  const rows = Object.entries(counts ?? {}).sort((a, b) => b[1] - a[1]);
  const most = Math.max(1, ...rows.map(([, n]) => n));
  return h(
    "ul",
    { class: "reasons" },
    rows.map(([reason, n]) =>
      h(
        "li",
        { key: reason, vars: { "--share": String(n / most) } },
        h("span", { class: "reason" }, to ? h("a", { href: to(reason) }, plain(reason)) : plain(reason)),
        h("span", { class: "number" }, count(n), total ? h("span", { class: "soft" }, ` · ${percent(n / total, 0)}`) : null),
      ),
    ),
  );
}

/** A time that shows its whole instant when asked. */
export function when(at) {
  return h("time", { title: instant(at), datetime: at ? instant(at) : null }, time(at));
}

/** An id, short, its whole in the title; with `to` a link. */
export function id(value, to) {
  const text = h("code", { class: "id", title: value }, shortId(value));
  return to ? h("a", { href: to }, text) : text;
}

/** Value with its 95 % interval: 77.3 % (72.1 to 81.6). */
export function measured(measure, format) {
  if (!measure) return h("span", { class: "soft" }, "–");
  return [
    format(measure.value),
    measure.low !== null && measure.low !== undefined
      ? h("span", { class: "interval" }, ` ${format(measure.low).replace(" %", "")} to ${format(measure.high).replace(" %", "")}`)
      : null,
  ];
}

/** How a measure of an examination is written. */
export function formatOf(name) {
  if (name === "mean_length") return (v) => fixed(v, 1);
  if (name === "mean_score" || name === "length_ratio") return (v) => fixed(v, 2);
  return percent;
}

/** Text that people or models wrote: shown as it is, in its own direction, kept apart from what surrounds it. */
export function prose(text, props = {}) {
  return h("div", { ...props, class: `prose ${props.class ?? ""}`.trim(), dir: "auto" }, text === "" ? h("em", { class: "soft" }, "(empty)") : text);
}

/** A table that scrolls by itself where it is too wide. */
export function table(caption, head, rows, props = {}) {
  return h(
    "div",
    { class: "table", tabindex: "0", role: "region", "aria-label": caption },
    h("table", props, h("caption", { class: "unseen" }, caption), h("thead", {}, h("tr", {}, head.map((cell) => (cell instanceof Node ? cell : cell === "" ? h("td") : h("th", { scope: "col" }, cell))))), h("tbody", {}, rows)),
  );
}
