// What can be done from here: the links and buttons of the page, by the words that stand on them.
const SOURCES = ".page-head .actions :is(a, button), main .path button, main .card-head a.button";
const PLACES = ".sidebar .nav a, #profile-menu :is(a, button)";

/** Commands in the order in which they are offered; `palette` holds the headings and the links to new records. */
export function commandsOf(page, palette) {
  const { page: here, create, go } = palette.querySelector("[data-palette]").dataset;
  return [
    ...found(page, SOURCES, here),
    ...found(palette, "[data-create] a", create),
    ...found(page, PLACES, go),
  ];
}

/** Those whose words begin with the typed ones, in whatever order; all of them while nothing is typed. */
export function matching(commands, text) {
  const typed = words(text);
  return commands.filter(({ label }) => {
    const own = words(label);
    return typed.every((begun) => own.some((word) => word.startsWith(begun)));
  });
}

function found(root, selector, group) {
  const elements = [...root.querySelectorAll(selector)].filter(isCommand);
  const all = elements.map((element) => ({ element, group, label: labelOf(element), icon: element.querySelector("svg.icon") }));
  return all.filter(({ label }, index) => label && all.findIndex((other) => other.label === label) === index);
}

function isCommand(element) {
  const opensMenu = element.hasAttribute("popovertarget");
  return !element.disabled && !opensMenu && !element.closest("[hidden]:not([data-create]), [aria-current=page]");
}

// In a menu's section the words alone say too little: "Dark" is "Appearance: Dark".
function labelOf(element) {
  const own = (element.title || element.getAttribute("aria-label") || element.textContent).replace(/\s+/g, " ").trim();
  const heading = document.getElementById(element.closest("[aria-labelledby]:is(ul)")?.getAttribute("aria-labelledby"));
  return heading ? `${heading.textContent.trim()}: ${own}` : own;
}

function words(text) {
  const plain = text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("ł", "l");
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}
