// Dead letters sent again: first what it would do, then for good.

import { h } from "./dom.js";
import { many } from "./format.js";
import { order, orderQuickly } from "./orders.js";

/**
 * @param letters [{id, json?}]
 * @return {dryRun, results} or {dryRun, error}, or null if the person thought better of it
 */
export async function resend(ctx, { letters, dryRun }) {
  const asked = { title: dryRun ? "Dry run" : "Send again", text: `${many(letters.length, "letter")}${dryRun ? ": nothing is written." : " will be written to the topics they came from."}`, verb: dryRun ? "Try" : "Send", path: "resend", body: { letters, dry_run: dryRun } };
  try {
    const answer = await (dryRun ? orderQuickly(asked) : order(asked));
    return answer && { dryRun, results: answer.results, id: answer.command_id };
  } catch (refused) {
    return { dryRun, error: refused.message };
  }
}

export function results({ dryRun, results: all, error, id }) {
  if (error) return h("p", { class: "error", role: "alert" }, error);
  const refused = all.filter((one) => one.refused);
  const good = all.length - refused.length;
  return h(
    "div",
    { class: "results", role: "status", "data-dry-run": String(dryRun) },
    h("p", {}, h("strong", {}, dryRun ? "Dry run: " : "Sent: "), `${many(good, "letter")} ${dryRun ? "would be written" : "written"}${refused.length ? `, ${refused.length} refused` : ""}.`, id ? h("code", { class: "id" }, ` ${id}`) : null),
    h("ul", { class: "plainlist" }, all.map((one) => h("li", { key: one.id, class: one.refused ? "bad" : null }, h("code", {}, one.id), one.refused ? ` refused: ${one.refused}` : ` ${dryRun ? `would ${one.would}` : one.written ?? "written"}`))),
  );
}
