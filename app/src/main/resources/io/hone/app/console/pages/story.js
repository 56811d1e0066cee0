// The story of an episode: the question, the answers, what each was judged, and who won against whom.

import { h } from "./dom.js";
import { count, fixed, plain } from "./format.js";
import { id, panel, prose, table, version } from "./parts.js";

export function conversation(messages) {
  return h("ol", { class: "conversation", tabindex: "0", "aria-label": "Messages" }, messages.map((m) => h("li", { class: m.role }, messages.length > 1 || m.role !== "user" ? h("span", { class: "role" }, m.role) : null, prose(m.content))));
}

/**
 * All answers with their judgements, and the verdicts between judgements.
 *
 * @param about.highlight ids of texts to open and mark
 */
export function judged(story, about) {
  const responses = [...story.responses].sort((a, b) => (b.score ?? -1) - (a.score ?? -1));
  return [
    story.whole === false ? h("p", { class: "note" }, "Some records of this prompt are no longer there.") : null,
    panel("Answers and judgements", { note: "Best score first. Judgements of one answer: those that win most come first, where a meta-judge compared them." }, h("div", { class: "answers" }, responses.map((r, i) => response(r, i, about)))),
    verdicts(story),
  ];
}

function response(r, index, { highlight = [], kind }) {
  const mine = highlight.includes(r.id) || r.judgements.some((j) => highlight.includes(j.id));
  const role = highlight[0] === r.id ? "chosen" : highlight[1] === r.id ? "rejected" : null;
  return h(
    "details",
    { class: `response ${role ?? ""}`.trim(), open: mine && kind === "judge" ? true : null, key: r.id },
    h(
      "summary",
      {},
      h("span", { class: "score", title: "mean of its judgements, 0 to 5" }, fixed(r.score)),
      h("span", { class: "meter", "aria-hidden": "true", vars: { "--share": String((r.score ?? 0) / 5) } }),
      h("span", { class: "gist" }, h("bdi", {}, r.text.slice(0, 160))),
      role ? h("span", { class: `chip ${role}` }, role) : null,
      r.duplicate_of ? h("span", { class: "chip" }, "duplicate") : null,
      h("span", { class: "soft meta" }, `answer ${index + 1} · ${count(r.length)} chars · ${count(r.judgements.length)} judgements`),
    ),
    h("div", { class: "inside" }, prose(r.text), h("p", { class: "note" }, "by ", version(r.version), " ", id(r.id), r.duplicate_of ? [", the same as ", id(r.duplicate_of)] : null), r.judgements.length ? h("ol", { class: "judgements" }, sorted(r.judgements).map((j, i) => judgement(j, i, highlight))) : h("p", { class: "note" }, "It was not judged.")),
  );
}

function sorted(judgements) {
  return [...judgements].sort((a, b) => won(b) - won(a) || (b.score ?? -1) - (a.score ?? -1));
}

const won = (j) => j.won - j.lost;
const fought = (j) => j.won + j.lost + j.undecided > 0;

function judgement(j, index, highlight) {
  const role = highlight[0] === j.id ? "chosen" : highlight[1] === j.id ? "rejected" : null;
  return h(
    "li",
    { class: role, key: j.id },
    h(
      "p",
      { class: "judgement-head" },
      h("strong", {}, `J${index + 1}`),
      h("span", { class: `chip ${j.status === "valid" ? "" : "bad"}`.trim() }, j.status === "valid" ? `${fixed(j.score, 1)} points` : plain(j.status)),
      fought(j) ? h("span", { class: "soft" }, `won ${j.won}, lost ${j.lost}${j.undecided ? `, undecided ${j.undecided}` : ""}`) : null,
      role ? h("span", { class: `chip ${role}` }, role) : null,
      id(j.id),
    ),
    prose(j.text, { tabindex: "0" }),
  );
}

const SIGNS = { first: ["←", "row wins"], second: ["↑", "column wins"], tie: ["=", "tie"], unparsable: ["?", "cannot be read"], call_failed: ["!", "the call failed"] };

function verdicts(story) {
  if (story.verdicts.length === 0) return null;
  const groups = story.responses.filter((r) => story.verdicts.some((v) => v.response_id === r.id));
  return panel(
    "Verdicts",
    { note: "The row's judgement was shown first, the column's second." },
    groups.map((r) => matrix(r, story.verdicts.filter((v) => v.response_id === r.id))),
    h("ul", { class: "signs" }, Object.entries(SIGNS).map(([winner, [sign, says]]) => h("li", {}, h("span", { class: `cell ${winner}` }, sign), ` ${says}`))),
    h(
      "details",
      {},
      h("summary", {}, `Read all ${count(story.verdicts.length)} verdicts`),
      story.verdicts.map((v) => h("article", { class: "verdict-text", key: v.id }, h("p", { class: "judgement-head" }, h("strong", {}, `${plain(v.winner)}`), id(v.id), version(v.version)), prose(v.text))),
    ),
  );
}

function matrix(r, verdicts) {
  const all = sorted(r.judgements);
  const name = new Map(all.map((j, i) => [j.id, `J${i + 1}`]));
  const found = (a, b) => verdicts.filter((v) => v.first === a && v.second === b);
  const shown = all.filter((j) => verdicts.some((v) => v.first === j.id || v.second === j.id));
  return table(
    `Who won, by which was shown first: answer with score ${fixed(r.score)}`,
    ["", ...shown.map((j) => name.get(j.id)), "won", "lost"],
    shown.map((row) =>
      h(
        "tr",
        { key: row.id },
        h("th", { scope: "row" }, name.get(row.id)),
        shown.map((column) => h("td", { class: "cell-holder" }, row === column ? h("span", { class: "soft" }, "·") : cells(found(row.id, column.id), name))),
        h("td", {}, count(row.won)),
        h("td", {}, count(row.lost)),
      ),
    ),
    { class: "matrix" },
  );
}

function cells(found, name) {
  return found.map((v) => {
    const [sign, says] = SIGNS[v.winner] ?? ["?", plain(v.winner)];
    const whole = `${name.get(v.first)} shown before ${name.get(v.second)}: ${says}`;
    return h("span", { class: `cell ${v.winner}`, title: whole }, h("span", { "aria-hidden": "true" }, sign), h("span", { class: "unseen" }, says));
  });
}
