// One pair: both texts side by side, why they are a pair, all that was judged, where it came from and where it went.

import { get } from "./api.js";
import { say } from "./announce.js";
import { difference } from "./diff.js";
import { h } from "./dom.js";
import { count, fixed, percent, plain } from "./format.js";
import { beside, filtersOf } from "./listing.js";
import { orderQuickly } from "./orders.js";
import { figure, figures, heading, id, panel, prose, standIn, version, when } from "./parts.js";
import { resource } from "./resource.js";
import { go, link } from "./router.js";
import { conversation, judged } from "./story.js";

const VOTES = [
  { choice: "a", key: "a", text: "A is better", title: "The chosen one is better" },
  { choice: "b", key: "b", text: "B is better", title: "The rejected one is better" },
  { choice: "tie", key: "t", text: "Tie", title: "Neither is better" },
  { choice: "discard", key: "d", text: "Discard", title: "Nothing should be learned from this pair" },
];

export function open(ctx) {
  const pairId = ctx.route.path[1];
  let query = ctx.route.query;
  const state = { marked: true, vote: null, differences: null };
  const pair = resource((signal) => get(`pairs/${encodeURIComponent(pairId)}`, {}, signal), () => {
    state.differences = null;
    ctx.refresh();
  });

  async function step(by) {
    const near = await beside(query, pairId, by);
    if (near) return go(link(["pairs", near.id], { ...filtersOf(query), after: near.after }));
    const other = pair.data?.neighbours[by > 0 ? "older" : "newer"];
    if (near === undefined && other) return go(link(["pairs", other], filtersOf(query)));
    say("This is the end of the list.");
  }

  async function vote({ choice, text }) {
    if (ctx.run()?.writable === false) return;
    state.vote = { choice, text, sending: true };
    ctx.refresh();
    try {
      const answer = await orderQuickly({ title: `Vote: ${text}`, verb: "Vote", path: "votes", body: { pair_id: pairId, choice } });
      state.vote = answer ? { choice, text, id: answer.command_id } : null;
      if (answer) say(`Vote sent: ${text}.`);
    } catch (refused) {
      state.vote = { choice, text, error: refused.message };
    }
    ctx.refresh();
  }

  const marks = () => {
    state.marked = !state.marked;
    ctx.refresh();
  };

  return {
    title: "Pair",
    close: pair.close,
    moved: (now) => (query = now.query),
    run: (before) => before && before.changes.votes !== ctx.run().changes.votes && pair.reload(),
    keys: () => [
      { keys: "j or ArrowRight", does: "next pair", run: () => step(1) },
      { keys: "k or ArrowLeft", does: "pair before", run: () => step(-1) },
      ...VOTES.map((v) => ({ keys: v.key, does: `vote: ${v.text}`, run: () => vote(v) })),
      { keys: "m", does: "mark the differences, or not", run: marks },
      { keys: "u", does: "up to the list", run: () => go(link(["pairs"], query)) },
    ],
    view: () => [top(query, step), pair.data && !pair.error ? shown(ctx, pair.data, state, { vote, marks }) : standIn(pair, "the pair")],
  };
}

function top(query, step) {
  return heading(
    "Pair",
    null,
    h(
      "div",
      { class: "stepper" },
      h("a", { class: "button", href: link(["pairs"], query) }, "↑ List"),
      h("button", { type: "button", on: { click: () => step(-1) } }, "← Before ", h("kbd", {}, "k")),
      h("button", { type: "button", on: { click: () => step(1) } }, "Next ", h("kbd", {}, "j"), " →"),
    ),
  );
}

function shown(ctx, data, state, does) {
  const { pair } = data;
  return [
    lineage(data),
    panel("Prompt", { class: "prompt-panel" }, conversation(pair.messages)),
    sides(pair, state, does.marks),
    votes(ctx, data, state, does.vote),
    h("div", { class: "columns" }, why(pair), models(pair)),
    data.story ? judged(data.story, { highlight: [pair.chosen?.id, pair.rejected?.id], kind: pair.kind }) : panel("Judgements", {}, h("p", { class: "note" }, data.story_missing ?? "The episode's records are not known.")),
  ];
}

function lineage({ pair, siblings, trained, story }) {
  const step = (name, ...what) => h("li", {}, h("span", { class: "soft" }, name), " ", what);
  const judgements = story?.responses.reduce((sum, r) => sum + r.judgements.length, 0);
  return h(
    "ol",
    { class: "lineage", "aria-label": "Where it came from and where it went" },
    step("prompt", id(pair.prompt_id, link(["prompts", pair.prompt_id]))),
    story ? step(`${count(story.responses.length)} answers,`, `${count(judgements)} judgements, ${count(story.verdicts.length)} verdicts`) : null,
    h("li", { class: "here", "aria-current": "true" }, h("span", { class: `chip kind-${pair.kind}` }, pair.kind), " pair ", id(pair.pair_id)),
    siblings.filter((other) => other.pair_id !== pair.pair_id).map((other) => step("sibling", h("a", { href: link(["pairs", other.pair_id]) }, `${other.kind} pair`))),
    step("trained", trained.length ? trained.map((v) => [version(v.version), ` ${plain(v.state)} `]) : "no version yet"),
  );
}

