// textarea[data-draft="member-place"]: what was typed and not sent waits in this browser, until it is sent, discarded, or
// its writer signs out.
import { eachTime } from "./swapped.js";

const PREFIX = "stepmark.draft.";

eachTime(() => document.querySelectorAll("[data-draft]:not([data-draft-read])").forEach(restore));

document.addEventListener("input", ({ target }) => {
  if (!target.matches?.("[data-draft]")) return;
  if (target.value === target.defaultValue) localStorage.removeItem(keyOf(target));
  else localStorage.setItem(keyOf(target), target.value);
});

document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  const box = ctx.sourceElement.querySelector?.("[data-draft]");
  if (box && ctx.response.raw.ok) localStorage.removeItem(keyOf(box));
});

document.addEventListener("click", ({ target }) => {
  const discard = target.closest("[data-draft-discard]");
  if (!discard) return;
  const said = discard.closest("[data-draft-said]");
  const box = said.parentElement.querySelector("[data-draft]");
  box.value = box.defaultValue;
  localStorage.removeItem(keyOf(box));
  said.hidden = true;
  box.focus();
});

document.addEventListener("submit", ({ target }) => {
  // Not by its property: an input called "action", as a bulk change has, stands in that one's place.
  if (target.getAttribute("action")?.endsWith("/sign-out")) forgetAll();
}, true);

function restore(box) {
  box.dataset.draftRead = "";
  const draft = localStorage.getItem(keyOf(box));
  if (draft === null || draft === box.defaultValue) return;
  box.value = draft;
  box.closest(".mentions").querySelector("[data-draft-said]").hidden = false;
}

function forgetAll() {
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
}

function keyOf(box) {
  return PREFIX + box.dataset.draft;
}
