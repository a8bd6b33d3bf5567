// form[data-finder="/…"]: a search box that offers what the server finds while one types, one question per pause.
// A chosen option is a link, or in the palette a command; Enter without one sends the form to the page of results.
import { activate, active, deactivate, numbered, step } from "./options.js";

const PAUSE = 150;
let timer;
let asking = new AbortController();

document.addEventListener("input", (event) => {
  const parts = partsOf(event.target);
  if (parts) soon(parts);
});

document.addEventListener("keydown", (event) => {
  const parts = partsOf(event.target);
  if (parts && !event.isComposing && onKey(parts, event)) event.preventDefault();
});

// The list takes the pointer before the input loses the focus.
document.addEventListener("mousedown", (event) => {
  if (event.target.closest("[data-finder] [role=option]")) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const option = event.target.closest("[data-finder] [role=option]");
  const parts = option && partsOf(option.closest("[data-finder]").querySelector("[role=combobox]"));
  if (!parts || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (option.dispatchEvent(new CustomEvent("finder:chosen", { bubbles: true, cancelable: true }))) close(parts);
  else event.preventDefault();
});

document.addEventListener("focusin", (event) => {
  const parts = partsOf(event.target);
  if (parts && parts.box.value.trim() && parts.list.hidden) soon(parts);
});

document.addEventListener("focusout", (event) => {
  const parts = partsOf(event.target);
  if (parts) close(parts);
});

export function partsOf(box) {
  const frame = box.closest?.("[data-finder]");
  if (!frame || !box.matches("[role=combobox]")) return null;
  return { frame, box, list: frame.querySelector("[role=listbox]"), said: frame.querySelector("[role=status]") };
}

/** Asks with these words of an address, and shows the answer unless something else was typed meanwhile. */
export async function ask(parts, query) {
  const { frame, box, list } = parts;
  asking.abort();
  asking = new AbortController();
  const asked = box.value;
  try {
    const answer = await fetch(`${frame.dataset.finder}?${query}`, { headers: { "HX-Request": "true" }, signal: asking.signal });
    if (!answer.ok) return;
    const html = await answer.text();
    if (box.value === asked && box.isConnected) show(parts, html);
  } catch (error) {
    if (error.name !== "AbortError") list.replaceChildren();
  }
}

function soon(parts) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    const text = parts.box.value.trim();
    if (text || isOpen(parts)) ask(parts, `q=${encodeURIComponent(text)}`);
    else close(parts);
  }, PAUSE);
}

function show(parts, html) {
  const { frame, box, list, said } = parts;
  if (document.activeElement !== box) return;
  list.innerHTML = html;
  frame.dispatchEvent(new CustomEvent("finder:filled", { bubbles: true }));
  const options = numbered(list);
  said.textContent = list.querySelector("[data-said]")?.textContent ?? "";
  list.hidden = !options.length;
  box.setAttribute("aria-expanded", String(!list.hidden));
  if (isOpen(parts) && options.length) activate(box, list, options[0]);
  else box.removeAttribute("aria-activedescendant");
}

/** Does what the key says; false when it is only typing. */
function onKey(parts, { key }) {
  const { box, list } = parts;
  if (key === "ArrowDown" && list.hidden) soon(parts);
  else if (key === "ArrowDown") step(box, list, 1);
  else if (key === "ArrowUp" && !list.hidden) step(box, list, -1);
  else if (key === "Enter" && active(list)) active(list).click();
  else if (key === "Escape" && !list.hidden && !isOpen(parts)) close(parts);
  else return false;
  return true;
}

/** The palette's list stays open. */
function isOpen({ frame }) {
  return "palette" in frame.dataset;
}

function close(parts) {
  clearTimeout(timer);
  if (isOpen(parts)) return;
  const { box, list } = parts;
  deactivate(box, list);
  list.hidden = true;
  box.setAttribute("aria-expanded", "false");
}
