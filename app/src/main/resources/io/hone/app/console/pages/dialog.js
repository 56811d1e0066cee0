// One dialog at a time, in the browser's own dialog element: it keeps the focus inside and Escape closes it.

import { h, show } from "./dom.js";

/**
 * @param content (close, again) → children; `again()` builds them anew
 * @param closed called however it ends
 */
export function openDialog(title, content, closed = () => {}) {
  const holder = document.getElementById("dialogs");
  const body = h("div", { class: "dialog-body" });
  const dialog = h(
    "dialog",
    { "aria-labelledby": "dialog-title", on: { close: ended, click: outside } },
    h("h2", { id: "dialog-title" }, title),
    body,
  );
  const close = () => dialog.close();
  const again = () => show(body, content(close, again));

  function ended() {
    dialog.remove();
    closed();
  }
  function outside(event) {
    if (event.target === dialog) close();
  }

  holder.replaceChildren(dialog);
  again();
  dialog.showModal();
  return close;
}
