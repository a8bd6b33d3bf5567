// [data-placeholders="id"]: a text with a star that offers the fields listed in #id and puts the chosen one at the cursor.
// Typing {{ opens the menu too. What the text looks like is fetched while one types.
import { activate, active, numbered, step } from "./options.js";

const PAUSE = 400;
const OPENED = /\{\{ ?$/;
const timers = new WeakMap();

// Before it is shown, as its search box has the focus at once and people type on: the event behind it comes late.
document.addEventListener("beforetoggle", (event) => {
  if (!event.target.matches(".placeholder-menu") || event.newState !== "open") return;
  const parts = partsOf(event.target);
  parts.search.value = "";
  offer(parts);
}, true);

document.addEventListener("input", ({ target }) => {
  const parts = partsOf(target);
  if (!parts) return;
  if (target === parts.search) {
    offer(parts);
  } else if (target === parts.box) {
    later(parts);
    if (before(target).endsWith("{{")) parts.menu.showPopover();
  }
});

document.addEventListener("keydown", (event) => {
  const parts = event.target.matches("[role=combobox]") && partsOf(event.target);
  if (parts && !event.isComposing && onKey(parts, event.key)) event.preventDefault();
});

// The list takes the pointer before the search box loses the focus.
document.addEventListener("mousedown", (event) => {
  const option = event.target.closest(".placeholder-menu [role=option]");
  if (!option) return;
  event.preventDefault();
  insert(partsOf(option), option);
});

function partsOf(element) {
  const frame = element.closest?.("[data-placeholders]");
  if (!frame) return null;
  const menu = frame.querySelector(".placeholder-menu");
  return {
    frame,
    menu,
    box: frame.querySelector(":scope > .input"),
    search: menu.querySelector("input"),
    list: menu.querySelector("[role=listbox]"),
    nothing: menu.querySelector("p[role=status]"),
    preview: frame.querySelector(".placeholder-preview"),
  };
}

/** Fills the menu with the fields whose names hold all the words that were typed. */
function offer({ frame, search, list, nothing }) {
  const words = plain(search.value).split(/\s+/).filter(Boolean);
  const groups = sourceOf(frame).map(({ label, offers }) => {
    const fitting = offers.filter((each) => words.every((word) => plain(`${label} ${each.label}`).includes(word)));
    return fitting.length ? [group(label, fitting)] : [];
  });
  list.replaceChildren(...groups.flat());
  const options = numbered(list);
  nothing.hidden = options.length > 0;
  search.removeAttribute("aria-activedescendant");
  if (options.length) activate(search, list, options[0]);
}

function sourceOf(frame) {
  const sections = document.getElementById(frame.dataset.placeholders)?.querySelectorAll("[data-group]") ?? [];
  const values = JSON.parse(frame.dataset.values || "[]");
  const yielded = values.map(([name, label]) => ({ label, code: `{{ values.${name} }}` }));
  const groups = [...sections].map((section) => ({
    label: section.dataset.group,
    offers: [...section.querySelectorAll("dl > div")].map((row) => ({
      label: row.querySelector("dt").textContent,
      code: row.querySelector("code").textContent,
      example: row.querySelector("[data-example]")?.textContent,
    })),
  }));
  return yielded.length ? [{ label: frame.dataset.valuesLabel ?? "", offers: yielded }, ...groups] : groups;
}

function group(label, offers) {
  const frame = document.createElement("div");
  frame.setAttribute("role", "group");
  frame.setAttribute("aria-label", label);
  const title = document.createElement("p");
  title.className = "menu-title";
  title.setAttribute("aria-hidden", "true");
  title.textContent = label;
  frame.replaceChildren(title, ...offers.map(option));
  return frame;
}

function option({ label, code, example }) {
  const item = document.createElement("div");
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  item.dataset.code = code;
  item.textContent = label;
  if (example) item.append(small(example));
  return item;
}

function small(text) {
  const part = document.createElement("span");
  part.className = "muted small";
  part.textContent = text;
  return part;
}

/** Does what the key says; false when it is only typing. */
function onKey(parts, key) {
  const { search, list } = parts;
  if (key === "ArrowDown") step(search, list, 1);
  else if (key === "ArrowUp") step(search, list, -1);
  else if (key === "Enter" && active(list)) insert(parts, active(list));
  else if (key !== "Enter") return false;
  return true;
}

function insert({ menu, box }, { dataset }) {
  menu.hidePopover();
  const opened = before(box).match(OPENED)?.[0].length ?? 0;
  box.setRangeText(dataset.code, box.selectionStart - opened, box.selectionEnd, "end");
  box.focus();
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function before(box) {
  return box.value.slice(0, box.selectionStart);
}

function later(parts) {
  clearTimeout(timers.get(parts.box));
  timers.set(parts.box, setTimeout(() => show(parts), PAUSE));
}

async function show({ frame, box, preview }) {
  const asked = box.value;
  const form = new FormData();
  form.set("kind", frame.dataset.kind);
  form.set("record_id", frame.dataset.record ?? "");
  form.set("source", frame.dataset.source ?? "");
  form.set("text", asked);
  form.set("csrf_token", box.form?.elements.csrf_token?.value ?? "");
  for (const [name, label] of JSON.parse(frame.dataset.values || "[]")) form.append("value", `${name} ${label}`);
  if (!asked.includes("{")) return preview.replaceChildren();
  const answer = await fetch("/placeholders/preview", { method: "POST", body: form, headers: { "HX-Request": "true" } });
  if (answer.ok && box.value === asked && box.isConnected) preview.innerHTML = await answer.text();
}

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
