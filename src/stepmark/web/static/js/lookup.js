// [data-lookup="/…"]: a combobox over records. The server answers ?q= with <li role="option" data-value="7">Name</li>…
// The hidden input holds the chosen value; text that was typed but not chosen goes back to what was chosen before.
import { active, numbered, step } from "./options.js";

const PAUSE = 200;
let timer;

document.addEventListener("input", (event) => {
  const parts = partsOf(event.target);
  if (!parts) return;
  clearTimeout(timer);
  timer = setTimeout(() => suggest(parts), PAUSE);
});

document.addEventListener("keydown", (event) => {
  const parts = partsOf(event.target);
  if (parts && onKey(parts, event.key)) event.preventDefault();
});

// The list takes the pointer before the input loses the focus.
document.addEventListener("mousedown", (event) => {
  const option = event.target.closest("[data-lookup] [role=option]");
  if (!option) return;
  event.preventDefault();
  choose(partsOf(option.closest("[data-lookup]").querySelector("[role=combobox]")), option);
});

document.addEventListener("focusout", (event) => {
  const parts = partsOf(event.target);
  if (parts) settle(parts);
});

function partsOf(box) {
  const frame = box.closest?.("[data-lookup]");
  if (!frame || !box.matches("[role=combobox]")) return null;
  return { box, url: frame.dataset.lookup, hidden: frame.querySelector("input[type=hidden]"), list: frame.querySelector("ul") };
}

async function suggest({ box, url, list }) {
  const asked = box.value;
  const separator = url.includes("?") ? "&" : "?";
  const answer = await fetch(`${url}${separator}q=${encodeURIComponent(asked)}`, { headers: { "HX-Request": "true" } });
  if (!answer.ok || box.value !== asked || document.activeElement !== box) return;
  list.innerHTML = await answer.text();
  numbered(list);
  open(box, list);
}

/** Does what the key says; false when it is only typing. */
function onKey(parts, key) {
  const { box, list } = parts;
  if (key === "ArrowDown" && list.hidden) suggest(parts);
  else if (key === "ArrowDown") step(box, list, 1);
  else if (key === "ArrowUp" && !list.hidden) step(box, list, -1);
  else if (key === "Enter" && active(list)) choose(parts, active(list));
  else if (key === "Escape" && !list.hidden) close(box, list);
  else return false;
  return true;
}

function choose({ box, hidden, list }, option) {
  hidden.value = option.dataset.value;
  box.value = option.dataset.label ?? option.textContent.trim();
  box.dataset.chosen = box.value;
  close(box, list);
  hidden.dispatchEvent(new Event("change", { bubbles: true }));
}

function settle({ box, hidden, list }) {
  close(box, list);
  if (box.value.trim()) {
    box.value = box.dataset.chosen ?? "";
  } else {
    hidden.value = "";
    box.dataset.chosen = "";
  }
}

function open(box, list) {
  list.hidden = !list.childElementCount;
  box.setAttribute("aria-expanded", String(!list.hidden));
}

function close(box, list) {
  clearTimeout(timer);
  list.hidden = true;
  list.replaceChildren();
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
}
