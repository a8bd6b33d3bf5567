// Cards of a board or a calendar by keyboard: in [data-steered], arrows go from card to card, with Shift they take the card
// along (up and down by [data-stride] lists, where there is one), and m opens what moves it elsewhere. An item ([data-item] with an id) that an answer puts elsewhere keeps the focus.
import { itemsOf, sendTo } from "./drag.js";
import { eachTime } from "./swapped.js";

const STEPS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
let kept = null;
let underway = false;

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const item = event.target.closest("[data-steered] [data-item]");
  if (item && !event.target.matches("input, select, textarea") && follow(item, event)) event.preventDefault();
});

document.addEventListener("htmx:before:request", () => {
  kept = document.activeElement?.closest("[data-item][id]")?.id ?? kept;
});
document.addEventListener("pointerdown", () => (kept = null));
document.addEventListener("htmx:finally:request", () => (underway = false));

eachTime(() => {
  if (!kept || document.querySelector("dialog[open]")) return;
  const isLost = !document.activeElement || document.activeElement === document.body;
  if (isLost) document.querySelector(`#${CSS.escape(kept)} a[href]`)?.focus();
  if (isLost) document.getElementById(kept)?.scrollIntoView({ block: "nearest", inline: "nearest" });
});

/** Does what the key says; false when it says nothing. */
function follow(item, { key, shiftKey }) {
  if (key === "m") return press(item.querySelector("[data-move-to]"));
  const [across, along] = STEPS[key] ?? [];
  if (across === undefined) return false;
  if (shiftKey) takeAlong(item, across, along);
  else goOn(item, across, along);
  return true;
}

function press(button) {
  button?.click();
  return Boolean(button);
}

function goOn(item, across, along) {
  const list = item.closest("[data-sortable]");
  const at = itemsOf(list).indexOf(item);
  const next = across ? nearest(list, across, at) : itemsOf(list)[at + along];
  next?.querySelector("a[href]").focus();
}

/** The item beside one, in the next list that holds any. */
function nearest(list, across, at) {
  const lists = listsOf(list);
  for (let index = lists.indexOf(list) + across; lists[index]; index += across) {
    const items = itemsOf(lists[index]);
    if (items.length) return items[Math.min(at, items.length - 1)];
  }
  return null;
}

function takeAlong(item, across, along) {
  if (underway || !item.querySelector("form[data-move]")) return;
  const list = item.closest("[data-sortable]");
  const lists = listsOf(list);
  const stride = Number(list.closest("[data-steered]").dataset.stride ?? 0);
  const to = lists[lists.indexOf(list) + across + along * stride];
  const others = to && itemsOf(to).filter((other) => other !== item);
  const place = itemsOf(list).indexOf(item) + (stride ? 0 : along);
  if (!to || place < 0 || (to === list && place > others.length)) return;
  underway = true;
  sendTo(item, to, others[Math.min(place, others.length) - 1]);
}

function listsOf(list) {
  return [...list.closest("[data-steered]").querySelectorAll("[data-sortable]")];
}
