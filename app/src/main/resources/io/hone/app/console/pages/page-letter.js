// One dead letter: what it holds, to be mended and sent again.

import { get } from "./api.js";
import { h } from "./dom.js";
import { bytes, plain } from "./format.js";
import { figure, figures, heading, panel, prose, standIn, when } from "./parts.js";
import { resend, results } from "./resend.js";
import { resource } from "./resource.js";
import { link } from "./router.js";

export function open(ctx) {
  const letterId = ctx.route.path[1];
  const edit = { text: null, problem: null, results: null };
  const letter = resource((signal) => get(`dead-letters/${encodeURIComponent(letterId)}`, {}, signal), ctx.refresh);

  async function send(dryRun) {
    edit.results = await resend(ctx, { letters: [{ id: letterId, ...(edit.text === null ? {} : { json: JSON.parse(edit.text) }) }], dryRun });
    if (edit.results && !dryRun) letter.reload();
    ctx.refresh();
  }

  function typed(event) {
    edit.text = event.target.value.trim() === "" ? null : event.target.value;
    edit.problem = edit.text === null ? null : problemOf(edit.text);
    edit.results = null;
    ctx.refresh();
  }

  return {
    title: `Letter ${letterId}`,
    close: letter.close,
    view: () => [
      heading("Dead letter", h("code", {}, letterId), h("div", { class: "stepper" }, h("a", { class: "button", href: link(["failures"], ctx.route.query) }, "↑ List"))),
      letter.data ? shown(ctx, letter.data.letter, edit, { send, typed }) : standIn(letter, "the letter"),
    ],
  };
}

/** Why a text is no JSON object, or null. */
function problemOf(text) {
  try {
    const value = JSON.parse(text);
    return value !== null && typeof value === "object" && !Array.isArray(value) ? null : "A record is a JSON object: { … }.";
  } catch (error) {
    return `This is no JSON: ${error.message}.`;
  }
}

function shown(ctx, it, edit, does) {
  const locked = ctx.run()?.writable === false;
  const sendable = !locked && edit.problem === null;
  return [
    panel(
      plain(it.reason),
      {},
      h("p", { class: "reading" }, h("bdi", {}, it.detail)),
      figures(figure("in", it.component), figure("from", `${it.topic} ${it.partition} / ${it.offset}`), figure("failed", when(it.failed_at)), figure("size", bytes(it.bytes)), it.resent ? figure("sent again", ["by ", h("bdi", {}, it.resent.by), " ", when(it.resent.at)]) : null),
    ),
    panel("Value", { note: FORMS[it.value?.form] ?? "It has no value." }, value(it.value, edit, does.typed)),
    h(
      "div",
      { class: "bulk" },
      h("button", { type: "button", disabled: !sendable, on: { click: () => does.send(true) } }, "Dry run"),
      h("button", { type: "button", class: "main", disabled: !sendable || !edit.results?.dryRun, title: edit.results?.dryRun ? null : "First a dry run", on: { click: () => does.send(false) } }, "Send again"),
      locked ? h("p", { class: "soft" }, "This console was started without a token, so it only reads.") : null,
    ),
    edit.results ? results(edit.results) : null,
    panel("Key and headers", {}, h("dl", { class: "headers" }, pair("key", it.key ?? "none"), it.headers.map((one) => pair(one.key, one.value)))),
  ];
}

const FORMS = {
  record: "A record of its contract. Edit it, and the edited one is sent.",
  text: "Text, but no record of the topic's contract. Put a record in its place to send that.",
  bytes: "Bytes that no contract reads. Put a record in its place to send that.",
};

function value(it, edit, typed) {
  if (!it) return null;
  const original = it.form === "record" ? JSON.stringify(it.json, null, 2) : "";
  return [
    it.form === "text" ? prose(it.text) : it.form === "bytes" ? h("pre", { class: "bytes" }, hex(it.base64)) : null,
    h("label", { class: "field" }, h("span", {}, "Record to send, as JSON"), h("textarea", { rows: 14, spellcheck: "false", autocomplete: "off", "aria-invalid": edit.problem ? "true" : null, "aria-describedby": "problem", on: { input: typed } }, original)),
    h("p", { id: "problem", class: edit.problem ? "error" : "soft" }, edit.problem ?? (edit.text === null ? "Not edited." : "Edited.")),
  ];
}

function pair(name, text) {
  return h("div", {}, h("dt", {}, name), h("dd", {}, h("bdi", {}, text)));
}

/** Bytes as hexadecimal and, beside it, as far as they are letters. */
function hex(base64) {
  const all = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const lines = [];
  for (let i = 0; i < Math.min(all.length, 4096); i += 16) {
    const some = [...all.subarray(i, i + 16)];
    lines.push(`${some.map((b) => b.toString(16).padStart(2, "0")).join(" ").padEnd(48)} ${some.map((b) => (b >= 32 && b < 127 ? String.fromCharCode(b) : "·")).join("")}`);
  }
  return lines.join("\n");
}
