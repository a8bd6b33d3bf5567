// textarea[data-mentions="/…"]: after an @ it offers members. The server answers ?q= with <li role="option">Name</li>…
const BEGUN = /(?:^|[^\p{L}\p{N}_])@([\p{L}\p{N}_.'-]*(?: [\p{L}\p{N}_.'-]*)?)$/u;
const PAUSE = 150;
let timer;

document.addEventListener("input", (event) => {
  const box = event.target;
  if (!box.matches?.("[data-mentions]")) return;
  clearTimeout(timer);
  if (begun(box) === null) close(box);
  else timer = setTimeout(() => offer(box), PAUSE);
});

// Before anything else that hears keys: Esc closes the list first, and only then the dialog.
document.addEventListener("keydown", (event) => {
  const box = event.target;
  if (!box.matches?.("[data-mentions]") || listOf(box).hidden || !onKey(box, event.key)) return;
  event.preventDefault();
  event.stopPropagation();
}, true);

document.addEventListener("mousedown", (event) => {
  const option = event.target.closest(".mentions [role=option]");
  if (!option) return;
  event.preventDefault();
  choose(option.closest(".mentions").querySelector("textarea"), option);
});

document.addEventListener("focusout", ({ target }) => {
  if (target.matches?.("[data-mentions]")) close(target);
});

async function offer(box) {
  const asked = begun(box);
  const answer = await fetch(`${box.dataset.mentions}?q=${encodeURIComponent(asked)}`, { headers: { "HX-Request": "true" } });
  if (!answer.ok || begun(box) !== asked || document.activeElement !== box) return;
  const list = listOf(box);
  list.innerHTML = await answer.text();
  list.querySelectorAll("[role=option]").forEach((option, index) => (option.id = `${list.id}-${index}`));
  list.hidden = !list.childElementCount;
  if (list.hidden) close(box);
  else mark(box, 0);
}

function onKey(box, key) {
  const options = [...listOf(box).querySelectorAll("[role=option]")];
  const at = options.findIndex((option) => option.ariaSelected === "true");
  if (key === "ArrowDown") mark(box, (at + 1) % options.length);
  else if (key === "ArrowUp") mark(box, (at + options.length - 1) % options.length);
  else if (key === "Enter" || key === "Tab") choose(box, options[at]);
  else if (key === "Escape") close(box);
  else return false;
  return true;
}

function mark(box, index) {
  const options = listOf(box).querySelectorAll("[role=option]");
  options.forEach((option, at) => (option.ariaSelected = String(at === index)));
  options[index].scrollIntoView({ block: "nearest" });
  box.setAttribute("aria-activedescendant", options[index].id);
}

function choose(box, option) {
  const end = box.selectionStart;
  box.setRangeText(`@${option.textContent.trim()} `, end - begun(box).length - 1, end, "end");
  close(box);
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function close(box) {
  const list = listOf(box);
  list.hidden = true;
  list.replaceChildren();
  box.removeAttribute("aria-activedescendant");
}

function begun(box) {
  return box.value.slice(0, box.selectionStart).match(BEGUN)?.[1] ?? null;
}

function listOf(box) {
  return box.closest(".mentions").querySelector("ul");
}
