// [data-narrow] hides the [data-narrow-item]s of its [data-narrowing] that don't hold each word that is typed. Enter and
// arrow down lead on to the first that is left, and neither sends the form around them.
document.addEventListener("input", ({ target }) => {
  if (!target.matches("[data-narrow]")) return;
  const all = target.closest("[data-narrowing]");
  const words = target.value.toLocaleLowerCase().split(/\s+/);
  for (const item of all.querySelectorAll("[data-narrow-item]")) {
    const text = `${item.textContent} ${item.dataset.narrowItem}`.toLocaleLowerCase();
    item.hidden = !words.every((word) => text.includes(word));
  }
  const groups = [...all.querySelectorAll("[data-narrow-group]")];
  for (const group of groups) group.hidden = !group.querySelector("[data-narrow-item]:not([hidden])");
  all.querySelector("[data-narrow-none]").hidden = groups.some((group) => !group.hidden);
});

document.addEventListener("keydown", (event) => {
  if (!event.target.matches?.("[data-narrow]") || !["Enter", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  event.target.closest("[data-narrowing]").querySelector("[data-narrow-item]:not([hidden]) :is(a, button)")?.focus();
});
