// Keys of the keyboard. Those of the whole console, those of a page, and the list of both that ? shows.

import { h } from "./dom.js";
import { openDialog } from "./dialog.js";
import { go } from "./router.js";

const PLACES = { l: "loop", b: "better", j: "judge", p: "pairs", t: "training", f: "failures" };
const EVERYWHERE = [
  { keys: "?", does: "show the keys" },
  { keys: "g l", does: "Loop" },
  { keys: "g b", does: "Better?" },
  { keys: "g j", does: "Judge" },
  { keys: "g p", does: "Pairs" },
  { keys: "g t", does: "Training" },
  { keys: "g f", does: "Failures" },
  { keys: "Esc", does: "close, or leave a field" },
];

const TYPING = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";

/** @param pageKeys gives the keys of the page that is open: [{keys, does, run(event)}] */
export function listenToKeys(pageKeys) {
  let wentG = 0;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.target.closest?.(TYPING)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.key === "?") return used(event, showKeys(pageKeys()));
    if (event.key === "g") {
      wentG = event.timeStamp;
      return;
    }
    if (wentG && event.timeStamp - wentG < 1500 && event.key in PLACES) {
      wentG = 0;
      return used(event, go(`#/${PLACES[event.key]}`));
    }
    wentG = 0;
    const match = pageKeys().find((k) => k.keys.split(" or ").includes(event.key));
    if (match) used(event, match.run(event));
  });
}

function used(event) {
  event.preventDefault();
}

export function showKeys(ofPage) {
  openDialog("Keys", (close) => [
    ofPage.length ? [h("h3", {}, "On this page"), list(ofPage)] : null,
    h("h3", {}, "Everywhere"),
    list(EVERYWHERE),
    h("div", { class: "actions" }, h("button", { type: "button", on: { click: close } }, "Close")),
  ]);
}

function list(keys) {
  return h(
    "dl",
    { class: "keys" },
    keys.map((k) => h("div", {}, h("dt", {}, k.keys.split(" ").map((word) => (word === "or" ? " or " : h("kbd", {}, word)))), h("dd", {}, k.does))),
  );
}
