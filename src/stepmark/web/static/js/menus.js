// Places a menu beside its button, inside the window, and closes it once something in it was chosen.
const GAP = 4;

document.addEventListener("toggle", (event) => {
  if (event.newState !== "open" || !event.target.matches(".menu")) return;
  place(event.target, document.querySelector(`[popovertarget="${CSS.escape(event.target.id)}"]`));
}, true);

document.addEventListener("click", (event) => {
  const chosen = event.target.closest(".menu a, .menu button:not([popovertarget])");
  if (chosen && !chosen.hasAttribute("data-theme-choice")) chosen.closest(".menu").hidePopover();
});

document.addEventListener("scroll", (event) => {
  const open = document.querySelector(".menu:popover-open");
  if (open && !open.contains(event.target)) open.hidePopover();
}, true);

function place(menu, button) {
  if (!button) return;
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = at.bottom + GAP + height <= innerHeight || at.top < height;
  const left = at.left + width <= innerWidth - GAP ? at.left : at.right - width;
  menu.style.top = `${Math.max(GAP, below ? at.bottom + GAP : at.top - GAP - height)}px`;
  menu.style.left = `${Math.max(GAP, left)}px`;
}
