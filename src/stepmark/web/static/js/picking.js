// [data-pick-all] at the head of a column of boxes ticks and unticks them all, and shows when all are.
import { eachTime } from "./swapped.js";

eachTime(() => {
  for (const box of document.querySelectorAll("[data-pick-all]")) box.hidden = false;
});

document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-pick-all]")) for (const box of boxesOf(target)) box.checked = target.checked;
  else if (target.matches("input[name=id][type=checkbox]")) show(target.closest("table")?.querySelector("[data-pick-all]"));
});

function show(all) {
  if (!all) return;
  const ticked = boxesOf(all).filter((box) => box.checked).length;
  all.checked = ticked === boxesOf(all).length;
  all.indeterminate = ticked > 0 && !all.checked;
}

function boxesOf(all) {
  return [...all.closest("table").querySelectorAll("input[name=id][type=checkbox]")];
}
