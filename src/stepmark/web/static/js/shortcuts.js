// Single-letter shortcuts; they rest while someone types, and can be switched off in their own help.
import { openFrom } from "./dialogs.js";
import { isTyping, keyOf } from "./keys.js";
import { openPalette } from "./palette.js";
import { eachTime } from "./swapped.js";
import { undoLast } from "./undo.js";

const KEY = "stepmark.shortcuts";
const PAUSE = 2000;
let leading = -Infinity;

eachTime(showSwitch);

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isOff() || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  if (follow(keyOf(event))) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const asked = event.target.closest("[data-shortcuts-help]");
  if (asked) showHelp(asked);
});

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-shortcuts-switch]")) return;
  localStorage.setItem(KEY, event.target.checked ? "on" : "off");
});

/** Does what the key says; false when it says nothing. */
function follow(key) {
  const afterG = performance.now() - leading < PAUSE;
  leading = !afterG && key === "g" ? performance.now() : -Infinity;
  if (afterG) return click(`[data-key="${CSS.escape(key)}"]`);
  if (key === "/") return openPalette(document.activeElement) || click(".topbar .find");
  if (key === "n") return click("[data-new]");
  if (key === "z") return undoLast();
  if (key === "?") return click("[data-help]") || showHelp(document.activeElement);
  return key === "g";
}

function click(selector) {
  const target = document.querySelector(selector);
  target?.click();
  return Boolean(target);
}

function showHelp(by) {
  const template = document.getElementById("shortcuts");
  if (!template) return false;
  openFrom(template, by);
  showSwitch();
  return true;
}

function showSwitch() {
  for (const box of document.querySelectorAll("[data-shortcuts-switch]")) box.checked = !isOff();
}

function isOff() {
  return localStorage.getItem(KEY) === "off";
}
