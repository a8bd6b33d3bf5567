// Runs before a page's own scripts: counts what has come since somebody last looked, and marks the page while something
// that it asked for is still to come, for readers.py.
window.changes = 1;
const asked = new Set();
document.addEventListener("htmx:before:request", ({ detail }) => mark(asked.add(detail.ctx)));
document.addEventListener("htmx:finally:request", ({ detail }) => mark(asked.delete(detail.ctx)));
document.addEventListener("htmx:after:swap", () => (window.changes += 1));
document.addEventListener("toggle", ({ newState }) => (window.changes += newState === "open"), true);

const mark = () => document.documentElement.toggleAttribute("data-awaits", asked.size > 0);

/** "there" where the focus is on the goal, nothing on its way there, else what a person at the keyboard would miss. */
window.faultOfFocus = (goal) => {
  const element = document.activeElement;
  if (element === document.body) return "";
  const fault = faultOf(element);
  if (fault) return `${element.outerHTML.slice(0, 300)} ${fault}`;
  return element === goal ? "there" : "";
};

function faultOf(element) {
  const shown = element.closest("label") ?? element;
  const ringed = [element, shown, element.closest("[data-item]")].filter(Boolean).map((each) => getComputedStyle(each));
  if (!element.matches(":focus-visible")) return "is not shown as focused";
  if (!ringed.some(({ outlineStyle, outlineWidth }) => outlineStyle !== "none" && parseFloat(outlineWidth) >= 2)) return "has no ring";
  return isInSight(element, shown) ? "" : "is out of sight or covered";
}

function isInSight(element, shown) {
  return [...shown.getClientRects()].some(({ left, top, right, bottom }) =>
    [[0.5, 0.5], [0.1, 0.1], [0.9, 0.1], [0.1, 0.9], [0.9, 0.9]].some(([across, down]) => {
      const [x, y] = [left + (right - left) * across, top + (bottom - top) * down];
      const there = document.elementFromPoint(x, y);
      return there && (shown.contains(there) || there.contains(element) && there.matches("label"));
    }));
}
