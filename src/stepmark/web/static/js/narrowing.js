// [data-narrow] hides the [data-narrow-item]s of its [data-narrowing] that don't hold what is typed.
import { eachTime } from "./swapped.js";

eachTime(() => {
  for (const box of document.querySelectorAll("[data-narrow]")) box.hidden = false;
});

document.addEventListener("input", ({ target }) => {
  if (!target.matches("[data-narrow]")) return;
  const all = target.closest("[data-narrowing]");
  const typed = target.value.trim().toLocaleLowerCase();
  for (const item of all.querySelectorAll("[data-narrow-item]"))
    item.hidden = !item.textContent.toLocaleLowerCase().includes(typed);
  const groups = [...all.querySelectorAll("[data-narrow-group]")];
  for (const group of groups) group.hidden = !group.querySelector("[data-narrow-item]:not([hidden])");
  all.querySelector("[data-narrow-none]").hidden = groups.some((group) => !group.hidden);
});
