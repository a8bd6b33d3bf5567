// Toasts go after six seconds, unless someone reads them: the pointer or the focus is on them.
import { eachTime } from "./swapped.js";

const LIFE = 6000;
const area = document.getElementById("toasts");

eachTime(() => {
  const fresh = area.querySelectorAll(".toast:not([data-timed])");
  fresh.forEach(startClock);
  if (fresh.length) toFront();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-dismiss]")) event.target.closest(".toast")?.remove();
});

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
  let timer = setTimeout(() => toast.remove(), LIFE);
  const hold = () => clearTimeout(timer);
  const resume = () => {
    hold();
    timer = setTimeout(() => toast.remove(), LIFE);
  };
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("pointerleave", resume);
  toast.addEventListener("focusout", resume);
}

// A popover shown last lies above an open dialog.
function toFront() {
  if (area.matches(":popover-open")) area.hidePopover();
  area.showPopover();
}
