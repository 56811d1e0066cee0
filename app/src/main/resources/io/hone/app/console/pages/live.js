// The stream of the run's state, by fetch and not EventSource, because only fetch can send the token.

import { headers } from "./api.js";

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;
const SILENCE = 45000; // three heartbeats

/**
 * Follows GET /api/live and begins again when it breaks, after 1, 2, 4 … 30 s.
 *
 * @param told {run(state), connection({state: "connecting" | "open" | "lost" | "refused", retryAt, sentence})}
 * @return {again(): tries at once}
 */
export function follow(told) {
  let wait = FIRST_WAIT;
  let timer = null;
  let current = null;

  async function attempt() {
    clearTimeout(timer);
    const mine = (current = new AbortController());
    told.connection({ state: "connecting" });
    try {
      const response = await fetch("/api/live", { headers: headers(), signal: mine.signal, cache: "no-store", credentials: "omit" });
      if (response.status === 401 || response.status === 403) {
        told.connection({ state: "refused", sentence: (await response.json().catch(() => null))?.error });
        return;
      }
      if (response.ok) await read(response.body, mine, opened);
    } catch {
      // A broken stream and a closed one are the same here: try again.
    }
    if (current === mine) later();
  }

  function opened(state) {
    wait = FIRST_WAIT;
    told.connection({ state: "open" });
    told.run(state);
  }

  function later() {
    told.connection({ state: "lost", retryAt: Date.now() + wait });
    timer = setTimeout(attempt, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }

  function again() {
    wait = FIRST_WAIT;
    const before = current;
    current = null;
    before?.abort();
    attempt();
  }

  attempt();
  return { again };
}

async function read(body, controller, onRun) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  const events = parser((event, data) => event === "run" && onRun(JSON.parse(data)));
  for (;;) {
    const silence = setTimeout(() => controller.abort(), SILENCE);
    const { done, value } = await reader.read().finally(() => clearTimeout(silence));
    if (done) return;
    events(value);
  }
}

/** Server-sent events out of pieces of text, however they are cut. Pure but for the call of `told(event, data)`. */
export function parser(told) {
  let rest = "";
  let event = "message";
  let data = [];
  return (piece) => {
    const lines = (rest + piece).split("\n");
    rest = lines.pop();
    for (const raw of lines) {
      const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
      if (line === "") {
        if (data.length) told(event, data.join("\n"));
        event = "message";
        data = [];
      } else if (line.startsWith("event:")) event = line.slice(6).trim();
      else if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
    }
  };
}
