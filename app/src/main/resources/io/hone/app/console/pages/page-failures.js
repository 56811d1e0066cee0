// What went wrong: ends without a pair, failed calls, and dead letters, which can be looked at and sent again.

import { get } from "./api.js";
import { h } from "./dom.js";
import { bytes, count, many, plain } from "./format.js";
import { empty, heading, panel, reasons, standIn, table, when } from "./parts.js";
import { resend, results } from "./resend.js";
import { resource } from "./resource.js";
import { link } from "./router.js";

const GROUP = ["reason", "component", "topic"];
const groupOf = (query) => Object.fromEntries(GROUP.filter((name) => query[name]).map((name) => [name, query[name]]));

export function open(ctx) {
  let route = ctx.route;
  const chosen = new Set();
  const told = { results: null };
  const failures = resource((signal) => get("failures", {}, signal), ctx.refresh);
  const letters = resource((signal) => get("dead-letters", { ...groupOf(route.query), after: route.query.after, limit: 50 }, signal), ctx.refresh);
  const again = () => (failures.reload(), letters.reload());

  async function send(dryRun) {
    told.results = await resend(ctx, { letters: [...chosen].map((id) => ({ id })), dryRun });
    if (told.results && !dryRun) {
      chosen.clear();
      again();
    }
    ctx.refresh();
  }

  function choose(ids, on) {
    ids.forEach((id) => (on ? chosen.add(id) : chosen.delete(id)));
    told.results = null;
    ctx.refresh();
  }

  return {
    title: "Failures",
    close: () => (failures.close(), letters.close()),
    moved: (now) => ((route = now), chosen.clear(), (told.results = null), letters.reload()),
    run: (before) => before && before.changes.dead_letters !== ctx.run().changes.dead_letters && again(),
    view: () => [
      heading("Failures", "What ended without a pair, what models could not answer, and records that nobody could use."),
      failures.data ? [summary(failures.data), groups(failures.data.letters, route.query)] : standIn(failures, "failures"),
      letters.data && !letters.error ? list(ctx, letters.data, route.query, chosen, { choose, send, told }) : standIn(letters, "dead letters"),
    ],
  };
}

function summary(data) {
  const calls = [...data.calls].sort((a, b) => b.count - a.count);
  return h(
    "div",
    { class: "columns" },
    panel("Episodes without a pair", {}, some(data.outcomes.no_pair, "None."), Object.keys(data.outcomes.dead).length ? [h("h3", {}, "Dead"), reasons(data.outcomes.dead)] : null),
    panel("Calls that failed", {}, calls.length ? reasons(Object.fromEntries(calls.map((c) => [`${plain(c.stage)}: ${plain(c.kind)}`, c.count]))) : empty("No call has failed.")),
  );
}

function some(counts, otherwise) {
  return Object.keys(counts).length ? reasons(counts) : empty(otherwise);
}

function groups(letters, query) {
  if (letters.length === 0) return panel("Dead letters", {}, empty("There are none: every record could be read and used."));
  return panel(
    "Dead letters",
    { note: "Records that could not be read or used, kept as they came." },
    h(
      "ul",
      { class: "groups" },
      letters.map((g) => {
        const on = GROUP.every((name) => query[name] === g[name]);
        return h(
          "li",
          { key: `${g.reason}/${g.component}/${g.topic}` },
          h("a", { href: on ? "#/failures" : link(["failures"], { reason: g.reason, component: g.component, topic: g.topic }), "aria-current": on ? "true" : null }, h("strong", {}, count(g.count)), ` × ${plain(g.reason)}`, h("span", { class: "soft" }, ` in ${g.component}, from ${g.topic}, newest `, when(g.newest_at))),
          h("p", { class: "sample" }, h("bdi", {}, g.sample)),
        );
      }),
    ),
  );
}

function list(ctx, data, query, chosen, { choose, send, told }) {
  if (data.matched === 0) return null;
  const locked = ctx.run()?.writable === false;
  const all = data.rows.every((row) => chosen.has(row.id));
  const tried = told.results?.dryRun;
  return panel(
    "Letters",
    { note: `${many(data.matched, "letter")}${data.matched < data.total ? ` of ${count(data.total)}` : ""}. Choose some, try what sending would do, then send.` },
    h(
      "div",
      { class: "bulk" },
      h("button", { type: "button", disabled: locked || chosen.size === 0, on: { click: () => send(true) } }, chosen.size ? `Dry run of ${many(chosen.size, "letter")}` : "Dry run"),
      h("button", { type: "button", class: "main", disabled: locked || !tried, title: tried ? null : "First a dry run", on: { click: () => send(false) } }, "Send again"),
      locked ? h("p", { class: "soft" }, "This console was started without a token, so it only reads.") : null,
    ),
    told.results ? results(told.results) : null,
    table(
      "Letters on this page",
      [h("th", { scope: "col" }, h("input", { type: "checkbox", checked: all, "aria-label": "Choose all on this page", on: { change: (e) => choose(data.rows.map((r) => r.id), e.target.checked) } })), "Letter", "Reason", "From", h("th", { scope: "col", class: "number" }, "Size"), "Failed", "Sent again"],
      data.rows.map((row) =>
        h(
          "tr",
          { key: row.id },
          h("td", {}, h("input", { type: "checkbox", checked: chosen.has(row.id), "aria-label": `Choose ${row.id}`, on: { change: (e) => choose([row.id], e.target.checked) } })),
          h("th", { scope: "row" }, h("a", { href: link(["failures", row.id], query) }, row.id)),
          h("td", {}, plain(row.reason), h("span", { class: "under-line" }, h("bdi", {}, row.detail))),
          h("td", {}, row.topic, h("span", { class: "under-line" }, `${row.partition} / ${row.offset}`)),
          h("td", { class: "number" }, bytes(row.bytes)),
          h("td", {}, when(row.failed_at)),
          h("td", {}, row.resent ? ["by ", h("bdi", {}, row.resent.by), " ", when(row.resent.at)] : h("span", { class: "soft" }, "no")),
        ),
      ),
    ),
    h("nav", { class: "paging", "aria-label": "Pages of the list" }, query.after ? h("a", { class: "button", href: link(["failures"], groupOf(query)) }, "First page") : null, data.next ? h("a", { class: "button", href: link(["failures"], { ...groupOf(query), after: data.next }) }, "Next page") : null),
  );
}
