// Starts the console: follows the run, opens the page that the hash names, and draws when something changed.

import { askForToken } from "./orders.js";
import { say } from "./announce.js";
import { show } from "./dom.js";
import { listenToKeys, showKeys } from "./keys.js";
import { follow } from "./live.js";
import { here, replace } from "./router.js";
import { banner, notice } from "./shell.js";
import { theme, useTheme } from "./session.js";
import { empty, heading } from "./parts.js";
import * as better from "./page-better.js";
import * as failures from "./page-failures.js";
import * as judge from "./page-judge.js";
import * as letter from "./page-letter.js";
import * as loop from "./page-loop.js";
import * as pair from "./page-pair.js";
import * as pairs from "./page-pairs.js";
import * as prompt from "./page-prompt.js";
import * as training from "./page-training.js";

const PAGES = { loop, better, judge, pairs, training, failures };
const ABOUT = { pairs: pair, prompts: prompt, failures: letter };

const main = document.getElementById("main");
const state = { run: null, connection: { state: "connecting" }, page: null, module: null, path: "" };

function moduleOf(path) {
  if (path.length === 1) return PAGES[path[0]];
  return path.length === 2 ? ABOUT[path[0]] : undefined;
}

/** What a page gets. It gives back {title, view(), keys?, run?(), moved?(route), close?()}. */
function context(route) {
  return { route, refresh, run: () => state.run };
}

function moved() {
  const route = here();
  if (route.path.length === 0) return replace("#/loop");
  const path = route.path.join("/");
  if (path === state.path && state.page) {
    state.page.moved?.(route);
    return refresh();
  }
  state.page?.close?.();
  state.path = path;
  const module = moduleOf(route.path);
  state.page = module ? module.open(context(route)) : nowhere(path);
  main.replaceChildren();
  scrollTo(0, 0);
  refresh();
  if (document.activeElement !== document.body) main.focus({ preventScroll: true });
}

function nowhere(path) {
  return { title: "No such page", view: () => [heading("No such page"), empty(`There is nothing at ${path}. The pages are named at the top.`)] };
}

let asked = false;
function refresh() {
  if (asked) return;
  asked = true;
  // A hidden tab draws no frames; a timer keeps what it shows from growing stale.
  (document.hidden ? setTimeout : requestAnimationFrame)(draw);
}

function draw() {
  asked = false;
  const place = state.path.split("/")[0];
  show(document.getElementById("top"), banner({ ...state, place, refresh, showKeys: () => showKeys(keys()) }));
  show(document.getElementById("notice"), notice({ ...state, again: () => live.again(), unlock }));
  if (!state.page) return;
  show(main, state.page.view());
  document.title = [state.page.title, state.run?.run, "Hone"].filter(Boolean).join(" · ");
}

const keys = () => state.page?.keys?.() ?? [];

async function unlock(sentence) {
  await askForToken(typeof sentence === "string" ? sentence : state.connection.sentence);
  state.path = "";
  moved();
  live.again();
}

function connection(now) {
  const before = state.connection.state;
  if (now.state === "connecting" && before === "lost") return;
  state.connection = now;
  if (now.state === "lost" && before !== "lost") say("Connection lost.");
  if (now.state === "open" && before === "lost") {
    say("Connected again.");
    dispatchEvent(new Event("connected"));
  }
  refresh();
}

function received(run) {
  const before = state.run;
  state.run = run;
  if (before && before.paused !== run.paused) say(run.paused ? "The run is paused." : "The run goes on.");
  if (before && before.promoted !== run.promoted && run.promoted) say(`${run.promoted} is promoted.`);
  state.page?.run?.(before);
  refresh();
}

useTheme(theme());
document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});
addEventListener("hashchange", moved);
listenToKeys(keys);
const live = follow({ run: received, connection });
setInterval(() => (state.connection.state === "lost" ? refresh() : null), 1000);
setInterval(refresh, 15000);
moved();
