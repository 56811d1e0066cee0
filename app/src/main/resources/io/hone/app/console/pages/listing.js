// The pairs that the list shows, remembered so that one can go on from a pair to the next one of the same list.

import { get } from "./api.js";

const PAGE = 50;
const FILTERS = ["text", "kind", "version", "vote", "min_margin", "order"];
const remembered = { query: null, after: null, answer: null };

/** The part of a hash's query that names the list and not the place in it. */
export function filtersOf(query) {
  return Object.fromEntries(FILTERS.filter((name) => query[name]).map((name) => [name, query[name]]));
}

export async function listing(query, signal) {
  const answer = await get("pairs", { ...filtersOf(query), after: query.after, limit: PAGE }, signal);
  Object.assign(remembered, { query: named(query), after: query.after ?? null, answer });
  return answer;
}

const named = (query) => JSON.stringify(filtersOf(query));

/**
 * The pair before or after in the list that the query names; beyond the rows at hand the next page is asked for.
 *
 * @return {id, after} or null at the list's end, or undefined if this pair is in no list at hand
 */
export async function beside(query, id, step) {
  if (remembered.answer === null || remembered.query !== named(query)) return undefined;
  const rows = remembered.answer.rows;
  const at = rows.findIndex((row) => row.pair_id === id);
  if (at < 0) return undefined;
  if (rows[at + step]) return { id: rows[at + step].pair_id, after: remembered.after };
  if (step < 0) return remembered.after === null ? null : undefined;
  if (!remembered.answer.next) return null;
  const after = remembered.answer.next;
  const more = await listing({ ...filtersOf(query), after });
  return more.rows.length ? { id: more.rows[0].pair_id, after } : null;
}
