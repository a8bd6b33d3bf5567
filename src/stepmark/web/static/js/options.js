// The options of a combobox: one of them is active at a time, while the focus stays in the box.

export function numbered(list) {
  const options = [...list.querySelectorAll("[role=option]")];
  options.forEach((option, index) => (option.id = `${list.id}-${index}`));
  return options;
}

export function active(list) {
  return list.querySelector('[aria-selected="true"]');
}

/** Makes the option after (or, by -1, before) the active one active; from the last one on to the first. */
export function step(box, list, by) {
  const options = [...list.querySelectorAll("[role=option]:not([hidden], [aria-disabled=true])")];
  if (!options.length) return;
  const from = options.indexOf(active(list));
  activate(box, list, options.at(from < 0 && by < 0 ? -1 : (from + by) % options.length));
}

export function activate(box, list, option) {
  active(list)?.setAttribute("aria-selected", "false");
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  box.setAttribute("aria-activedescendant", option.id);
}

export function deactivate(box, list) {
  active(list)?.setAttribute("aria-selected", "false");
  box.removeAttribute("aria-activedescendant");
}
