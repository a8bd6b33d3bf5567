// The command palette: records as the search finds them, and whatever else the page lets its reader do.
// Its commands are the page's own links and buttons, so that role, language and place are right by themselves.
import { openFrom } from "./dialogs.js";
import { ask, partsOf } from "./finder.js";
import { commandsOf, matching } from "./commands.js";
import { places } from "./recent.js";

const MOST_BESIDE_RECORDS = 5;
let commands = [];

document.addEventListener("keydown", (event) => {
  const isAsked = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.code === "KeyK";
  if (!isAsked || event.defaultPrevented) return;
  event.preventDefault();
  openPalette(document.activeElement);
});

document.addEventListener("click", (event) => {
  const asked = event.target.closest("[data-open-palette]");
  if (asked && openPalette(asked)) event.preventDefault();
});

document.addEventListener("finder:filled", ({ target }) => {
  if ("palette" in target.dataset) addCommands(target);
});

document.addEventListener("finder:chosen", (event) => {
  const command = commands[event.target.dataset.command];
  const dialog = event.target.closest("dialog");
  if (!dialog) return;
  if (!command) {
    // Where the link leads to the page that lies beneath, nothing is loaded that would close the dialog.
    dialog.close();
    return;
  }
  event.preventDefault();
  // The dialog is gone, and the focus back, before the command opens another one.
  dialog.addEventListener("close", () => setTimeout(() => carryOut(command.element)), { once: true });
  dialog.close();
});

// The links to new records lie in the palette's template, where a click leads nowhere.
function carryOut(element) {
  if (element.isConnected) element.click();
  else location.assign(element.getAttribute("href"));
}

/** Opens it unless a dialog is open already; false where there is none. */
export function openPalette(by) {
  const template = document.getElementById("palette");
  if (!template || document.querySelector("dialog[open]")) return false;
  commands = commandsOf(document, template.content);
  openFrom(template, by);
  const parts = partsOf(document.querySelector("[data-palette] [role=combobox]"));
  parts.box.focus();
  ask(parts, `recent=${encodeURIComponent(places().join(","))}`);
  return true;
}

/** Puts the commands into the list: all of them below what was seen lately, or above what was found those that fit. */
function addCommands(frame) {
  const { box, list } = partsOf(frame.querySelector("[role=combobox]"));
  const text = box.value.trim();
  const fitting = matching(commands, text);
  const groups = Object.groupBy(text ? fitting.slice(0, MOST_BESIDE_RECORDS) : fitting, ({ group }) => group);
  const made = Object.entries(groups).map(([name, members]) => groupOf(name, members));
  if (text) list.prepend(...made);
  else list.append(...made);
}

function groupOf(name, members) {
  const group = document.createElement("div");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", name);
  const title = document.createElement("p");
  title.className = "menu-title";
  title.setAttribute("aria-hidden", "true");
  title.textContent = name;
  group.append(title, ...members.map(optionOf));
  return group;
}

function optionOf(command) {
  const option = document.createElement("div");
  option.setAttribute("role", "option");
  option.dataset.command = commands.indexOf(command);
  const label = document.createElement("span");
  label.className = "grow";
  label.textContent = command.label;
  if (command.icon) option.append(command.icon.cloneNode(true));
  option.append(label);
  return option;
}
