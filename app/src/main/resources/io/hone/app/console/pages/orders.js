// Orders and votes: who gives them, with which token, and what became of them.

import { post } from "./api.js";
import { openDialog } from "./dialog.js";
import { h } from "./dom.js";
import { forget, name, remember, token } from "./session.js";

/**
 * Asks for name, token and reason, sends, and closes when the server took it.
 *
 * @param asked {title, text, verb, path, body, objection}; an objection is told, and has to be overruled by a tick
 * @return the server's answer, or null if the person thought better of it
 */
export function order(asked) {
  return new Promise((resolve) => {
    let state = { sending: false, error: null };
    let result = null;
    openDialog(asked.title, dialog, () => resolve(result));

    function dialog(close, again) {
      return h(
        "form",
        { class: "order", novalidate: true, on: { submit: (event) => send(event, close, again) } },
        asked.text ? h("p", {}, asked.text) : null,
        field("by", "Your name", { value: name(), required: true, maxlength: 100, autocomplete: "name" }),
        field("why", "Why", { maxlength: 500, autocomplete: "off" }),
        field("token", "Token of this console", { type: "password", value: token(), required: true, autocomplete: "off", spellcheck: "false" }),
        asked.objection ? h("label", { class: "tick" }, h("input", { type: "checkbox", name: "force" }), h("span", {}, asked.objection)) : null,
        h("p", { class: "hint" }, "Name and reason are written into the order. The token stays in this tab and is gone when you close it."),
        state.error ? h("p", { class: "error", role: "alert" }, state.error) : null,
        h(
          "div",
          { class: "actions" },
          h("button", { type: "button", on: { click: close } }, "Cancel"),
          h("button", { type: "submit", class: "main", disabled: state.sending }, state.sending ? "Sending …" : asked.verb),
        ),
      );
    }

    async function send(event, close, again) {
      event.preventDefault();
      const form = event.target;
      const given = Object.fromEntries(new FormData(form));
      const lacking = !given.by.trim() ? "by" : !given.token ? "token" : null;
      if (lacking) {
        state.error = lacking === "by" ? "Say who you are: the order carries your name." : "Give the token that the console was started with.";
        again();
        form.elements[lacking].focus();
        return;
      }
      state = { sending: true, error: null };
      again();
      remember(given.token, given.by.trim());
      try {
        result = await post(asked.path, { ...asked.body, ...(given.force ? { force: true } : {}), by: given.by.trim(), why: given.why });
        close();
      } catch (refused) {
        if (refused.status === 401) forget();
        state = { sending: false, error: refused.message };
        again();
      }
    }
  });
}

function field(id, label, attributes) {
  return h("label", { class: "field" }, h("span", {}, label), h("input", { id, name: id, ...attributes }));
}

/** Sends at once if name and token are known already, and asks otherwise. */
export async function orderQuickly(asked) {
  if (!token() || !name()) return order(asked);
  try {
    return await post(asked.path, { ...asked.body, by: name(), why: "" });
  } catch (refused) {
    if (refused.status !== 401) throw refused;
    forget();
    return order(asked);
  }
}

/** Asks for the token that reading wants where the console is not on this machine alone. */
export function askForToken(sentence) {
  return new Promise((resolve) => {
    openDialog(
      "This console asks for its token",
      (close) =>
        h(
          "form",
          { class: "order", on: { submit: (event) => (event.preventDefault(), remember(event.target.elements.token.value), close()) } },
          h("p", {}, sentence ?? "It listens to other machines, so reading needs the token that it was started with."),
          field("token", "Token", { type: "password", required: true, autocomplete: "off" }),
          h("div", { class: "actions" }, h("button", { type: "submit", class: "main" }, "Open")),
        ),
      resolve,
    );
  });
}
