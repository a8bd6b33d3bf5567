// The tour: each .tour-stop shows beside its data-anchor, or in the middle where the page has none. Esc leaves it, and
// the server remembers that it was seen.
const GAP = 10;

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-tour-start], [data-tour-step], [data-tour-leave]");
  if (!button) return;
  const at = stops().indexOf(button.closest(".tour-stop"));
  if (button.matches("[data-tour-leave]")) leave();
  else show(at + Number(button.dataset.tourStep ?? 1));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !document.querySelector(".tour-stop:popover-open")) return;
  event.preventDefault();
  leave();
});

window.addEventListener("resize", () => {
  const open = document.querySelector(".tour-stop:popover-open");
  if (open) place(open);
});

function show(index) {
  hide();
  const stop = stops()[index];
  if (!stop) return;
  anchorOf(stop)?.scrollIntoView({ block: "center" });
  anchorOf(stop)?.classList.add("tour-anchor");
  stop.showPopover();
  place(stop);
  stop.querySelector(".primary").focus();
}

function leave() {
  hide();
  document.querySelector("[data-tour-end]")?.requestSubmit();
  document.getElementById("main").focus();
}

function hide() {
  document.querySelector(".tour-stop:popover-open")?.hidePopover();
  document.querySelector(".tour-anchor")?.classList.remove("tour-anchor");
}

function place(stop) {
  const anchor = anchorOf(stop)?.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = stop;
  const below = anchor ? anchor.bottom + GAP : (innerHeight - height) / 2;
  const top = below + height > innerHeight - GAP ? anchor.top - GAP - height : below;
  const left = anchor ? anchor.left : (innerWidth - width) / 2;
  stop.style.top = `${Math.max(GAP, Math.min(top, innerHeight - height - GAP))}px`;
  stop.style.left = `${Math.max(GAP, Math.min(left, innerWidth - width - GAP))}px`;
}

function anchorOf(stop) {
  return [...document.querySelectorAll(stop.dataset.anchor)].find((each) => each.checkVisibility());
}

function stops() {
  return [...document.querySelectorAll(".tour-stop")];
}
