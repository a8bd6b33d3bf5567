/** Whether keys pressed here are text. */
export function isTyping(element) {
  return Boolean(element.closest?.("input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]"));
}

/** The letter on the key; on a keyboard of another script the one that stands there on an English one. */
export function keyOf({ key, code, shiftKey }) {
  const isForeign = /\p{L}/u.test(key) && !/\p{Script=Latin}/u.test(key);
  return isForeign && code.startsWith("Key") ? code.at(-1)[shiftKey ? "toUpperCase" : "toLowerCase"]() : key;
}
