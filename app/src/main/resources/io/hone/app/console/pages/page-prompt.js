// One prompt: everything that was made of it.

import { get } from "./api.js";
import { h } from "./dom.js";
import { count, plain, seconds } from "./format.js";
import { figure, figures, heading, id, panel, standIn, when } from "./parts.js";
import { resource } from "./resource.js";
import { link } from "./router.js";
import { conversation, judged } from "./story.js";

export function open(ctx) {
  const promptId = ctx.route.path[1];
  const prompt = resource((signal) => get(`prompts/${encodeURIComponent(promptId)}`, {}, signal), ctx.refresh);
  return {
    title: "Prompt",
    close: prompt.close,
    view: () => [heading("Prompt", h("code", {}, promptId)), prompt.data ? told(prompt.data.story) : standIn(prompt, "the prompt's story")],
  };
}

function told(story) {
  return [asked(story.prompt), outcome(story), judged(story, {})];
}

function asked(prompt) {
  if (!prompt) return panel("What was asked", { note: "The prompt's record is no longer there." });
  return panel("What was asked", { class: "prompt-panel", note: prompt.source ? `From ${prompt.source}.` : null }, conversation(prompt.messages), attributes(prompt));
}

function attributes({ attributes: all, at }) {
  return figures(figure("submitted", when(at)), Object.entries(all ?? {}).map(([name, value]) => figure(name, h("bdi", {}, String(value)))));
}

function outcome({ outcome: end, pairs, calls, verdicts, responses }) {
  const made = pairs.map((p) => h("li", { key: p.pair_id }, h("a", { href: link(["pairs", p.pair_id]) }, `${plain(p.kind)} pair `), id(p.pair_id)));
  return panel(
    "What came of it",
    {},
    h("p", { class: "reading" }, end ? [h("span", { class: `chip outcome-${end.status}` }, plain(end.status)), " ", plain(end.reason ?? ""), end.detail ? `: ${end.detail}` : null] : "It is still open."),
    made.length ? h("ul", { class: "plainlist" }, made) : null,
    figures(
      figure("answers", count(responses.length)),
      figure("judgements", count(responses.reduce((sum, r) => sum + r.judgements.length, 0))),
      figure("verdicts", count(verdicts.length)),
      calls ? [figure("calls", count(calls.asked)), figure("failed", count(calls.failed), { tone: calls.failed ? "bad" : "" })] : null,
      end ? [figure("tokens read", count(end.tokens.prompt)), figure("written", count(end.tokens.completion)), figure("took", seconds((end.ended_at - end.admitted_at) / 1000)), figure("ended", when(end.ended_at))] : null,
    ),
  );
}
