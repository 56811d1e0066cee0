// What surrounds every page: name, places, how it stands with the server, look, keys.

import { h, s } from "./dom.js";
import { count } from "./format.js";
import { link } from "./router.js";
import { theme, useTheme } from "./session.js";

const PAGES = [
  ["loop", "Loop"],
  ["better", "Better?"],
  ["judge", "Judge"],
  ["pairs", "Pairs"],
  ["training", "Training"],
  ["failures", "Failures"],
];

export function banner({ run, connection, place, refresh, showKeys }) {
  return [
    h("a", { class: "brand", href: "#/loop", "aria-label": "Hone, to the loop" }, blade(), h("span", {}, "Hone"), run ? h("bdi", { class: "run-name", title: "Name of the run" }, run.run) : null),
    h(
      "nav",
      { "aria-label": "Pages" },
      h(
        "ul",
        {},
        PAGES.map(([page, title]) =>
          h("li", { key: page }, h("a", { href: link([page]), "aria-current": here(place, page) ? "page" : null }, title, page === "failures" && run?.dead_letters ? h("span", { class: "badge", title: "Dead letters" }, count(run.dead_letters)) : null)),
        ),
      ),
    ),
    h(
      "div",
      { class: "corner" },
      run?.paused ? h("span", { class: "pill paused" }, "Paused") : null,
      h("span", { class: `pill ${connection.state}`, "data-connection": connection.state }, { open: "Live", connecting: "Connecting", lost: "Not connected", refused: "Locked" }[connection.state]),
      themeButton(refresh),
      h("button", { type: "button", class: "quiet", title: "Keys (?)", "aria-label": "Show the keys", on: { click: showKeys } }, "?"),
    ),
  ];
}

function here(place, page) {
  return place === page || (place === "prompts" && page === "pairs");
}

function blade() {
  return s("svg", { class: "blade", viewBox: "4 5 24 20", "aria-hidden": "true" }, s("path", { class: "flat", d: "M5 23 27 6v10z" }), s("path", { class: "edge", d: "M5 23 27 16v7z" }));
}

function themeButton(refresh) {
  const next = { auto: "light", light: "dark", dark: "auto" }[theme()];
  const sign = { auto: "◐", light: "○", dark: "●" }[theme()];
  return h(
    "button",
    { type: "button", class: "quiet", title: `Look: ${theme()}. Change to ${next}.`, "aria-label": `Look: ${theme()}. Change to ${next}.`, on: { click: () => (useTheme(next), refresh()) } },
    sign,
  );
}

/** What a reader must know before believing the page: not all read, not connected. */
export function notice({ run, connection, again, unlock }) {
  if (connection.state === "refused") {
    return h("div", { class: "bar bad" }, h("p", {}, connection.sentence ?? "Reading this console needs its token."), h("button", { type: "button", on: { click: unlock } }, "Give the token"));
  }
  if (connection.state === "lost") {
    const wait = Math.max(0, Math.ceil((connection.retryAt - Date.now()) / 1000));
    return h("div", { class: "bar bad" }, h("p", {}, run ? "Connection lost: what you see is no longer live." : "The console's server does not answer."), h("p", { class: "soft", "aria-hidden": "true" }, `Next try in ${wait} s`), h("button", { type: "button", on: { click: again } }, "Try now"));
  }
  if (run && run.reading.done < run.reading.of) {
    const share = run.reading.done / run.reading.of;
    return h("div", { class: "bar", vars: { "--share": String(share) } }, h("p", {}, `Reading ${count(run.reading.done)} of ${count(run.reading.of)} records: figures are still growing.`), h("span", { class: "progress", "aria-hidden": "true" }));
  }
  return null;
}
