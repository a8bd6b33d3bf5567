// A swap that takes away what had the focus gives it to what stands there now: the same control, or else the first one of the
// nearest place that stayed. Last of all modules, so that those with a better answer go first.
const OVER = "dialog, [popover]";
const CONTROLS = "a[href], button, input, select, textarea, summary, [tabindex='0']";
let last = null;

document.addEventListener("focusin", ({ target }) => {
  if (!target.closest(OVER)) last = tracesOf(target);
});

// Who leaves a control by a click beside it or by the last Tab of the page means to.
document.addEventListener("pointerdown", ({ target }) => {
  if (!target.closest?.(OVER)) last = null;
});
document.addEventListener("keydown", ({ key, target }) => {
  if (key === "Tab" && !target.closest?.(OVER)) last = null;
});

document.addEventListener("htmx:finally:request", regainFocus);
document.addEventListener("toast:gone", regainFocus);

function regainFocus() {
  const isLost = !document.activeElement || document.activeElement === document.body;
  if (isLost && last && !document.querySelector("dialog[open]")) placeFor(last)?.focus();
}

function tracesOf(element) {
  const places = [];
  for (let each = element; each; each = each.parentElement) if (each.id) places.push(each.id);
  return { likeness: likenessOf(element), places };
}

function placeFor({ likeness, places }) {
  for (const place of places.map((id) => document.getElementById(id)).filter(Boolean)) {
    const controls = [place, ...place.querySelectorAll(CONTROLS)].filter(takesFocus);
    const found = controls.find((each) => likenessOf(each) === likeness) ?? controls[0];
    if (found) return found;
  }
  return null;
}

function takesFocus(element) {
  return element.matches(CONTROLS) && !element.disabled && element.type !== "hidden" && element.tabIndex >= 0 && element.checkVisibility();
}

function likenessOf(element) {
  return [element.tagName, element.name, element.getAttribute("href"), element.ariaLabel, element.textContent.trim()].join("\n");
}
