// A <dialog data-open> that lands anywhere opens; [data-close] and Esc close and remove it.
// An answer that empties the place it stood in closes it too.
import { eachTime } from "./swapped.js";

let opener = null;

eachTime(() => {
  for (const dialog of document.querySelectorAll("dialog[data-open]:not([open])")) {
    dialog.showModal();
    // A dialog that came back with a fault is gone on with there, not at its first button, which closes it.
    if (!dialog.querySelector("[autofocus]")) dialog.querySelector("[aria-invalid='true']")?.focus();
  }
  if (!document.querySelector("dialog[open]")) returnFocus();
});

document.addEventListener("htmx:before:request", ({ target, detail: { ctx } }) => {
  const by = ctx.request.submitter ?? target;
  // Where a swap has taken away what asks again every second, it is the document that asks.
  if (by instanceof Element && !document.querySelector("dialog[open]")) opener = lastingOpener(by);
});

document.addEventListener("click", (event) => {
  const dialog = event.target.closest("dialog[data-open]");
  if (!dialog || !event.target.closest("[data-close]")) return;
  // The same form on a page of its own has a link here, back to where a dialog lies over already.
  event.preventDefault();
  if (mayLeave(dialog)) dialog.close();
});

document.addEventListener("cancel", (event) => {
  if (event.target.matches("dialog[data-open]") && !mayLeave(event.target)) event.preventDefault();
}, true);

document.addEventListener("close", (event) => {
  if (!event.target.matches("dialog[data-open]")) return;
  event.target.remove();
  returnFocus();
}, true);

export function openFrom(template, by) {
  opener = lastingOpener(by);
  document.getElementById("dialog").replaceChildren(template.content.cloneNode(true));
  document.querySelector("#dialog > dialog").showModal();
}

// What opened it may be a row of a menu that is closed by now: take the menu's button instead.
function lastingOpener(element) {
  const menu = element.closest("[popover]");
  return menu ? document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`) : element;
}

function returnFocus() {
  if (!opener) return;
  const lost = document.activeElement === document.body || !document.activeElement;
  const again = opener.isConnected ? opener : opener.id && document.getElementById(opener.id);
  if (lost && again) again.focus();
  opener = null;
}

function mayLeave(dialog) {
  return !dialog.querySelector("form[data-dirty]") || window.confirm(document.body.dataset.textUnsaved);
}
