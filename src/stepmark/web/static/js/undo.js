// Undoing the last change: `z`, or Ctrl+Z where nobody types. After any undo the page fetches its content anew.
import { isTyping, keyOf } from "./keys.js";

document.addEventListener("keydown", (event) => {
  const asks = keyOf(event) === "z" && (event.ctrlKey || event.metaKey) && !event.altKey;
  if (!asks || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  if (undoLast()) event.preventDefault();
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (!ctx.request.action.startsWith("/changes/")) return;
  ctx.sourceElement.closest(".toast")?.remove();
  if (ctx.response?.raw.ok) refresh();
});

/** Presses the newest toast's button, seen or not; false when there is none. */
export function undoLast() {
  const form = [...document.querySelectorAll("form[data-undo]")].at(-1);
  form?.requestSubmit();
  return Boolean(form);
}

// What somebody is typing is not taken from under their hands.
function refresh() {
  const main = document.getElementById("main");
  if (main.querySelector("form[data-dirty], [data-cancel]")) return;
  window.htmx.ajax("GET", location.pathname + location.search, { target: "#main", select: "#main", swap: "outerMorph" });
}
