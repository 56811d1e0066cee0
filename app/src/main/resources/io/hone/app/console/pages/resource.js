// What a page has asked for: the answer, or why there is none, and asking again without blanking what is shown.

import { Refused } from "./api.js";

/**
 * @param load (signal) → promise of the data
 * @param changed called when anything of it changed
 */
export function resource(load, changed) {
  let running = null;
  const it = {
    data: null,
    error: null,
    loading: false,
    reload() {
      running?.abort();
      const mine = (running = new AbortController());
      it.loading = true;
      return load(mine.signal).then(
        (data) => settle(mine, data, null),
        (failure) => failure.name !== "AbortError" && settle(mine, null, failure),
      );
    },
    close() {
      running?.abort();
      running = null;
      removeEventListener("connected", connected);
    },
  };

  function settle(mine, data, error) {
    if (running !== mine) return;
    it.loading = false;
    it.error = error;
    if (data) it.data = data;
    if (error && !(error instanceof Refused)) console.error(error);
    changed();
  }

  // What failed because no server answered is asked again when one does.
  function connected() {
    if (it.error?.status === 0) it.reload();
  }

  addEventListener("connected", connected);
  it.reload();
  return it;
}

/** Calls `action` at most once in `wait` ms, and the last call always counts. */
export function calmly(action, wait) {
  let timer = null;
  let last = 0;
  return () => {
    if (timer) return;
    timer = setTimeout(
      () => {
        timer = null;
        last = Date.now();
        action();
      },
      Math.max(0, last + wait - Date.now()),
    );
  };
}
