// All pairs: sought, filtered, sorted, a page at a time, so that a hundred thousand are no burden.

import { h } from "./dom.js";
import { count, fixed, many } from "./format.js";
import { filtersOf, listing } from "./listing.js";
import { empty, heading, standIn, when } from "./parts.js";
import { resource } from "./resource.js";
import { go, link, replace } from "./router.js";
import { say } from "./announce.js";

const TYPED = 50; // ms without a letter before the server is asked
const CHOICES = [
  { name: "kind", label: "Kind", options: [["", "every kind"], ["actor", "of answers"], ["judge", "of judgements"]] },
  { name: "vote", label: "Votes", options: [["", "voted or not"], ["any", "voted on"], ["none", "not voted on"], ["a", "A: chosen is better"], ["b", "B: rejected is better"], ["tie", "tie"], ["discard", "discard"]] },
  { name: "order", label: "Order", options: [["", "newest first"], ["oldest", "oldest first"], ["margin", "widest margin first"], ["length", "longest first"]] },
];
export const VOTES = { a: "A", b: "B", tie: "tie", discard: "discarded" };

export function open(ctx) {
  let route = ctx.route;
  let typing = null;
  const list = resource((signal) => listing(route.query, signal), () => (tell(), ctx.refresh()));
  const tell = () => list.data && say(`${many(list.data.matched, "pair")} found.`);

  function filter(change, quietly) {
    const hash = link(["pairs"], { ...filtersOf(route.query), ...change });
    quietly ? replace(hash) : go(hash);
  }

  function typed(name) {
    return (event) => {
      clearTimeout(typing);
      const { value } = event.target;
      typing = setTimeout(() => filter({ [name]: value.trim() }, true), TYPED);
    };
  }

  return {
    title: "Pairs",
    close: () => (clearTimeout(typing), list.close()),
    moved: (now) => ((route = now), list.reload()),
    run: (before) => changed(before, ctx.run()) && !route.query.after && list.reload(),
    keys: () => [
      { keys: "/", does: "search", run: () => document.getElementById("text").focus() },
      { keys: "j or ArrowDown", does: "next pair", run: () => step(1) },
      { keys: "k or ArrowUp", does: "pair before", run: () => step(-1) },
    ],
    view: () => [heading("Pairs", "What the trainer learns from: for one prompt, a better and a worse text."), filters(route.query, typed, filter), list.data && !list.error ? found(list, route) : standIn(list, "pairs")],
  };
}

const changed = (before, now) => before && (before.changes.votes !== now.changes.votes || before.changes.pairs !== now.changes.pairs);

function filters(query, typed, filter) {
  const set = Object.keys(filtersOf(query)).length > 0;
  return h(
    "form",
    { class: "filters", role: "search", on: { submit: (event) => event.preventDefault() } },
    h("label", { class: "field search" }, h("span", {}, "Search"), h("input", { id: "text", type: "search", value: query.text ?? "", placeholder: "words or an id", autocomplete: "off", spellcheck: "false", on: { input: typed("text") } })),
    CHOICES.map(({ name, label, options }) =>
      h("label", { class: "field" }, h("span", {}, label), h("select", { id: name, on: { change: (event) => filter({ [name]: event.target.value }) } }, options.map(([value, text]) => h("option", { value, selected: (query[name] ?? "") === value }, text)))),
    ),
    h("label", { class: "field short" }, h("span", {}, "Version"), h("input", { id: "version", value: query.version ?? "", placeholder: "any", autocomplete: "off", on: { input: typed("version") } })),
    h("label", { class: "field short" }, h("span", {}, "Margin at least"), h("input", { id: "min_margin", value: query.min_margin ?? "", placeholder: "0", inputmode: "decimal", autocomplete: "off", on: { input: typed("min_margin") } })),
    set ? h("a", { class: "button", href: "#/pairs" }, "Clear") : null,
  );
}

function found(list, route) {
  const { data } = list;
  const { query } = route;
  if (data.total === 0) return empty("There are no pairs yet. The first come when a prompt's episode ends with a better and a worse text.");
  return [
    h("p", { class: "found", "data-figure": "pairs.matched", "data-value": data.matched }, h("strong", {}, count(data.matched)), ` of ${many(data.total, "pair")}`, h("span", { class: "soft" }, ` · ${count(data.took_ms)} ms`), data.dropped ? h("span", { class: "soft" }, ` · the oldest ${count(data.dropped)} are no longer held here`) : null),
    data.rows.length === 0
      ? empty("No pair is like that.", h("p", {}, h("a", { href: "#/pairs" }, "Show all")))
      : h("ol", { class: "pairlist", "aria-label": "Pairs" }, data.rows.map((row) => item(row, query))),
    h(
      "nav",
      { class: "paging", "aria-label": "Pages of the list" },
      query.after ? h("a", { class: "button", href: link(["pairs"], filtersOf(query)) }, "First page") : null,
      data.next ? h("a", { class: "button", href: link(["pairs"], { ...filtersOf(query), after: data.next }) }, "Next page") : h("span", { class: "soft" }, "End of the list"),
    ),
  ];
}

function item(row, query) {
  const margin = row.chosen_score === null || row.rejected_score === null ? null : row.chosen_score - row.rejected_score;
  return h(
    "li",
    { key: row.pair_id },
    h(
      "a",
      { href: link(["pairs", row.pair_id], { ...filtersOf(query), after: query.after }), "data-pair": row.pair_id },
      h("span", { class: `chip kind-${row.kind}` }, row.kind),
      h("span", { class: "prompt" }, h("bdi", {}, row.prompt)),
      h("span", { class: "scores", title: "score of the chosen and of the rejected" }, fixed(row.chosen_score), h("span", { class: "soft" }, " over "), fixed(row.rejected_score)),
      h("span", { class: "margin soft", title: "margin" }, margin === null ? "" : `+${fixed(margin)}`),
      h("span", { class: "lengths soft", title: "characters of the chosen and of the rejected" }, `${count(row.chosen_length)} / ${count(row.rejected_length)} chars`),
      h("span", { class: "of" }, h("bdi", {}, row.version)),
      h("span", { class: "at soft" }, when(row.at)),
      row.vote ? h("span", { class: "chip vote" }, `vote ${VOTES[row.vote] ?? row.vote}`) : h("span", {}),
    ),
  );
}

// Moves the focus from pair to pair; the first key press goes to the first pair.
function step(by) {
  const links = [...document.querySelectorAll(".pairlist a")];
  const at = links.indexOf(document.activeElement);
  links[Math.max(0, Math.min(links.length - 1, at + by))]?.focus();
}
