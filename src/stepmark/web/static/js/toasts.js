// Toasts go after six seconds, unless someone reads them: the pointer or the focus is on them.
import { eachTime } from "./swapped.js";

const LIFE = 6000;
const area = document.getElementById("toasts");

eachTime(() => {
  const fresh = area.querySelectorAll(".toast:not([data-timed])");
  // Only the last change is undone by key, so only it offers that.
  if ([...fresh].some(undoes)) area.querySelectorAll(".toast[data-timed]").forEach((old) => undoes(old) && old.remove());
  fresh.forEach(startClock);
  if (fresh.length) toFront();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-dismiss]")) away(event.target.closest(".toast"));
});

// What the focus goes to is scrolled out from under them (toast.css); what has it already, when one appears over it.
new ResizeObserver(() => {
  document.documentElement.style.setProperty("--toasts", `${area.offsetHeight}px`);
  const focused = document.querySelector("main :focus-visible");
  if (focused && overlap(focused.getBoundingClientRect(), area.getBoundingClientRect())) focused.scrollIntoView({ block: "nearest" });
}).observe(area);

function overlap(one, other) {
  return one.bottom > other.top && one.top < other.bottom && one.right > other.left && one.left < other.right;
}

export function say(text, tone = "bad") {
  const toast = document.createElement("div");
  toast.className = `toast ${tone}`;
  const words = document.createElement("div");
  words.textContent = text;
  const dismiss = document.createElement("button");
  dismiss.type = "button";
  dismiss.className = "button small";
  dismiss.dataset.dismiss = "";
  dismiss.textContent = document.body.dataset.textDismiss;
  toast.append(words, dismiss);
  area.append(toast);
  startClock(toast);
  toFront();
}

function startClock(toast) {
  toast.dataset.timed = "";
  let timer = setTimeout(() => away(toast), LIFE);
  const hold = () => clearTimeout(timer);
  const resume = () => {
    hold();
    timer = setTimeout(() => away(toast), LIFE);
  };
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("pointerleave", resume);
  toast.addEventListener("focusout", resume);
}

// One that can undo stays unseen, for the key.
function away(toast) {
  if (undoes(toast)) toast.hidden = true;
  else toast?.remove();
  document.dispatchEvent(new Event("toast:gone"));
}

function undoes(toast) {
  return Boolean(toast?.querySelector("[data-undo]"));
}

// A popover shown last lies above an open dialog.
function toFront() {
  if (area.matches(":popover-open")) area.hidePopover();
  area.showPopover();
}