function sides(pair, state, marks) {
  const both = pair.chosen && pair.rejected;
  if (both && state.marked) state.differences ??= difference(pair.chosen.text, pair.rejected.text);
  const runs = both && state.marked ? state.differences : null;
  return h(
    "section",
    { class: "sides", "aria-label": "Both texts" },
    side("A", "chosen", pair.chosen, runs?.left, "ins", pair.kind),
    side("B", "rejected", pair.rejected, runs?.right, "del", pair.kind),
    h(
      "p",
      { class: "marking" },
      h("button", { type: "button", "aria-pressed": String(state.marked), on: { click: marks } }, "Mark differences ", h("kbd", {}, "m")),
      runs ? h("span", { class: "soft" }, runs.shared === null ? " The texts differ too much to find every shared word." : ` ${percent(runs.shared, 0)} of the words are shared.`) : null,
    ),
  );
}

function side(letter, name, text, runs, tag, kind) {
  const label = `${letter}, ${name}`;
  if (!text) return h("article", { class: `side ${name}`, "aria-label": label }, h("header", {}, h("h2", {}, label)), h("p", { class: "note" }, "There is none: this pair has only the other."));
  return h(
    "article",
    { class: `side ${name}`, "aria-label": label },
    h(
      "header",
      {},
      h("h2", {}, h("span", { class: "letter" }, letter), ` ${name}`),
      figures(figure("score", fixed(text.score)), kind === "judge" || text.elo !== null ? figure("Elo", fixed(text.elo)) : null, figure("length", count(text.length), { title: "characters" }), figure(kind === "judge" ? "ballots" : "judged", count(text.ballots))),
    ),
    h("div", { class: "text", tabindex: "0", role: "region", "aria-label": `Text of ${label}` }, prose(runs ? runs.map((run) => (run.same ? run.text : h(tag, {}, run.text))) : text.text)),
    h("footer", {}, id(text.id)),
  );
}

function votes(ctx, data, state, vote) {
  const locked = ctx.run()?.writable === false;
  const last = data.votes.at(-1);
  return h(
    "section",
    { class: "votes", "aria-label": "Your vote" },
    h("div", { class: "vote-buttons" }, VOTES.map((v) => h("button", { type: "button", class: v.choice, title: v.title, disabled: locked, "aria-pressed": String(last?.choice === v.choice), on: { click: () => vote(v) } }, v.text, " ", h("kbd", {}, v.key)))),
    locked ? h("p", { class: "soft" }, "This console was started without a token, so nobody can vote here.") : voted(state.vote, data),
    data.votes.length
      ? h("ul", { class: "plainlist" }, data.votes.map((v) => h("li", {}, h("strong", {}, VOTES.find((one) => one.choice === v.choice)?.text ?? v.choice), " by ", h("bdi", {}, v.by), v.why ? [": ", h("q", {}, v.why)] : null, h("span", { class: "soft" }, " ", when(v.at)))))
      : null,
  );
}

function voted(mine, data) {
  if (!mine) return data.votes.length ? null : h("p", { class: "soft" }, "No person has voted on this pair.");
  if (mine.error) return h("p", { class: "error", role: "alert" }, mine.error);
  if (mine.sending) return h("p", { class: "soft" }, `Voting: ${mine.text} …`);
  return h("p", { "data-vote": mine.id }, data.votes.at(-1)?.choice === mine.choice ? "✓ Recorded: " : "Sent: ", mine.text, ", ", id(mine.id));
}

function why(pair) {
  return panel(
    "Why this pair",
    {},
    h("p", { class: "reading" }, pair.reason || "No reason is recorded."),
    figures(figure("weight", fixed(pair.weight)), figure("recipe", pair.recipe), figure("round", count(pair.iteration)), figure("made", when(pair.at))),
    h("details", {}, h("summary", {}, "Evidence and place"), h("p", { class: "ids" }, pair.evidence.map((one) => [id(one), " "])), h("p", { class: "note" }, `${pair.position.topic}, partition ${pair.position.partition}, offset ${pair.position.offset}; settings ${pair.config_hash}`)),
  );
}

function models(pair) {
  const role = (name, of) => h("div", { class: "figure" }, h("dt", {}, name), h("dd", {}, of ? version(of) : h("span", { class: "soft" }, "had no part")));
  return panel("Who made it", {}, figures(role("policy", pair.policy), role("actor", pair.actor), role("judge", pair.judge), role("meta-judge", pair.meta_judge)));
}
